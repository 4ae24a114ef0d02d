package org.opendip.jobs.inspection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.assignment.Stay;
import org.opendip.jobs.tables.Cases;
import org.opendip.policy.grouping.AgeBand;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.Subgroup;

/**
 * 换码: a case with other codes. What it answers beside them stays, but for age and severity: of these each main diagnosis
 * has questions of its own.
 *
 * @param questions of all groups
 * @param age any age of the case's band; empty: not known
 * @param severity of the case; empty: not known
 */
record Recoding(Questions questions, OptionalInt age, Optional<SeverityClass> severity) {

    /** Of a row of the table {@code cases}. */
    static Recoding of(GroupingRule rule, List<Group> groups, Row stay) {
        String band = stay.getAs(Cases.AGE_BAND.name());
        Integer severity = stay.getAs(Cases.SEVERITY.name());
        return new Recoding(
                Questions.of(rule, groups.stream().map(Group::row).toList()),
                AgeBand.of(band).map(AgeBand::from).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                Optional.ofNullable(severity).map(SeverityClass::of));
    }

    /** With other procedures. */
    static Facts procedures(Facts facts, List<String> procedures) {
        return new Facts(facts.mainDiagnosis(), procedures, facts.bedDay(), facts.asked());
    }

    /** With another main diagnosis. */
    Facts diagnosis(Facts facts, String diagnosis) {
        Set<String> asked = new TreeSet<>(facts.asked());
        asked.removeIf(Subgroup::answers);
        questions
                .ask(new Stay(
                        diagnosis,
                        List.of(),
                        facts.procedures(),
                        facts.bedDay(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        age,
                        severity))
                .asked()
                .stream()
                .filter(Subgroup::answers)
                .forEach(asked::add);
        return new Facts(diagnosis, facts.procedures(), facts.bedDay(), asked);
    }
}
