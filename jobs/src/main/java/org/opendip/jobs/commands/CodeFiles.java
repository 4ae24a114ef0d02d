package org.opendip.jobs.commands;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.inputs.CodeFolder;
import org.opendip.jobs.inputs.CodeImport;
import org.opendip.jobs.reports.OutputFile;
import org.opendip.policy.errors.DipErrors;

/** Writes an imported list; apart from its command, whose help must not load what writing needs. */
final class CodeFiles {
    private CodeFiles() {}

    /** The list, then the manifest that names it: each whole or not at all. */
    static void write(CodeFolder folder, CodeImport read) {
        Configuration hadoop = new Configuration();
        for (Map.Entry<String, byte[]> entry : read.files().entrySet()) {
            Path path = new Path(folder.place(), entry.getKey());
            try (OutputFile file = OutputFile.create(path, hadoop)) {
                file.stream().write(entry.getValue());
                file.commit();
            } catch (IOException e) {
                throw DipErrors.fileUnwritable(path.toString(), e);
            }
        }
    }
}
