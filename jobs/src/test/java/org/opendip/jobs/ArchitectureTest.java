package org.opendip.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callConstructor;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.math.BigDecimal;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Lease;

/** The one-way road of the code: commands, flow, stages, runs, tables, policy. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.opendip");

    @Test
    void packagesDependOneWay() {
        check(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("commands")
                .definedBy("org.opendip.jobs.commands..")
                .layer("generator")
                .definedBy("org.opendip.jobs.generator..")
                .layer("inspection")
                .definedBy("org.opendip.jobs.inspection..")
                .layer("flow")
                .definedBy("org.opendip.jobs.flow..")
                .layer("stages")
                .definedBy("org.opendip.jobs.stages..")
                .optionalLayer("reports")
                .definedBy("org.opendip.jobs.reports..")
                .layer("assignment")
                .definedBy("org.opendip.jobs.assignment..")
                .layer("inputs")
                .definedBy("org.opendip.jobs.inputs..")
                .layer("identifiers")
                .definedBy("org.opendip.jobs.identifiers..")
                .layer("files")
                .definedBy("org.opendip.jobs.files..")
                .layer("runs")
                .definedBy("org.opendip.jobs.runs..")
                .layer("tables")
                .definedBy("org.opendip.jobs.tables..")
                .layer("policy")
                .definedBy("org.opendip.policy..")
                .whereLayer("commands")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("generator")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("flow")
                .mayOnlyBeAccessedByLayers("commands", "generator", "inspection")
                .whereLayer("inspection")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("stages")
                .mayOnlyBeAccessedByLayers("commands", "flow", "inspection")
                .whereLayer("identifiers")
                .mayOnlyBeAccessedByLayers("commands", "flow", "inspection", "stages", "inputs")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("commands", "inspection", "reports", "identifiers", "runs")
                .whereLayer("reports")
                .mayOnlyBeAccessedByLayers("commands", "stages", "inspection")
                .whereLayer("assignment")
                .mayOnlyBeAccessedByLayers("commands", "stages", "inspection"));
    }

    @Test
    void policyKnowsNoSparkAndNoJobs() {
        check(noClasses()
                .that()
                .resideInAPackage("org.opendip.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache..", "org.opendip.jobs.."));
    }

    @Test
    void stagesMeetInTablesOnly() {
        check(slices().matching("org.opendip.jobs.stages.(*)..").should().notDependOnEachOther());
    }

    @Test
    void onlyTheLeaseAndTheAuditLogReadAClock() {
        String why = "a result must not depend on the moment it is computed";
        check(noClasses()
                .that(not(equivalentTo(Lease.class)).and(not(equivalentTo(AuditLog.class))))
                .should()
                .dependOnClassesThat(equivalentTo(Clock.class))
                .because(why));
        check(noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.time.YearMonth.class, "now")
                .orShould()
                .callMethod(java.time.Year.class, "now")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould(callConstructor(java.util.Date.class))
                .because(why));
    }

    @Test
    void noAmountIsMadeFromADouble() {
        check(noClasses()
                .should(callConstructor(BigDecimal.class, double.class))
                .because("0.1 as a double is not 0.1: use a text, or whole fen"));
    }

    @Test
    void noStageUsesAUserDefinedFunctionOfSpark() {
        check(noClasses()
                .that()
                .resideInAPackage("org.opendip.jobs.stages..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark.sql.api.java..")
                .because("Spark cannot look into a user-defined function: columns are faster and exact"));
    }

    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
