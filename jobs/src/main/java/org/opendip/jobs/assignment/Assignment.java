package org.opendip.jobs.assignment;

import java.util.List;
import java.util.Optional;
import org.opendip.policy.grouping.RowOrigin;
import org.opendip.policy.grouping.RuleKinds;

/**
 * The group of a signature and the way to it.
 *
 * @param path see {@link Path}
 * @param group empty: ungrouped
 * @param tied groups that the tie-break list chose from; 1 when there was nothing to choose
 */
public record Assignment(Path path, Optional<Group> group, int tied) {

    /** The way to a group, or why there is none. */
    public enum Path {
        /** Pre-group. */
        PRE_GROUP("pre-group"),
        /** TCM-advantage group. */
        TCM("tcm"),
        /** Merged group with all the related procedures that matter on the case. */
        MERGE_EXACT("merge-exact"),
        /** Merged group with some of them. */
        MERGE_RELATED("merge-related"),
        /** Merged group of diagnosis and main procedure alone, though related ones are on the case. */
        MERGE_MAIN("merge-main"),
        /** Diagnosis-assisted group. */
        ASSISTED("assisted"),
        /** Core group with all the related procedures that matter on the case. */
        CORE_EXACT("core-exact"),
        /** Core group with some of them. */
        CORE_RELATED("core-related"),
        /** Core group of diagnosis and main procedure alone, though related ones are on the case. */
        CORE_MAIN("core-main"),
        /** Comprehensive group of category and treatment type. */
        COMPREHENSIVE("comprehensive"),
        /** There is none of that treatment type: the category's conservative one. */
        COMPREHENSIVE_CONSERVATIVE("comprehensive-conservative"),
        /** Paid by bed-day: not grouped by disease. */
        BED_DAY("bed-day"),
        /** The main diagnosis may not be one. */
        EXCLUDED_DIAGNOSIS("excluded-diagnosis"),
        /** No group of the category fits. */
        NO_GROUP("no-group");

        private final String code;

        Path(String code) {
            this.code = code;
        }

        /** As tables hold it. */
        public String code() {
            return code;
        }
    }

    /**
     * How a case came to its group, to be read by people.
     *
     * @param assignment the result
     * @param mainProcedure the one that grouped, after the exclusions; empty: conservative
     * @param otherProcedures the rest that counted, in order
     * @param steps the kinds of rules asked, in order; the last one found the group, or none did
     */
    public record Trace(Assignment assignment, String mainProcedure, List<String> otherProcedures, List<Step> steps) {
        /** The row of the catalog that matched; absent: ungrouped, or the group was formed from the region's cases. */
        public Optional<RowOrigin> row() {
            return assignment.group().map(g -> g.row().origin());
        }
    }

    /**
     * A kind of rule that was asked.
     *
     * @param found whether it ended the search
     * @param fits where a kind looks for the best of several, codes of all that the case has everything for, in order
     * @param near groups of this kind that lacked one thing, in code order
     */
    public record Step(RuleKinds.Kind kind, boolean found, List<String> fits, List<Near> near) {}

    /**
     * A group that a case missed by one thing.
     *
     * @param lacks what: {@code other-diagnosis}, {@code resistance}, {@code procedures}, with the cell that asks for it
     */
    public record Near(String group, String lacks) {}

    static Assignment to(Path path, Group group, int tied) {
        return new Assignment(path, Optional.of(group), tied);
    }

    static Assignment none(Path path) {
        return new Assignment(path, Optional.empty(), 1);
    }
}
