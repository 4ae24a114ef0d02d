package org.opendip.jobs.assignment;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.policy.catalog.PrimaryCareRule;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RowOrigin;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.SeverityRow;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rules.Problem;
import org.opendip.policy.rules.Words;

/**
 * 分组方案: the rows and lists that the rulebook asks for, from the folder {@code catalog} of the reference files: those of a
 * national workbook or of a catalog that was handed over, TCM-advantage groups, primary-care groups, bed-day stays. Where it
 * asks for none it is empty.
 *
 * @param groups in the order of the rows
 * @param catalog the rows, and the lists that belong to them
 * @param questions what the rows ask of a case beside its codes
 */
public record Library(List<Group> groups, RuleCatalog catalog, Questions questions) {

    /** The library of a run. */
    public static Library of(Configuration hadoop, RunFile inputs, Rulebook rules, Treatments treatments) {
        GroupingRule rule = rules.grouping();
        RuleCatalog catalog = RuleCatalog.NONE;
        boolean primaryCare =
                rules.catalog().primaryCare().filter(PrimaryCareRule::byList).isPresent();
        IntakeRule intake = rules.intake();
        if (asked(rules)) {
            ReferenceFiles reference = new ReferenceFiles(hadoop, inputs);
            String folder = CatalogFiles.folder(inputs);
            catalog = CatalogFiles.read(
                            hadoop,
                            folder,
                            rule,
                            rules.catalog().groupCodes(),
                            reference.diagnoses().stream()
                                    .map(ReferenceFiles.Diagnosis::code)
                                    .collect(Collectors.toSet()),
                            reference.procedures().stream()
                                    .map(ReferenceFiles.Procedure::code)
                                    .collect(Collectors.toSet()))
                    .catalog();
            if (primaryCare && catalog.primaryCare().isEmpty()) {
                throw DipErrors.fileMissing(
                        folder + "/" + CatalogFiles.PRIMARY_CARE, "the list that catalog.primary-care asks for");
            }
            if (intake.bedDayList() && catalog.bedDay().isEmpty()) {
                throw DipErrors.fileMissing(
                        folder + "/" + CatalogFiles.BED_DAY, "the list that intake.bed-day-list asks for");
            }
            if (intake.severityList() && catalog.severities().isEmpty()) {
                throw DipErrors.fileMissing(
                        folder + "/" + CatalogFiles.SEVERITY, "the list that intake.severity-list asks for");
            }
            if (!intake.severityList()) {
                refuseSeverities(folder, catalog);
            }
        }
        return new Library(
                catalog.rows().stream().map(row -> Group.of(row, treatments)).toList(),
                catalog,
                Questions.of(rule, catalog.rows()));
    }

    /** Whether a rulebook asks for any sheet of a catalog; where it does not, none is looked at. */
    public static boolean asked(Rulebook rules) {
        return rules.grouping().kinds().fromRows()
                || rules.catalog().library()
                || rules.catalog().primaryCare().filter(PrimaryCareRule::byList).isPresent()
                || rules.intake().bedDayList()
                || rules.intake().severityList();
    }

    /** A group that asks for a severity of which no case is known would never find one. */
    private static void refuseSeverities(String folder, RuleCatalog catalog) {
        List<Problem> problems = catalog.rows().stream()
                .filter(row ->
                        row.subgroup() != null && !row.subgroup().severities().isEmpty())
                .map(row -> new Problem(row.origin().file(), row.origin().row(), "severity", SeverityRow.NOT_ASKED))
                .toList();
        if (!problems.isEmpty()) {
            throw DipErrors.catalogInvalid(folder, problems);
        }
    }

    /** The same when only the questions matter. */
    public static Library of(Configuration hadoop, RunFile inputs, Rulebook rules) {
        return of(hadoop, inputs, rules, Treatments.of(rules.grouping(), List.of()));
    }

    /**
     * Signatures with their answers, where anything was asked.
     *
     * @param answers the table {@code answers}; empty: nothing was asked
     */
    public static Dataset<Row> withAnswers(Dataset<Row> signatures, Optional<Dataset<Row>> answers) {
        return answers.map(table -> signatures
                        .join(
                                table,
                                scala.jdk.javaapi.CollectionConverters.asScala(List.of(Cases.SIGNATURE.name()))
                                        .toSeq(),
                                "left")
                        .withColumn(Answers.ANSWERS.name(), coalesce(Answers.ANSWERS.col(), lit(""))))
                .orElse(signatures);
    }

    /**
     * Refuses groups that ask for age or severity where no case was asked.
     *
     * @param answers the table {@code answers}; empty: nothing was asked
     */
    public static void refuseUnasked(List<Group> groups, Optional<Dataset<Row>> answers) {
        if (answers.isEmpty() && groups.stream().anyMatch(g -> g.row().subgroup() != null)) {
            throw DipErrors.readyCasesHoldNoAnswers();
        }
    }

    /** Whether it has groups to which those that a region forms beside them are additions (地方新增). */
    public boolean national() {
        return groups.stream().anyMatch(g -> !g.row().ownScore());
    }

    /**
     * The table {@code rule_rows} of groups that came from rows.
     *
     * @param nearMisses codes of those that were taken below the critical value
     */
    public static List<Row> rows(List<Group> groups, Set<String> nearMisses) {
        return groups.stream()
                .filter(g -> g.row().origin() != null)
                .map(g -> RowFactory.create(
                        g.code(),
                        Words.of(g.row().kind()),
                        g.row().origin().file(),
                        g.row().origin().row(),
                        g.row().origin().hash(),
                        g.row().ownScore()
                                ? g.row().score().setScale(RuleRows.SCORE_DECIMALS, RoundingMode.UNNECESSARY)
                                : null,
                        nearMisses.contains(g.code())))
                .sorted(Comparator.comparing(row -> row.getString(0)))
                .toList();
    }

    /**
     * The groups of the table {@code catalog}: those that came from rows as the rows stand here, in their order, then the
     * formed ones.
     *
     * @param ruleRows the table {@code rule_rows}, where groups came from rows
     * @param reviewed the table {@code reviewed_groups}, where the catalog was reviewed
     */
    public List<Group> groups(Dataset<Row> catalog, Optional<Dataset<Row>> ruleRows, Optional<Dataset<Row>> reviewed) {
        List<Group> formed = GroupTable.read(catalog, reviewed);
        if (ruleRows.isEmpty()) {
            return formed;
        }
        Map<String, Group> byCode = new HashMap<>();
        formed.forEach(g -> byCode.put(g.code(), g));
        Map<String, RowOrigin> used = new HashMap<>();
        ruleRows.get()
                .collectAsList()
                .forEach(r -> used.put(r.getString(0), new RowOrigin(r.getString(2), r.getInt(3), r.getString(4))));
        List<Group> all = new ArrayList<>();
        for (Group group : groups) {
            RowOrigin origin = used.remove(group.code());
            if (origin != null) {
                if (!origin.equals(group.row().origin())) {
                    throw DipErrors.ruleRowChanged(
                            origin.toString(), group.row().origin().toString());
                }
                Group measured = byCode.remove(group.code());
                if (measured != null) {
                    all.add(new Group(group.row(), group.treatment(), measured.meanCost()));
                }
            }
        }
        for (RowOrigin gone : used.values()) {
            throw DipErrors.ruleRowChanged(gone.toString(), "gone");
        }
        formed.stream().filter(g -> byCode.containsKey(g.code())).forEach(all::add);
        return all;
    }
}
