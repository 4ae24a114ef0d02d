package org.opendip.jobs.inspection;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.files.PrivateFiles;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;

/**
 * 病例关联: which settlement each case of a hospital stands for. A keyed hash cannot be turned back; it is computed again
 * from the records, so this takes both them and the key.
 */
public final class CaseLinks {

    private CaseLinks() {}

    /**
     * Writes {@code case_id,settlement_id} of every case of a hospital, in the order of the ids, into a new file that only
     * its owner may read.
     *
     * @param run a run with the tables cases and records
     * @param key the run's key
     * @return the number of cases
     */
    public static long write(Warehouse warehouse, Run run, IdentifierKey key, String hospital, Path file) {
        Dataset<Row> ours = warehouse
                .read(run, Cases.TABLE)
                .filter(Records.HOSPITAL.col().equalTo(hospital))
                .select(Cases.CASE_ID.col());
        long cases = ours.count();
        if (cases == 0) {
            throw DipErrors.hospitalWithoutCases(hospital, run.run());
        }
        // A stay's bills may be of several hospitals; the case is that of the last bill's.
        List<Row> links = warehouse
                .read(run, Records.TABLE)
                .filter(Records.HOSPITAL.col().equalTo(hospital))
                .filter(Records.DISPOSITION.col().equalTo(Dispositions.KEPT))
                .select(key.hash(Records.SETTLEMENT_ID.col()).as(Cases.CASE_ID.name()), Records.SETTLEMENT_ID.col())
                .join(ours, Cases.CASE_ID.name())
                .orderBy(Cases.CASE_ID.col())
                .collectAsList();
        if (links.size() != cases) {
            throw DipErrors.casesNotLinked(run.run(), cases, links.size());
        }
        try (Writer out = new OutputStreamWriter(PrivateFiles.create(file), StandardCharsets.UTF_8)) {
            out.write(Cases.CASE_ID.name() + "," + Records.SETTLEMENT_ID.name() + "\n");
            for (Row link : links) {
                out.write(link.getString(0) + "," + cell(link.getString(1)) + "\n");
            }
        } catch (FileAlreadyExistsException e) {
            throw DipErrors.fileThere(file.toString(), "it would be written over");
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(file.toString(), e);
        }
        return cases;
    }

    private static String cell(String text) {
        return text.matches("(?s).*[,\"\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
