package org.opendip.policy.rulebook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.coefficients.InstitutionCoefficientRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.history.HistoryRule;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.pointvalue.PointValueRule;
import org.opendip.policy.pools.PoolsRule;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.settlement.ClearingRule;
import org.opendip.policy.settlement.MonthlyRule;
import org.opendip.policy.ungrouped.UngroupedRule;

/**
 * 规则书: everything a region has decided for a year, one section per subject. Made by {@link RulebookLoader} only, which
 * has checked it whole.
 *
 * @param region name of the folder, for example example-city
 * @param year for which scores are made and settled
 * @param ruleVersion of the national technical specification: 1.0, 2.0 or 3.0
 * @param name of the region as reports print it
 * @param texts the sections as resolved, in the order of the record
 */
public record Rulebook(
        String region,
        int year,
        String ruleVersion,
        String name,
        HistoryRule history,
        IntakeRule intake,
        PoolsRule pools,
        GroupingRule grouping,
        CatalogRule catalog,
        ScoresRule scores,
        InstitutionCoefficientRule institutionCoefficient,
        DeviationRule deviation,
        UngroupedRule ungrouped,
        PointValueRule pointValue,
        MonthlyRule monthly,
        ClearingRule clearing,
        List<SectionText> texts) {
    /** The names of the sections, in order. */
    public static final List<String> SECTIONS = List.of(
            "history",
            "intake",
            "pools",
            "grouping",
            "catalog",
            "scores",
            "institution-coefficient",
            "deviation",
            "ungrouped",
            "point-value",
            "monthly",
            "clearing");

    /**
     * A section as it was read.
     *
     * @param section its name, as in {@link #SECTIONS}
     * @param file {@code <region>/<year>.yaml} it stands in
     * @param yaml its canonical text
     */
    public record SectionText(String section, String file, String yaml) {}

    public Rulebook {
        texts = List.copyOf(texts);
    }

    /** The file a section stands in: this rulebook's own, or one it extends. */
    public String origin(String section) {
        return texts.stream()
                .filter(text -> text.section().equals(section))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no section " + section + " in " + SECTIONS))
                .file();
    }

    /** The resolved rulebook as YAML that loads again; above each section the file it came from. */
    public String render() {
        return text(true);
    }

    /** SHA-256 of what is decided: comments, order of keys, spelling of numbers and the files' names do not count. */
    public String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text(false).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String text(boolean withOrigins) {
        StringBuilder out = new StringBuilder();
        for (SectionText text : texts) {
            if (withOrigins && !text.section().equals(RulebookLoader.HEAD)) {
                out.append("\n# from ").append(text.file()).append('\n');
            }
            out.append(text.yaml());
        }
        return out.toString();
    }
}
