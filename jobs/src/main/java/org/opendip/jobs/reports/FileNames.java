package org.opendip.jobs.reports;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * File names of hospital codes. Letters and digits of any script, dash and underscore stay; all else becomes an underscore. A name
 * that was changed, that Windows reserves, or that differs from another only in case gets a mark of its code's content at the end.
 */
public final class FileNames {
    private static final int MAX_LENGTH = 80;

    /** The name of each code's workbook. */
    public static Map<String, String> of(Collection<String> codes) {
        Map<String, String> names = new TreeMap<>();
        Set<String> taken = new HashSet<>();
        for (String code : new TreeSet<>(codes)) {
            String plain = code.replaceAll("[^\\p{L}\\p{N}_-]", "_");
            boolean kept = plain.equals(code)
                    && plain.length() <= MAX_LENGTH
                    && !plain.matches("(?i)con|prn|aux|nul|com\\d|lpt\\d|")
                    && taken.add(plain.toLowerCase(Locale.ROOT));
            if (!kept) {
                String mark = UUID.nameUUIDFromBytes(code.getBytes(StandardCharsets.UTF_8))
                        .toString();
                plain = plain.substring(0, Math.min(plain.length(), MAX_LENGTH)) + "_" + mark.substring(0, 8);
                taken.add(plain.toLowerCase(Locale.ROOT));
            }
            names.put(code, plain + ".xlsx");
        }
        return names;
    }

    private FileNames() {}
}
