package org.opendip.jobs.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.ReferenceData;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Kind;
import org.opendip.policy.rulebook.Rulebook;

/** Catalogs of the nation and of a real prefecture are read whole and written back as they were. */
public class NationalSampleTest {
    private static final Configuration HADOOP = new Configuration(false);

    @Test
    void everySheetOfTheNationalSampleIsRead() {
        CatalogFiles.Read read = national(NationalRules.version3());

        assertThat(read.catalog().rows().stream().collect(Collectors.groupingBy(GroupRow::kind, Collectors.counting())))
                .isEqualTo(Map.of(Kind.PRE, 19L, Kind.MERGE, 210L, Kind.ASSISTED, 113L, Kind.BASE, 248L));
        assertThat(read.catalog().exclusions().diagnoses()).hasSize(268);
        assertThat(read.catalog().exclusions().procedures()).hasSize(646);
        assertThat(read.catalog().resistantDiagnoses()).hasSize(48);
        assertThat(read.catalog().primaryCare()).hasSize(127);
        assertThat(read.overlaps())
                .containsExactly(
                        "merge.csv row 178 and merge.csv row 179 have a case in common that fits both alike: grouping.ties decides",
                        "merge.csv row 181 and merge.csv row 182 have a case in common that fits both alike: grouping.ties decides");
        assertThat(national(NationalRules.version3().with("precedence: and-first", "precedence: or-first"))
                        .overlaps())
                .as("where | binds tighter no two rows overlap")
                .isEmpty();
    }

    @Test
    void theSheetsAreWrittenBackCellByCell(@TempDir Path folder) throws IOException {
        for (String name : List.of("dip3-sample", "pingdingshan-2025")) {
            Path from = ReferenceData.file(name);
            Path to = folder.resolve(name);
            CatalogFiles.copy(HADOOP, from.toString(), to.toString());
            try (Stream<Path> files = Files.list(from)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".csv")).toList()) {
                    assertThat(to.resolve(file.getFileName())).hasSameBinaryContentAs(file);
                }
            }
        }
    }

    @Test
    void theCatalogOfAPrefectureIsReadWhole(@TempDir Path folder) throws IOException {
        Path catalog = ReferenceData.file("pingdingshan-2025/catalog.csv");
        Files.copy(catalog, folder.resolve("catalog.csv"));
        CatalogFiles.Read read = read(folder, Rules.exampleCity().with("code-case: exact", "code-case: ignore"));

        assertThat(read.catalog().rows().stream().collect(Collectors.groupingBy(GroupRow::kind, Collectors.counting())))
                .isEqualTo(Map.of(Kind.BASE, 3877L, Kind.COMPREHENSIVE, 567L));
        assertThat(read.overlaps()).isEmpty();
    }

    /** The national sample, with the code lists and the few codes that it names beside them. */
    public static CatalogFiles.Read national(Rules rules) {
        return read(ReferenceData.file("dip3-sample"), rules);
    }

    /** A folder with a catalog, against the official code lists. */
    public static CatalogFiles.Read read(Path folder, Rules rules) {
        Rulebook book = rules.book();
        Set<String> procedures = codes("codes/icd9cm3-insurance-2.0.csv");
        procedures.addAll(List.of("37.5100x001", "50.5100x002", "33.5000x001", "39.6500x001", "92.2600x001"));
        return CatalogFiles.read(
                HADOOP,
                folder.toString(),
                book.grouping(),
                book.catalog().groupCodes(),
                codes("codes/icd10-insurance-2.0.csv"),
                procedures);
    }

    private static Set<String> codes(String file) {
        return ReferenceData.rows(file).stream()
                .map(row -> row.getString("code"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
