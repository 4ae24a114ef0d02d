package org.opendip.policy.intake;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;
import org.opendip.policy.rules.Node;

/**
 * 质控规则: the limits of the intake's checks, and which findings keep a record out. What each check looks at is told in
 * docs/notices.md.
 *
 * @param uploadDays days after discharge within which a list is uploaded (上传时限)
 * @param highestCost total cost above which a record cannot be true, yuan, at most 30 million
 * @param oldestAge age above which a record cannot be true, years
 * @param lowestBirthWeight birth weight below which a record cannot be true, grams
 * @param highestBirthWeight birth weight above which a record cannot be true, grams
 * @param itemsTolerance difference between the items and the total cost that is let pass, yuan
 * @param paymentsTolerance difference between the payments and the total cost that is let pass, yuan
 * @param stayDaysTolerance difference between the days of the stay and its dates that is let pass
 * @param severities the notices whose severity the region has changed
 */
public record ChecksRule(
        int uploadDays,
        BigDecimal highestCost,
        int oldestAge,
        int lowestBirthWeight,
        int highestBirthWeight,
        BigDecimal itemsTolerance,
        BigDecimal paymentsTolerance,
        int stayDaysTolerance,
        Map<Notice, Severity> severities) {
    /** Squares of the cost of a group's cases must fit two words: see the table of moments. */
    private static final String HIGHEST = "30000000";

    public ChecksRule {
        severities = Map.copyOf(severities);
    }

    /** What a finding means in this region. */
    public Severity severity(Notice notice) {
        return severities.getOrDefault(notice, notice.severity());
    }

    static ChecksRule read(Node node) {
        int uploadDays = node.integer("upload-days", 0, 3660);
        BigDecimal highestCost = node.decimalAbove("highest-cost", "0", HIGHEST);
        int oldestAge = node.integer("oldest-age", 1, 150);
        int lightest = node.integer("lowest-birth-weight", 1, 9999);
        int heaviest = node.integer("highest-birth-weight", 1, 99_999);
        if (heaviest < lightest) {
            node.problem("highest-birth-weight", "must not be below lowest-birth-weight");
        }
        BigDecimal items = node.decimal("items-tolerance", "0", HIGHEST);
        BigDecimal payments = node.decimal("payments-tolerance", "0", HIGHEST);
        int days = node.integer("stay-days-tolerance", 0, 366);
        return new ChecksRule(
                uploadDays, highestCost, oldestAge, lightest, heaviest, items, payments, days, severities(node));
    }

    private static Map<Notice, Severity> severities(Node node) {
        node.know("severities");
        Map<Notice, Severity> severities = new EnumMap<>(Notice.class);
        if (node.has("severities")) {
            Node chosen = node.child("severities");
            for (Notice notice : Notice.values()) {
                chosen.optionalChoice(notice.code(), Severity.class).ifPresent(severity -> {
                    if (notice.mayBe(severity)) {
                        severities.put(notice, severity);
                    } else {
                        chosen.problem(
                                notice.code(),
                                "cannot be " + severity.name().toLowerCase(Locale.ROOT)
                                        + ": docs/notices.md says what a rulebook may change");
                    }
                });
            }
        }
        return severities;
    }
}
