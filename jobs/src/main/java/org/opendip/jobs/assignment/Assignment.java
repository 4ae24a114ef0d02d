package org.opendip.jobs.assignment;

import java.util.Optional;

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

    static Assignment to(Path path, Group group, int tied) {
        return new Assignment(path, Optional.of(group), tied);
    }

    static Assignment none(Path path) {
        return new Assignment(path, Optional.empty(), 1);
    }
}
