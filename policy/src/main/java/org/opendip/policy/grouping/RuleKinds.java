package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Words;

/**
 * 分组规则: the kinds of rules that a case is asked by, in order, and how they compare codes.
 *
 * @param order the kinds; always in the order of the national text
 * @param codeCase whether the case of letters in codes counts
 * @param mainMatch where the main procedure of a group must stand on the case
 * @param wildcardLength a procedure code of a group that is so long means every code that begins with it;
 *     0: none does
 * @param national settings of the kinds that stand on rows of a national workbook; null without them
 */
public record RuleKinds(List<Kind> order, CodeCase codeCase, MainMatch mainMatch, int wildcardLength, National national)
        implements Serializable {
    /** The kinds of rules, in the order of the 3.0 text. */
    public enum Kind {
        /** 不纳入分组的诊断和手术操作. */
        EXCLUSIONS,
        /** 先期分组. */
        PRE_GROUPS,
        /** 中医优势病种: groups of a region's list, with scores of their own. */
        TCM,
        /** 并项. */
        MERGES,
        /** 诊断辅助细分. */
        ASSISTED,
        /** 基本规则: diagnosis, main procedure and those related ones that raise the cost. */
        BASE,
        /** The same with all procedures, as version 1.0 has it. */
        ALL_PROCEDURES,
        /** 综合病种. */
        COMPREHENSIVE;

        /** Whether it stands on rows that were handed over. */
        public boolean fromRows() {
            return NATIONAL.contains(this) || this == TCM;
        }
    }

    public enum MainMatch {
        /** The group's main procedure is the case's main procedure. */
        MAIN,
        /** Main or not: the procedures of a group may stand anywhere on the case's list. */
        ANYWHERE
    }

    /** Which of several pre-groups a case belongs to. */
    public enum PreOrder {
        /** The first by the rows of the catalog. */
        ROW,
        /** The one that needs most procedures, then the first row. */
        MOST_PROCEDURES
    }

    /** Where the diagnosis of a newborn pre-group must stand. */
    public enum NewbornDiagnosis {
        ANY,
        MAIN
    }

    /**
     * 呼吸机使用时间: hours on a ventilator as recorded count as a procedure.
     *
     * @param hours at least so many
     * @param code the procedure they count as, in pre-groups
     */
    public record Ventilation(int hours, String code) implements Serializable {}

    /**
     * Settings of the kinds that stand on rows of a national workbook.
     *
     * @param precedence of | and + in procedure cells
     * @param outsideScope what becomes of a procedure that may be main with other main diagnoses only
     * @param preOrder which of several pre-groups
     * @param newbornDiagnosis where the diagnosis of a newborn pre-group must stand
     * @param ranges cells of other diagnoses, the first wins where a case has several; cells not named come after, by row
     * @param ventilation null: hours are not looked at
     */
    public record National(
            ProcedureExpression.Precedence precedence,
            Exclusions.OutsideScope outsideScope,
            PreOrder preOrder,
            NewbornDiagnosis newbornDiagnosis,
            List<String> ranges,
            Ventilation ventilation)
            implements Serializable {
        public National {
            ranges = List.copyOf(ranges);
        }

        static National read(Node node) {
            List<String> ranges = new ArrayList<>();
            for (String range : node.optionalTexts("ranges")) {
                Consumer<String> trouble = said -> node.problem("ranges", said);
                ranges.add(DiagnosisScope.parse(range, CodeCase.EXACT, trouble).text());
            }
            node.know("ventilation");
            Ventilation ventilation = null;
            if (node.has("ventilation")) {
                Node child = node.child("ventilation");
                ventilation = new Ventilation(
                        child.integer("hours", 1, 10_000),
                        child.text("code", PROCEDURE, "a procedure code like 96.7201"));
            }
            return new National(
                    node.choice("precedence", ProcedureExpression.Precedence.class),
                    node.choice("outside-scope", Exclusions.OutsideScope.class),
                    node.choice("pre-order", PreOrder.class),
                    node.choice("newborn-diagnosis", NewbornDiagnosis.class),
                    ranges,
                    ventilation);
        }
    }

    private static final Pattern PROCEDURE = Pattern.compile("[0-9]{2}\\.[0-9A-Za-z]{1,12}");
    private static final List<Kind> NATIONAL = List.of(Kind.EXCLUSIONS, Kind.PRE_GROUPS, Kind.MERGES, Kind.ASSISTED);

    public RuleKinds {
        order = List.copyOf(order);
    }

    /** What becomes of a procedure outside the scope where it may be main. */
    public Exclusions.OutsideScope outsideScope() {
        return national == null ? Exclusions.OutsideScope.NEXT : national.outsideScope();
    }

    /** Whether any kind stands on rows that were handed over. */
    public boolean fromRows() {
        return order.stream().anyMatch(Kind::fromRows);
    }

    /** Whether a kind is asked. */
    public boolean has(Kind kind) {
        return order.contains(kind);
    }

    static RuleKinds read(Node node) {
        List<Kind> order = node.choices("rule-kinds", Kind.class);
        if (!order.isEmpty()) {
            if (!order.equals(order.stream().sorted().toList())) {
                node.problem("rule-kinds", "must stand in the order " + words(List.of(Kind.values())));
            }
            if (order.contains(Kind.BASE) == order.contains(Kind.ALL_PROCEDURES)) {
                node.problem("rule-kinds", "must name base or all-procedures, one of them");
            }
        }
        boolean national = order.stream().anyMatch(NATIONAL::contains);
        node.know("national-rows");
        node.onlyWith("national-rows", national, "rule-kinds " + words(NATIONAL));
        return new RuleKinds(
                order,
                node.choice("code-case", CodeCase.class),
                node.choice("main-match", MainMatch.class),
                node.optionalInteger("wildcard-length", 4, 8).orElse(0),
                national && node.has("national-rows") ? National.read(node.child("national-rows")) : null);
    }

    private static String words(List<Kind> kinds) {
        return String.join(", ", kinds.stream().map(Words::of).toList());
    }
}
