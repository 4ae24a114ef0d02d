package org.opendip.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/** docs/tables.md and docs/notices.md are made from the code. */
class GeneratedDocsTest {
    private static final String MADE =
            "<!-- Made from the code by GeneratedDocsTest; renew with: mvn test -Ddocs.write -->\n\n";

    @Test
    void tables() {
        StringBuilder page = new StringBuilder("# Tables\n\n").append(MADE);
        page.append(
                        "What runs publish. Tables are Delta tables below `<warehouse>/<region>/<job>/<year>/`; a reader opens them ")
                .append("through the table `runs`, which names the version of each table that belongs to a run. ")
                .append("Money is whole fen (分).\n\n");
        page.append("| table | one row | written by |\n|---|---|---|\n");
        for (Table table : Tables.ALL) {
            page.append("| [")
                    .append(table.name())
                    .append("](#")
                    .append(table.name())
                    .append(") | ")
                    .append(grain(table))
                    .append(" | ")
                    .append(writers(table))
                    .append(" |\n");
        }
        for (Table table : Tables.ALL) {
            page.append("\n## ").append(table.name()).append("\n\n").append(table.grain());
            page.append(" Key: ")
                    .append(table.key().stream().map(c -> "`" + c.name() + "`").collect(Collectors.joining(", ")))
                    .append(".\n\n| column | type | unit | may be absent | meaning |\n|---|---|---|---|---|\n");
            for (Col column : table.columns()) {
                page.append("| `")
                        .append(column.name())
                        .append("` | ")
                        .append(column.kind().type().sql().toLowerCase(java.util.Locale.ROOT))
                        .append(" | ")
                        .append(column.kind().unit())
                        .append(" | ")
                        .append(column.nullable() ? "yes" : "")
                        .append(" | ")
                        .append(cell(column.doc()))
                        .append(" |\n");
            }
        }
        Docs.check("docs/tables.md", page.toString());
    }

    @Test
    void notices() {
        StringBuilder page = new StringBuilder("# Notices\n\n").append(MADE);
        page.append(
                        "Every trouble that a settlement record may have. An ERROR leaves the record out (rejected), a WARNING keeps ")
                .append("it; each is a row in the table [notices](tables.md#notices) with the value seen.\n");
        for (Severity severity : Severity.values()) {
            page.append("\n## ")
                    .append(severity.name())
                    .append("\n\n| code | column | meaning | 含义 |\n|---|---|---|---|\n");
            for (Notice notice : Notice.values()) {
                if (notice.severity() == severity) {
                    page.append("| `")
                            .append(notice.code())
                            .append("` | `")
                            .append(notice.column())
                            .append("` | ")
                            .append(cell(notice.english()))
                            .append(" | ")
                            .append(cell(notice.chinese()))
                            .append(" |\n");
                }
            }
        }
        Docs.check("docs/notices.md", page.toString());
    }

    @Test
    void everyTableAndColumnIsExplained() {
        for (Table table : Tables.ALL) {
            assertThat(table.grain()).as(table.name()).startsWith("One row per ");
            assertThat(table.columns()).as(table.name()).allSatisfy(column -> {
                assertThat(column.doc()).as(column.name()).isNotBlank();
                assertThat(column.name()).matches("[a-z][a-z0-9_]*");
            });
            assertThat(table.columns().stream().map(Col::name)).as(table.name()).doesNotHaveDuplicates();
        }
        assertThat(Tables.ALL.stream().map(Table::name)).doesNotHaveDuplicates();
    }

    @Test
    void aColumnNameMeansOneThing() {
        Map<String, Col> first = new LinkedHashMap<>();
        List<String> differing = new ArrayList<>();
        for (Table table : Tables.ALL) {
            for (Col column : table.columns()) {
                Col known = first.putIfAbsent(column.name(), column);
                if (known != null && known.kind() != column.kind()) {
                    differing.add(column.name() + " in " + table.name());
                }
            }
        }
        assertThat(differing).isEmpty();
    }

    private static String grain(Table table) {
        String grain = table.grain().replaceFirst("^One row ", "");
        return cell(grain.endsWith(".") ? grain.substring(0, grain.length() - 1) : grain);
    }

    private static String writers(Table table) {
        List<String> writers = new ArrayList<>();
        for (Job job : Job.values()) {
            for (Stage stage : job.stages()) {
                if (stage.writes().contains(table)) {
                    writers.add(job.command() + ": " + stage.name());
                }
            }
        }
        return String.join("; ", writers);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
