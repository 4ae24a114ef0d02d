package org.opendip.policy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/** What this module never does. */
class StructureTest {
    private static final JavaClasses POLICY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.opendip.policy");

    private static final ArchRule NO_ENGINE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "io.delta..", "org.opendip.jobs..")
            .because("what the regulation says is plain Java");

    private static final ArchRule NO_CLOCK = noClasses()
            .should()
            .callMethodWhere(describe(
                    "a clock is read",
                    (JavaCall<?> call) -> call.getTargetOwner().getPackageName().startsWith("java.time")
                                    && call.getName().equals("now")
                            || call.getTargetOwner().isEquivalentTo(System.class)
                                    && call.getName().matches("currentTimeMillis|nanoTime")))
            .because("a settlement never depends on today");

    private static final ArchRule NO_FLOATING_MONEY = noClasses()
            .should()
            .callCodeUnitWhere(floating())
            .because("money and scores are exact: no double, no float");

    private static final ArchRule ERRORS_IN_ONE_PLACE = noClasses()
            .that()
            .areNotAssignableTo(DipErrors.class)
            .should()
            .callConstructorWhere(describe("a DipException is made", (JavaCall<?> call) -> call.getTargetOwner()
                    .isEquivalentTo(DipException.class)));

    @Test
    void policyKnowsNoEngineNoClockAndNoFloatingPoint() {
        assertThat(POLICY).hasSizeGreaterThan(40);
        NO_ENGINE.check(POLICY);
        NO_CLOCK.check(POLICY);
        NO_FLOATING_MONEY.check(POLICY);
        ERRORS_IN_ONE_PLACE.check(POLICY);
    }

    @Test
    void subjectsDoNotDependOnEachOtherInCircles() {
        slices().matching("org.opendip.policy.(*)..").should().beFreeOfCycles().check(POLICY);
    }

    /** The rules above speak when they should. */
    @ParameterizedTest
    @ValueSource(classes = {OfDouble.class, Square.class, Unboxed.class})
    void floatingPointIsSeen(Class<?> offender) {
        JavaClasses classes = new ClassFileImporter().importClasses(offender);

        assertThatThrownBy(() -> NO_FLOATING_MONEY.check(classes)).isInstanceOf(AssertionError.class);
        NO_CLOCK.check(classes);
    }

    @ParameterizedTest
    @ValueSource(classes = {Today.class, Moment.class, Stopwatch.class})
    void clocksAreSeen(Class<?> offender) {
        JavaClasses classes = new ClassFileImporter().importClasses(offender);

        assertThatThrownBy(() -> NO_CLOCK.check(classes)).isInstanceOf(AssertionError.class);
        NO_FLOATING_MONEY.check(classes);
    }

    private static DescribedPredicate<JavaCall<?>> floating() {
        return describe("floating point is computed with", call -> {
            JavaClass owner = call.getTargetOwner();
            boolean takes = call.getTarget().getRawParameterTypes().stream().anyMatch(StructureTest::isFloating);
            boolean gives = Optional.of(call.getTarget().getRawReturnType())
                    .filter(StructureTest::isFloating)
                    .isPresent();
            return (takes || gives)
                    && (owner.isAssignableTo(Number.class)
                            || owner.isEquivalentTo(Math.class)
                            || owner.isEquivalentTo(StrictMath.class));
        });
    }

    private static boolean isFloating(JavaClass type) {
        return type.isEquivalentTo(double.class) || type.isEquivalentTo(float.class);
    }

    private static final class OfDouble {
        BigDecimal rate(double rate) {
            return new BigDecimal(rate);
        }
    }

    private static final class Square {
        double root(double value) {
            return Math.sqrt(value);
        }
    }

    private static final class Unboxed {
        double plain(BigDecimal yuan) {
            return yuan.doubleValue();
        }
    }

    private static final class Today {
        LocalDate day() {
            return LocalDate.now();
        }
    }

    private static final class Moment {
        Instant instant() {
            return Instant.now();
        }
    }

    private static final class Stopwatch {
        long millis() {
            return System.currentTimeMillis();
        }
    }
}
