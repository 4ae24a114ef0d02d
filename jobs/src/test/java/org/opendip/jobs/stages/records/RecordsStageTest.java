package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.notices.Notice;

/**
 * What becomes of every kind of row. All lists are taken in together, once; each test looks at its own. A list that no
 * test says anything of is sound, so every notice has silent cases by the hundred.
 */
class RecordsStageTest extends SparkTest {
    @TempDir
    private static Path folder;

    private static TestRegion region;
    private static TestRegion.Left left;
    private static Map<String, Row> latest;
    private static List<Row> records;
    private static List<Row> notices;
    private static Map<String, Row> cases;

    @BeforeEach
    void takeIn() {
        if (records == null) {
            region = TestRegion.in(spark(), folder).history(lists());
            left = region.stages(Rules.tiny().book(), new RecordsStage(), new CasesStage());
            records = left.table(Records.TABLE).collectAsList();
            notices = left.table(Notices.TABLE).collectAsList();
            latest = new HashMap<>();
            records.stream()
                    .filter(r -> r.<Integer>getAs(Records.SEQUENCE.name()) == 1)
                    .forEach(r -> latest.put(r.getAs(Records.SETTLEMENT_ID.name()), r));
            cases = bySettlement(left, latest.keySet());
        }
    }

    /** The cases by the settlement that their keyed hash stands for; by the hash where it is of none of these. */
    private static Map<String, Row> bySettlement(TestRegion.Left left, Collection<String> settlements) {
        Map<String, String> settlementOf = new HashMap<>();
        settlements.forEach(id -> settlementOf.put(TestRegion.caseId(id), id));
        Map<String, Row> found = new HashMap<>();
        left.table(Cases.TABLE).collectAsList().forEach(r -> {
            String id = r.getAs(Cases.CASE_ID.name());
            found.put(settlementOf.getOrDefault(id, id), r);
        });
        return found;
    }

    private static List<SettlementList> lists() {
        List<SettlementList> lists = new ArrayList<>(refunds());
        lists.addAll(uploads());
        lists.addAll(codes());
        lists.addAll(facts());
        lists.addAll(amounts());
        lists.addAll(stays());
        lists.addAll(persons());
        lists.addAll(newborns());
        lists.addAll(strays());
        return lists;
    }

    /** Details that came without a header. */
    private static List<SettlementList> strays() {
        return List.of(
                aList("headless")
                        .withoutHeader()
                        .otherDiagnosis("I10.x00")
                        .procedures("47.0100")
                        .item("01", "12.30")
                        .item("09", "4.00"),
                aList("headless-other").withoutHeader().withoutDetails().otherDiagnosis("I10.x00"));
    }

    private static List<SettlementList> refunds() {
        return List.of(
                aList("again-1").visit("again").settled("2025-03-08T10:00:00"),
                aList("again-2").refundOf("again", "5000.00").settled("2025-03-09T10:00:00"),
                aList("again-3").visit("again").settled("2025-03-10T10:00:00"),
                aList("equal-late").visit("equal").settled("2025-03-09T10:00:00"),
                aList("equal-early").visit("equal").settled("2025-03-08T10:00:00"),
                aList("equal-refund").refundOf("equal", "5000.00").settled("2025-03-10T10:00:00"),
                aList("lonely-refund").refundOf("nobody", "5000.00"),
                aList("other-amount").visit("other-amount"),
                aList("other-amount-refund").refundOf("other-amount", "4999.99"),
                aList("void-refund").refundOf("V-sound", "5000.00").with(SettlementHeaders.VALI_FLAG, "0"),
                aList("sound"));
    }

    private static List<SettlementList> uploads() {
        return List.of(
                aList("uploaded-twice").cost("4000.00").uploaded("2025-03-09T10:00:00"),
                aList("uploaded-twice").cost("4100.00").item("14", "100.00").uploaded("2025-03-10T10:00:00"),
                aList("void-in-words").with(SettlementHeaders.VALI_FLAG, "无效"),
                aList("valid-not-said").with(SettlementHeaders.VALI_FLAG, " "),
                aList("void").with(SettlementHeaders.VALI_FLAG, "0"),
                aList("void-in-the-end").uploaded("2025-03-09T10:00:00"),
                aList("void-in-the-end").with(SettlementHeaders.VALI_FLAG, "0").uploaded("2025-03-10T10:00:00"),
                aList(null).visit("without-id-1"),
                aList(null).visit("without-id-2"),
                aList("").visit("blank-id"));
    }

    private static List<SettlementList> codes() {
        return List.of(
                aList("code-blanks").diagnosis(" K35.800 ").procedures(" 47.0100 "),
                aList("code-lower").diagnosis("i63.900"),
                aList("code-upper-x").diagnosis("C73.X00").procedures("39.9500X007"),
                aList("code-extension").diagnosis("A09.900X001"),
                aList("code-dagger").diagnosis("a01.000x005+J17.0*"),
                aList("code-unknown").diagnosis("K99.999"),
                aList("code-short").diagnosis("K35.8"),
                aList("code-number").diagnosis("1E+05"),
                aList("main-missing").withoutDiagnosis().otherDiagnosis("I10.x00"),
                aList("main-several").mainDiagnosis("I10.x00"),
                aList("main-repeated").mainDiagnosis("K35.800"),
                aList("main-chinese").diagnosis("I10.x00", "3", "1", "1"),
                aList("main-void").diagnosis("I10.x00", "1", "1", "0"),
                aList("procedures")
                        .procedure("54.5101", "0", "1", 1)
                        .procedure("47.0100", "1", "1", 3)
                        .procedure("51.2300", "0", "1", 2)
                        .procedure("65.6300", "0", "0", 4),
                aList("procedure-unknown").procedures("47.0199", "54.5101"),
                aList("procedure-number").procedures("47.01", "1E+05", "54.5101"),
                aList("code-full-width").diagnosis("Ｋ３５．８００").procedures("54.5101", "３９．９５００Ｘ００７"),
                aList("code-invisible").diagnosis("K35.8\u200B00\u200B"),
                aList("code-full-width-unknown").diagnosis("Ｋ９９．９９９"),
                aList("procedure-full-width-number").procedures("４７．０１"),
                aList("procedure-without-attribute").procedures("99.9900"));
    }

    private static List<SettlementList> facts() {
        return List.of(
                aList("visit-missing").visit(null),
                aList("hospital-unknown").hospital("H9", "3"),
                aList("hospital-full-width").hospital("Ｈ３", "3"),
                aList("hospital-blanks").hospital(" H3 ", "3"),
                aList("hospital-small").hospital("h3", "3"),
                aList("level-two-digits").hospital("H3", "03"),
                aList("level-chinese").hospital("H3", "三级"),
                aList("level-blank").hospital("H3", " "),
                aList("level-differs").hospital("H3", "2"),
                aList("level-none").hospital("H3", "9"),
                aList("resident").insured("390"),
                aList("self-paying").insured(null).booked("0.00").with(SettlementHeaders.INSU_ADMDVS, null),
                aList("elsewhere").with(SettlementHeaders.INSU_ADMDVS, "980100"),
                aList("pool-unknown").insured("510"),
                aList("outpatient").medicalType("11"),
                aList("sex-unknown").with(SettlementHeaders.GEND, "9"),
                aList("sex-missing").with(SettlementHeaders.GEND, null),
                aList("age-120").with(SettlementHeaders.AGE, 120),
                aList("age-121").with(SettlementHeaders.AGE, 121),
                aList("age-below-zero").with(SettlementHeaders.AGE, -1),
                aList("woman").with(SettlementHeaders.GEND, "2").diagnosis("C54.100"),
                aList("man-with-a-womb").diagnosis("C54.100"),
                aList("mother-of-60")
                        .with(SettlementHeaders.GEND, "2")
                        .with(SettlementHeaders.AGE, 60)
                        .diagnosis("O80.000"),
                aList("mother-of-61")
                        .with(SettlementHeaders.GEND, "2")
                        .with(SettlementHeaders.AGE, 61)
                        .diagnosis("O80.000"),
                aList("birthday-tomorrow").with(SettlementHeaders.BRDY, LocalDate.of(1974, 3, 2)),
                aList("born-later").with(SettlementHeaders.BRDY, LocalDate.of(1977, 1, 1)),
                aList("uploaded-in-time").uploaded("2025-03-15T23:59:59"),
                aList("uploaded-late").uploaded("2025-03-16T00:00:00"),
                aList("ward-of-a-specialty").with(SettlementHeaders.DSCG_CATY, " a04.03"),
                aList("specialty-in-words").with(SettlementHeaders.DSCG_CATY, "骨科"));
    }

    private static List<SettlementList> persons() {
        return List.of(
                aList("first-stay").with(SettlementHeaders.PSN_NO, "P").stay("2025-04-01", "2025-04-10"),
                aList("overlapping").with(SettlementHeaders.PSN_NO, "P").stay("2025-04-09", "2025-04-12"),
                aList("transfer").with(SettlementHeaders.PSN_NO, "P").stay("2025-04-12", "2025-04-15"),
                aList("twice-1").with(SettlementHeaders.PSN_NO, "Q").visit("twice"),
                aList("twice-2").with(SettlementHeaders.PSN_NO, "Q").visit("twice"));
    }

    /** Stays of 1 to 8 March, unless they say otherwise. */
    private static List<SettlementList> newborns() {
        LocalDate tenDaysBefore = LocalDate.of(2025, 2, 19);
        return List.of(
                aList("newborn")
                        .newborn(3, "3250.00")
                        .with(SettlementHeaders.BRDY, LocalDate.of(2025, 2, 26))
                        .ventilated("0/5/59"),
                aList("newborn-by-birth")
                        .newborn(0, "999.50")
                        .with(SettlementHeaders.NWB_AGE, null)
                        .with(SettlementHeaders.BRDY, tenDaysBefore),
                aList("newborn-without-weight").newborn(28, null),
                aList("infant-without-weight").newborn(29, null),
                aList("newborn-of-0-grams").newborn(1, "0.00"),
                aList("weight-in-kilograms").newborn(2, "3.25"),
                aList("weight-lowest").newborn(2, "200.00"),
                aList("weight-highest").newborn(2, "9000.00"),
                aList("weight-above").newborn(2, "9001.00"),
                aList("days-beside-years").with(SettlementHeaders.NWB_AGE, 12),
                aList("no-days-beside-years").with(SettlementHeaders.NWB_AGE, 0),
                aList("days-above-a-year").newborn(366, "3000.00"),
                aList("days-against-birth").newborn(3, "3000.00").with(SettlementHeaders.BRDY, tenDaysBefore),
                aList("days-one-off").newborn(9, "3000.00").with(SettlementHeaders.BRDY, tenDaysBefore),
                aList("ventilated-in-words").ventilated("4天"),
                aList("ventilated-blank").ventilated(" "),
                aList("ventilated-all-the-time").ventilated("8/0/0"),
                aList("ventilated-longer").ventilated("8/1/0"),
                aList("small-1")
                        .visit("small")
                        .stay("2025-04-01", "2025-04-10")
                        .newborn(5, "900.00")
                        .ventilated("4/0/0"),
                aList("small-2")
                        .visit("small")
                        .stay("2025-04-10", "2025-04-20")
                        .newborn(14, null)
                        .ventilated("3/0/0"));
    }

    private static List<SettlementList> amounts() {
        return List.of(
                aList("cost-missing").with(SettlementHeaders.MEDFEE_SUMAMT, null),
                aList("cost-zero").cost("0.00"),
                aList("cost-below-zero").cost("-1.00"),
                aList("cost-of-thirty-million").cost("30000000.00"),
                aList("cost-above-thirty-million").cost("30000000.01"),
                aList("items")
                        .item("01", "1000.00")
                        .item("08", "700.10")
                        .item("09", "300.01")
                        .item("10", "20.00")
                        .item("11", "3.00")
                        .item("14", "2976.89"),
                aList("insurance-missing").insured(null),
                aList("item-negative")
                        .item("01", "5300.00")
                        .item("09", "-200.00")
                        .item("10", "-100.00"),
                aList("category-unknown")
                        .item("9", "300.00")
                        .item("床位费用", "700.00")
                        .item("14", "4000.00"),
                aList("category-missing").item(null, "5000.00"),
                aList("category-of-nothing").item("14", "5000.00").item("99", "0.00"),
                aList("pooled-above-funds")
                        .with(SettlementHeaders.FUND_PAY_SUMAMT, new BigDecimal("2999.99"))
                        .with(SettlementHeaders.PSN_CASH_PAY, new BigDecimal("2000.01")),
                aList("items-differ").item("01", "4999.99"),
                aList("payments-differ").with(SettlementHeaders.PSN_CASH_PAY, new BigDecimal("1999.99")));
    }

    private static List<SettlementList> stays() {
        return List.of(
                aList("date-missing").with(SettlementHeaders.ENDDATE, null),
                aList("discharge-first").stay("2025-03-08", "2025-03-07").with(SettlementHeaders.IPT_DAYS, null),
                aList("too-early").stay("2022-12-20", "2022-12-31"),
                aList("too-late").stay("2025-12-20", "2026-01-01"),
                aList("very-old").stay("1989-12-31", "2025-03-08"),
                aList("settled-before-discharge").settled("2025-03-07T23:59:59"),
                aList("one-day").stay("2025-03-08", "2025-03-08"),
                aList("days-missing").with(SettlementHeaders.IPT_DAYS, null),
                aList("days-zero").with(SettlementHeaders.IPT_DAYS, 0),
                aList("days-differ").with(SettlementHeaders.IPT_DAYS, 9),
                aList("bed-day").diagnosis("F20.900").medicalType("2105"),
                aList("interim-1")
                        .visit("interim")
                        .stay("2024-12-20", "2024-12-31")
                        .diagnosis("I10.x00")
                        .with(SettlementHeaders.AGE, 64)
                        .with(SettlementHeaders.DSCG_CATY, "A03")
                        .cost("1000.01")
                        .item("09", "400.00")
                        .item("14", "600.01"),
                aList("interim-2")
                        .visit("interim")
                        .stay("2025-01-01", "2025-01-10")
                        .with(SettlementHeaders.AGE, 65)
                        .with(SettlementHeaders.DSCG_CATY, "A04.01")
                        .cost("2000.02")
                        .item("08", "2000.02"));
    }

    // What becomes of a row

    @Test
    void aSoundListIsKeptWithEverythingItSays() {
        Row row = latest.get("sound");
        assertThat(fate("sound")).isEqualTo("kept");
        assertThat(row.<String>getAs(Records.TROUBLES.name())).isNull();
        assertThat(row.<Long>getAs(Records.COST_FEN.name())).isEqualTo(500_000);
        assertThat(row.<Long>getAs(Records.BOOKED_FEN.name())).isEqualTo(300_000);
        assertThat(row.<Integer>getAs(Records.LEVEL.name())).isEqualTo(3);
        assertThat(row.<Integer>getAs(Records.POOL.name())).isEqualTo(310);
        assertThat(row.<Integer>getAs(Records.PERIOD.name())).isEqualTo(202503);
        assertThat(row.<Integer>getAs(Records.STAY_DAYS.name())).isEqualTo(7);
        assertThat(row.<Boolean>getAs(Records.STAY_DAYS_ASSUMED.name())).isFalse();
        assertThat(text("sound", Records.SOURCE_FILE)).endsWith(".parquet");
    }

    @Test
    void aVisitMaySettleBeRefundedAndSettleAgain() {
        assertThat(fate("again-1")).isEqualTo("netted refunded");
        assertThat(fate("again-2")).isEqualTo("netted refund");
        assertThat(fate("again-3")).isEqualTo("kept");
    }

    @Test
    void oneRefundTakesBackTheEarlierOfTwoEqualSettlements() {
        assertThat(fate("equal-early")).isEqualTo("netted refunded");
        assertThat(fate("equal-late")).isEqualTo("kept");
        assertThat(fate("equal-refund")).isEqualTo("netted refund");
    }

    @Test
    void aRefundOfNothingWeHaveIsRejected() {
        assertThat(fate("lonely-refund")).isEqualTo("rejected refund_without_original");
        assertThat(fate("other-amount-refund")).isEqualTo("rejected refund_without_original");
        assertThat(fate("other-amount")).isEqualTo("kept");
    }

    @Test
    void aVoidRefundTakesNothingBack() {
        assertThat(fate("void-refund")).isEqualTo("superseded void");
    }

    @Test
    void theLatestUploadWins() {
        assertThat(fate("uploaded-twice")).isEqualTo("kept");
        assertThat(latest.get("uploaded-twice").<Long>getAs(Records.COST_FEN.name()))
                .isEqualTo(410_000);
        assertThat(fates("uploaded-twice")).containsExactlyInAnyOrder("kept", "superseded uploaded-again");
    }

    @Test
    void aVoidRowSupersedesWhatItReplaces() {
        assertThat(fate("void")).isEqualTo("superseded void");
        assertThat(fates("void-in-the-end")).containsExactlyInAnyOrder("superseded void", "superseded uploaded-again");
    }

    @Test
    void rowsWithoutIdAreRejectedEachForItself() {
        List<Row> without = records.stream()
                .filter(r -> r.<String>getAs(Records.SETTLEMENT_ID.name()).startsWith("(none)-"))
                .toList();
        assertThat(without)
                .extracting(r -> r.<String>getAs(Records.VISIT_ID.name()) + " " + fate(r))
                .containsExactlyInAnyOrder(
                        "without-id-1 rejected settlement_id_missing",
                        "without-id-2 rejected settlement_id_missing",
                        "blank-id rejected settlement_id_missing");
        assertThat(without)
                .extracting(r -> r.<String>getAs(Records.SETTLEMENT_ID.name()))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatComesInIsKeptNettedSupersededOrRejected() {
        assertThat(records).hasSize(lists().size() - strays().size());
        assertThat(records.stream().map(r -> r.<String>getAs(Records.DISPOSITION.name())))
                .containsOnly("kept", "netted", "superseded", "rejected");
        assertThat(records.stream()
                        .map(r -> List.of(r.getAs(Records.SETTLEMENT_ID.name()), r.getAs(Records.SEQUENCE.name()))))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRejectedRowNamesItsFirstTroubleAndHasANoticeOfIt() {
        Set<String> errors = Stream.of(Notice.values())
                .filter(n -> n.severity().name().equals("ERROR"))
                .map(Notice::code)
                .collect(Collectors.toSet());
        for (Row row : records) {
            List<String> own = notices.stream()
                    .filter(n -> n.getAs(Records.SETTLEMENT_ID.name()).equals(row.getAs(Records.SETTLEMENT_ID.name()))
                            && n.getAs(Records.SEQUENCE.name()).equals(row.getAs(Records.SEQUENCE.name())))
                    .map(n -> n.<String>getAs(Notices.CODE.name()))
                    .filter(errors::contains)
                    .toList();
            if (row.getAs(Records.DISPOSITION.name()).equals("rejected")) {
                assertThat(own).as(fate(row)).contains(row.<String>getAs(Records.REASON.name()));
            } else {
                assertThat(own).as(fate(row)).isEmpty();
            }
        }
    }

    // Notices

    @Test
    void everyNoticeSpeaksWhereItShouldAndNowhereElse() {
        Map<String, Set<String>> wanted = new TreeMap<>();
        wanted.put("age_against_birth", Set.of("born-later"));
        wanted.put("age_against_diagnosis", Set.of("mother-of-61"));
        wanted.put("sex_against_diagnosis", Set.of("man-with-a-womb"));
        wanted.put("uploaded_late", Set.of("uploaded-late"));
        wanted.put("stays_overlap", Set.of("overlapping"));
        wanted.put("settled_twice", Set.of("twice-1", "twice-2"));
        wanted.put("age_implausible", Set.of("age-121", "age-below-zero"));
        wanted.put("age_days_against_birth", Set.of("days-against-birth"));
        wanted.put("age_days_against_years", Set.of("days-beside-years", "days-above-a-year"));
        wanted.put("birth_weight_missing", Set.of("newborn-without-weight", "newborn-of-0-grams", "small-2"));
        wanted.put("birth_weight_implausible", Set.of("weight-in-kilograms", "weight-above"));
        wanted.put("ventilation_unreadable", Set.of("ventilated-in-words"));
        wanted.put("ventilation_against_stay", Set.of("ventilated-longer"));
        wanted.put("cost_implausible", Set.of("cost-above-thirty-million"));
        wanted.put("cost_missing", Set.of("cost-missing"));
        wanted.put("cost_not_positive", Set.of("cost-zero", "cost-below-zero", "lonely-refund", "other-amount-refund"));
        wanted.put("date_implausible", Set.of("too-early", "too-late", "very-old"));
        wanted.put("date_missing", Set.of("date-missing"));
        wanted.put("discharge_before_admission", Set.of("discharge-first"));
        wanted.put("hospital_level_differs", Set.of("level-differs", "level-none"));
        wanted.put(
                "code_repaired",
                Set.of(
                        "code-full-width",
                        "code-invisible",
                        "code-full-width-unknown",
                        "procedure-full-width-number",
                        "hospital-full-width"));
        wanted.put("details_without_header", Set.of("headless"));
        wanted.put("hospital_unknown", Set.of("hospital-unknown", "hospital-small"));
        wanted.put("item_category_unknown", Set.of("category-unknown", "category-missing"));
        wanted.put("items_negative", Set.of("item-negative"));
        wanted.put("pooled_fund_above_funds", Set.of("pooled-above-funds"));
        wanted.put("items_differ", Set.of("items-differ"));
        wanted.put("main_diagnosis_damaged", Set.of("code-number"));
        wanted.put("main_diagnosis_missing", Set.of("main-missing"));
        wanted.put("main_diagnosis_several", Set.of("main-several"));
        wanted.put("main_diagnosis_unknown", Set.of("code-unknown", "code-short", "code-full-width-unknown"));
        wanted.put("medical_type_unknown", Set.of("outpatient"));
        wanted.put("payments_differ", Set.of("payments-differ"));
        wanted.put("insurance_missing", Set.of("insurance-missing"));
        wanted.put("settled_before_discharge", Set.of("settled-before-discharge"));
        wanted.put("validity_unknown", Set.of("void-in-words"));
        wanted.put("pool_unknown", Set.of("pool-unknown"));
        wanted.put("procedure_damaged", Set.of("procedure-number", "procedure-full-width-number"));
        wanted.put("procedure_attribute_missing", Set.of("procedure-without-attribute"));
        wanted.put("procedure_unknown", Set.of("procedure-unknown"));
        wanted.put("refund_without_original", Set.of("cost-below-zero", "lonely-refund", "other-amount-refund"));
        wanted.put("settlement_id_missing", Set.of("(none)"));
        wanted.put("sex_unknown", Set.of("sex-unknown", "sex-missing"));
        wanted.put("stay_days_differ", Set.of("days-differ"));
        wanted.put("visit_id_missing", Set.of("visit-missing"));

        Map<String, Set<String>> spoken = new TreeMap<>();
        notices.stream()
                // Rows without an id have no details either: what they lack is told of them too.
                .filter(n -> !n.<String>getAs(Records.SETTLEMENT_ID.name()).startsWith("(none)-")
                        || n.getAs(Notices.CODE.name()).equals("settlement_id_missing"))
                .forEach(n -> spoken.computeIfAbsent(n.getAs(Notices.CODE.name()), c -> new TreeSet<>())
                        .add(n.<String>getAs(Records.SETTLEMENT_ID.name()).replaceFirst("(?<=^\\(none\\))-.*", "")));
        assertThat(spoken).isEqualTo(wanted);
    }

    @Test
    void noNoticeIsForgottenByTheTestAbove() {
        Set<String> spoken =
                notices.stream().map(n -> n.<String>getAs(Notices.CODE.name())).collect(Collectors.toSet());
        assertThat(Stream.of(Notice.values()).map(Notice::code).filter(c -> !spoken.contains(c)))
                .containsExactlyInAnyOrder(
                        // Tables of this kind hold whole fen; aCsvAmountThatIsNotWholeFenIsRejected.
                        "cost_not_whole_fen",
                        // Tables of this kind have their types; anUploadWhoseTimeCannotBeReadLeavesNoneStanding.
                        "value_unreadable",
                        // Only a map has several targets: CodeMapTest.
                        "main_diagnosis_ambiguous",
                        "procedure_ambiguous",
                        "upload_time_unreadable",
                        // Only deliveries keep a header and its details apart: DeliveriesTest.
                        "details_apart",
                        // Told by the flag column: daysOfStayAreTakenFromTheDatesWhereTheyAreMissing.
                        "stay_days_missing");
    }

    @Test
    void aNoticeShowsWhatWasSeenButNothingPersonal() {
        assertThat(observed("code-unknown", "main_diagnosis_unknown")).isEqualTo("K99.999");
        assertThat(observed("procedure-unknown", "procedure_unknown")).isEqualTo("47.0199");
        assertThat(observed("procedure-number", "procedure_damaged")).isEqualTo("47.01,1E+05");
        assertThat(observed("hospital-unknown", "hospital_unknown")).isEqualTo("H9");
        assertThat(observed("days-differ", "stay_days_differ")).isEqualTo("2025-03-01 / 2025-03-08 / 9");
        assertThat(observed("cost-above-thirty-million", "cost_implausible")).isEqualTo("30000000.01");
        assertThat(observed("lonely-refund", "refund_without_original")).isEqualTo("-5000.00");
        assertThat(observed("days-against-birth", "age_days_against_birth")).isEqualTo("3");
        assertThat(observed("days-beside-years", "age_days_against_years")).isEqualTo("50");
        assertThat(observed("weight-above", "birth_weight_implausible")).isEqualTo("9001");
        assertThat(observed("ventilated-longer", "ventilation_against_stay"))
                .isEqualTo("193 / 2025-03-01 / 2025-03-08");
        assertThat(observed("code-full-width", "code_repaired")).isEqualTo("Ｋ３５．８００>K35.800,３９．９５００Ｘ００７>39.9500x007");
        assertThat(observed("code-invisible", "code_repaired")).isEqualTo("K35.8<U+200B>00<U+200B>>K35.800");
        assertThat(observed("hospital-full-width", "code_repaired")).isEqualTo("Ｈ３>H3");
        assertThat(observed("item-negative", "items_negative")).isEqualTo("2 / -300.00");
        assertThat(observed("category-unknown", "item_category_unknown")).isEqualTo("床位");
        assertThat(observed("category-missing", "item_category_unknown")).isEmpty();
        assertThat(observed("age-121", "age_implausible")).isNull();
        assertThat(observed("sex-unknown", "sex_unknown")).isNull();
    }

    @Test
    void warningsKeepARecord() {
        for (String id : List.of(
                "age-121",
                "items-differ",
                "level-differs",
                "payments-differ",
                "pool-unknown",
                "procedure-unknown",
                "procedure-without-attribute",
                "sex-missing",
                "days-differ",
                "man-with-a-womb",
                "born-later",
                "uploaded-late",
                "overlapping",
                "twice-2")) {
            assertThat(fate(id)).as(id).isEqualTo("kept");
        }
    }

    // Codes

    @Test
    void codesAreNormalisedButNeverCut() {
        assertThat(text("code-blanks", Records.MAIN_DIAGNOSIS)).isEqualTo("K35.800");
        assertThat(text("code-blanks", Records.PROCEDURES)).isEqualTo("47.0100");
        assertThat(text("code-lower", Records.MAIN_DIAGNOSIS)).isEqualTo("I63.900");
        assertThat(text("code-upper-x", Records.MAIN_DIAGNOSIS)).isEqualTo("C73.x00");
        assertThat(text("code-upper-x", Records.PROCEDURES)).isEqualTo("39.9500x007");
        assertThat(text("code-extension", Records.MAIN_DIAGNOSIS)).isEqualTo("A09.900x001");
        assertThat(text("code-dagger", Records.MAIN_DIAGNOSIS)).isEqualTo("A01.000x005+J17.0*");
    }

    @Test
    void fullWidthAndInvisibleCharactersAreRepairedAndTold() {
        for (String id : List.of("code-full-width", "code-invisible", "hospital-full-width", "hospital-blanks")) {
            assertThat(fate(id)).as(id).isEqualTo("kept");
            assertThat(text(id, Records.MAIN_DIAGNOSIS)).as(id).isEqualTo("K35.800");
            assertThat(text(id, Records.HOSPITAL)).as(id).isEqualTo("H3");
        }
        assertThat(text("code-full-width", Records.PROCEDURES)).isEqualTo("54.5101,39.9500x007");
        assertThat(text("sound", Records.REPAIRED_CODES)).isNull();
    }

    @Test
    void whatIsStillNoCodeOnceItIsRepairedIsNotGuessed() {
        assertThat(fate("code-full-width-unknown")).isEqualTo("rejected main_diagnosis_unknown");
        assertThat(fate("hospital-small")).isEqualTo("rejected hospital_unknown");
        assertThat(text("procedure-full-width-number", Records.UNKNOWN_PROCEDURES))
                .isEqualTo("47.01");
    }

    @Test
    void aCodeCutByASpreadsheetIsNotGuessed() {
        assertThat(fate("code-short")).isEqualTo("rejected main_diagnosis_unknown");
        assertThat(fate("code-number")).isEqualTo("rejected main_diagnosis_damaged");
        assertThat(text("procedure-number", Records.PROCEDURES)).isEqualTo("54.5101");
        assertThat(text("procedure-number", Records.UNKNOWN_PROCEDURES)).isEqualTo("47.01,1E+05");
    }

    @Test
    void theMainProcedureComesFirstThenTheOthersInTheirOrder() {
        assertThat(text("procedures", Records.PROCEDURES)).isEqualTo("47.0100,54.5101,51.2300");
        assertThat(text("sound", Records.PROCEDURES)).isEmpty();
    }

    @Test
    void chineseAndVoidDiagnosesAreNoSecondMainDiagnosis() {
        for (String id : List.of("main-chinese", "main-void", "main-repeated")) {
            assertThat(fate(id)).as(id).isEqualTo("kept");
            assertThat(text(id, Records.MAIN_DIAGNOSIS)).as(id).isEqualTo("K35.800");
        }
    }

    // Pools, stays, charges

    @Test
    void aCaseOfNoPoolCountsInTheCostBaseOnly() {
        assertThat(pool("resident")).isEqualTo(390);
        for (String id : List.of("self-paying", "elsewhere", "pool-unknown")) {
            assertThat(fate(id)).as(id).isEqualTo("kept");
            assertThat(pool(id)).as(id).isZero();
        }
    }

    @Test
    void daysOfStayAreTakenFromTheDatesWhereTheyAreMissing() {
        for (String id : List.of("days-missing", "days-zero")) {
            assertThat(latest.get(id).<Integer>getAs(Records.STAY_DAYS.name())).isEqualTo(7);
            assertThat(latest.get(id).<Boolean>getAs(Records.STAY_DAYS_ASSUMED.name()))
                    .isTrue();
            assertThat(text(id, Records.TROUBLES)).isEqualTo("stay_days_missing");
        }
        assertThat(latest.get("one-day").<Integer>getAs(Records.STAY_DAYS.name()))
                .isEqualTo(1);
        assertThat(latest.get("days-differ").<Integer>getAs(Records.STAY_DAYS.name()))
                .isEqualTo(9);
    }

    @Test
    void chargesAddUpByCategoryWithoutMultiplyingTheHeader() {
        assertThat(latest.get("items").<Long>getAs(Records.COST_FEN.name())).isEqualTo(500_000);
        assertThat(latest.get("items").<Long>getAs(Records.DRUG_FEN.name())).isEqualTo(32_301);
        assertThat(latest.get("items").<Long>getAs(Records.MATERIAL_FEN.name())).isEqualTo(70_010);
        assertThat(text("items", Records.TROUBLES)).isNull();
    }

    @Test
    void detailsThatNoHeaderClaimsAreToldWithTheirFilesRowsAndAmount() {
        Row told = notices.stream()
                .filter(n -> n.getAs(Records.SETTLEMENT_ID.name()).equals("headless"))
                .findFirst()
                .orElseThrow();
        assertThat(told.<Integer>getAs(Records.SEQUENCE.name())).isZero();
        assertThat(told.<String>getAs(Records.HOSPITAL.name())).isNull();
        assertThat(told.<String>getAs(Notices.OBSERVED.name()).replaceAll("part-[^ )]*", "FILE"))
                .isEqualTo("setl_list_diag_d 2 (FILE); setl_list_item_d 2 = 16.30 (FILE); setl_list_oprn_d 1 (FILE)");
        assertThat(told.<String>getAs(Records.SOURCE_FILE.name())).endsWith(".parquet");
        assertThat(notices)
                .as("an other diagnosis is not looked at, and not counted by a full run")
                .noneMatch(n -> n.getAs(Records.SETTLEMENT_ID.name()).equals("headless-other"));
        assertThat(observed("(none)-details", "details_without_header")).startsWith("setl_list_diag_d 3 (");
    }

    @Tag("full")
    @Test
    void detailsAreReadASecondTimeOnlyWhereSomeWereLeftOver() throws TimeoutException {
        List<SettlementList> lists = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            SettlementList list = aList("many-" + i);
            for (int item = 0; item < 50; item++) {
                list.item("14", "100.00");
            }
            lists.add(list);
        }
        // Uploaded twice in one delivery: both meet the same details.
        lists.add(aList("many-0").uploaded("2025-03-09T10:00:00").withoutDetails());
        assertThat(rowsRead(lists)).isBetween(1200L, 2399L);
        lists.add(aList("headless").withoutHeader());
        assertThat(rowsRead(lists)).isGreaterThan(2400L);
    }

    /** Rows that Spark reads from files while some lists are taken in. */
    private long rowsRead(List<SettlementList> lists) throws TimeoutException {
        AtomicLong rows = new AtomicLong();
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                rows.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
            }
        };
        region.lists("many", lists);
        spark().sparkContext().addSparkListener(listener);
        try {
            region.stages(Rules.tiny().book(), folder.resolve("many").toString(), new RecordsStage());
            spark().sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            spark().sparkContext().removeSparkListener(listener);
        }
        return rows.get();
    }

    // Cases

    private static String band(String settlement) {
        return cases.get(settlement).getAs(Cases.AGE_BAND.name());
    }

    @Test
    void interimBillsOfOneStayBecomeOneCase() {
        assertThat(cases).doesNotContainKey("interim-1");
        Row row = cases.get("interim-2");
        assertThat(row.<Integer>getAs(Cases.RECORD_COUNT.name())).isEqualTo(2);
        assertThat(row.<Long>getAs(Records.COST_FEN.name())).isEqualTo(300_003);
        assertThat(row.<Long>getAs(Records.BOOKED_FEN.name())).isEqualTo(60_001 + 120_001);
        assertThat(row.<Long>getAs(Records.DRUG_FEN.name())).isEqualTo(40_000);
        assertThat(row.<Long>getAs(Records.MATERIAL_FEN.name())).isEqualTo(200_002);
        assertThat(row.<Integer>getAs(Records.STAY_DAYS.name())).isEqualTo(21);
        assertThat(row.<Integer>getAs(Cases.YEAR.name())).isEqualTo(2025);
        assertThat(row.<String>getAs(Records.MAIN_DIAGNOSIS.name())).isEqualTo("K35.800");
        assertThat(band("interim-2")).as("65 at the last bill").isEqualTo("18-64");
    }

    @Test
    void aRecordHasAgeInDaysBirthWeightAndVentilatorHours() {
        assertThat(newborn(latest.get("newborn"))).containsExactly(3, 3250, 5);
        assertThat(newborn(latest.get("newborn-by-birth"))).containsExactly(10, 999, null);
        assertThat(newborn(latest.get("newborn-of-0-grams"))).containsExactly(1, null, null);
        assertThat(newborn(latest.get("sound"))).containsExactly(null, null, null);
        assertThat(newborn(latest.get("no-days-beside-years"))).containsExactly(null, null, null);
        assertThat(newborn(latest.get("days-above-a-year"))).containsExactly(null, 3000, null);
        assertThat(newborn(cases.get("newborn"))).containsExactly(3, 3250, 5);
    }

    @Test
    void aCaseHasTheSpecialtyThatDischargesWhateverItIsCalled() {
        assertThat(latest.get("ward-of-a-specialty").<String>getAs(Records.SPECIALTY.name()))
                .isEqualTo("A04");
        assertThat(cases.get("ward-of-a-specialty").<String>getAs(Records.SPECIALTY.name()))
                .isEqualTo("A04");
        assertThat(cases.get("specialty-in-words").<String>getAs(Records.SPECIALTY.name()))
                .isEqualTo("骨科");
        assertThat(cases.get("sound").<String>getAs(Records.SPECIALTY.name())).isNull();
        assertThat(cases.get("interim-2").<String>getAs(Records.SPECIALTY.name()))
                .as("of the last bill")
                .isEqualTo("A04");
    }

    @Test
    void whatACheckDoubtsIsNotKnownOfACase() {
        assertThat(band("sound")).isEqualTo("18-64");
        assertThat(band("age-121")).isNull();
        assertThat(band("born-later")).isNull();
        assertThat(newborn(latest.get("days-against-birth"))).containsExactly(3, 3000, null);
        assertThat(newborn(cases.get("days-against-birth"))).containsExactly(null, 3000, null);
        assertThat(newborn(latest.get("weight-in-kilograms"))).containsExactly(2, 3, null);
        assertThat(newborn(cases.get("weight-in-kilograms"))).containsExactly(2, null, null);
        assertThat(newborn(cases.get("ventilated-longer"))).containsExactly(null, null, null);
        assertThat(newborn(cases.get("ventilated-all-the-time"))).containsExactly(null, null, 192);
    }

    @Test
    void aNewbornOfSeveralBillsHasTheAgeOfTheFirstTheWeightThatIsKnownAndAllHours() {
        assertThat(newborn(cases.get("small-2"))).containsExactly(5, 900, 7 * 24);
    }

    private static List<Integer> newborn(Row row) {
        return java.util.Arrays.asList(
                row.getAs(Records.AGE_DAYS.name()),
                row.getAs(Records.BIRTH_WEIGHT.name()),
                row.getAs(Records.VENTILATION_HOURS.name()));
    }

    @Test
    void onlyKeptRecordsBecomeCases() {
        long kept = records.stream()
                .filter(r -> r.getAs(Records.DISPOSITION.name()).equals("kept"))
                .count();
        assertThat(cases.values().stream()
                        .mapToLong(r -> r.<Integer>getAs(Cases.RECORD_COUNT.name()))
                        .sum())
                .isEqualTo(kept);
        assertThat(cases).doesNotContainKeys("again-1", "void", "lonely-refund", "code-unknown");
        // Two bills of a visit that was refunded once, and of one that was refunded in part.
        assertThat(cases.get("equal-late").<Integer>getAs(Cases.RECORD_COUNT.name()))
                .isEqualTo(1);
    }

    @Test
    void bedDayCasesAreMarked() {
        assertThat(cases.get("bed-day").<Boolean>getAs(Cases.BED_DAY.name())).isTrue();
        assertThat(cases.get("sound").<Boolean>getAs(Cases.BED_DAY.name())).isFalse();
    }

    @Test
    void equalFactsShareASignature() {
        assertThat(signature("sound")).isEqualTo(signature("resident")).isEqualTo(signature("items"));
        assertThat(signature("sound")).isNotEqualTo(signature("procedures")).isNotEqualTo(signature("bed-day"));
    }

    private Long signature(String id) {
        return cases.get(id).getAs(Cases.SIGNATURE.name());
    }

    // Other settings, other files

    @Test
    void theRulebookMayCountOtherwise() {
        Rules other = Rules.tiny()
                .with("interim-bills: merge", "interim-bills: separate")
                .with("year-by: discharge", "year-by: settlement")
                .with("stay-days: difference ", "stay-days: difference-plus-one ")
                .with("    upload-days: 7", "    severities: {birth_weight_implausible: off}\n    upload-days: 7");
        // Without divisions in the register nobody can be told to be insured elsewhere.
        region.hospitals("H1,乡镇卫生院,1,,,", "H2,县医院,2,,,", "H3,市医院,3,,,");
        region.csv(
                "other",
                List.of(
                        aList("bill-1").visit("V").stay("2024-12-20", "2024-12-31"),
                        aList("bill-2").visit("V").stay("2025-01-01", "2025-01-10"),
                        aList("new-year").stay("2024-12-20", "2024-12-31").settled("2025-01-02T10:00:00"),
                        aList("plus-one").with(SettlementHeaders.IPT_DAYS, null),
                        aList("kilograms").newborn(2, "3.25")));
        Map<String, Row> found = bySettlement(
                region.stages(other.book(), folder.resolve("other").toString(), new RecordsStage(), new CasesStage()),
                List.of("bill-1", "bill-2", "new-year", "plus-one", "kilograms"));
        region.hospitals("H1,乡镇卫生院,1,,990101,", "H2,县医院,2,,990101,", "H3,市医院,3,,990101,");
        assertThat(found.values().stream().map(r -> r.<Integer>getAs(Records.POOL.name())))
                .containsOnly(310);
        assertThat(found).containsOnlyKeys("bill-1", "bill-2", "new-year", "plus-one", "kilograms");
        assertThat(newborn(found.get("kilograms"))).containsExactly(2, 3, null);
        assertThat(found.get("new-year").<Integer>getAs(Cases.YEAR.name())).isEqualTo(2025);
        assertThat(found.get("bill-1").<Integer>getAs(Cases.YEAR.name())).isEqualTo(2024);
        assertThat(found.get("plus-one").<Integer>getAs(Records.STAY_DAYS.name()))
                .isEqualTo(8);
    }

    @Test
    void nobodyIsToldOfAWeightThatTheListsHaveNoColumnFor() {
        Dataset<Row> headers = NationalTables.read(spark(), region.runFile().history(), SettlementHeaders.TABLE);
        StageRun run = stageRun(Rules.tiny());
        assertThat(Checks.ofHeaders(run, headers, List.of())).containsKey(Notice.BIRTH_WEIGHT_MISSING);
        assertThat(Checks.ofHeaders(run, headers, List.of("nwb_bir_wt")))
                .doesNotContainKey(Notice.BIRTH_WEIGHT_MISSING);
    }

    @Test
    void aRunTellsEachColumnThatTheListsLackOnce() {
        List<String> told = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void columnsOmitted(Stage stage, Table table, List<String> columns) {
                told.add(stage.name() + " " + table.name() + " " + columns);
            }
        };
        StageRun run = stageRun(Rules.tiny(), listener);
        run.enter(new RecordsStage());
        run.omitted(SettlementHeaders.TABLE, List.of());
        run.omitted(SettlementHeaders.TABLE, List.of("nwb_age"));
        run.omitted(SettlementHeaders.TABLE, List.of("nwb_age", "nwb_bir_wt"));
        run.omitted(SettlementHeaders.TABLE, List.of("nwb_age"));
        assertThat(told).containsExactly("records setl_d [nwb_age]", "records setl_d [nwb_bir_wt]");
    }

    @Test
    void anUploadWhoseTimeCannotBeReadLeavesNoneStanding() throws IOException {
        region.csv(
                "doubt",
                List.of(
                        aList("corrected").cost("1000.00").uploaded("2025-03-09T10:00:00"),
                        aList("corrected").cost("800.00").item("14", "-200.00").uploaded("2025-03-10T10:00:00"),
                        aList("sound").uploaded("2025-03-10T10:00:00")));
        Path headers = folder.resolve("doubt/setl_d.csv");
        Files.writeString(
                headers, Files.readString(headers).replaceFirst("(corrected,.*)2025-03-10[T ]10:00:00", "$1whenever"));
        TestRegion.Left doubt =
                region.stages(Rules.tiny().book(), folder.resolve("doubt").toString(), new RecordsStage());
        assertThat(doubt.table(Records.TABLE).collectAsList().stream()
                        .map(r -> r.getAs("settlement_id") + " " + r.getAs("sequence") + " " + r.getAs("disposition")
                                + " " + r.getAs("reason")))
                .containsExactlyInAnyOrder(
                        "corrected 1 rejected upload_time_unreadable",
                        "corrected 2 superseded uploaded-again",
                        "sound 1 kept null");
        assertThat(doubt
                        .table(Notices.TABLE)
                        .filter(Notices.CODE.col().equalTo(Notice.UPLOAD_TIME_UNREADABLE.code()))
                        .collectAsList()
                        .stream()
                        .map(r -> r.getAs("observed")))
                .containsExactly("updt_time=whenever");
    }

    @Test
    void chargesThatCannotBeReadAreToldBesideHeadersWithTypes() throws IOException {
        region.csv("mixed", List.of(aList("a"), aList("b")));
        Path lists = folder.resolve("mixed");
        Path items = lists.resolve("setl_list_item_d.csv");
        NationalTables.read(spark(), SettlementLists.in(lists.toString()), SettlementHeaders.TABLE)
                .drop(NationalTables.UNREADABLE, NationalTables.SOURCE_FILE)
                .write()
                .parquet(lists.resolve("setl_d").toString());
        Files.delete(lists.resolve("setl_d.csv"));
        Files.writeString(items, Files.readString(items).replaceFirst("(\na,[^,]*,)[0-9.]+", "$1x"));
        TestRegion.Left mixed = region.stages(Rules.tiny().book(), lists.toString(), new RecordsStage());
        assertThat(mixed.table(Records.TABLE).collectAsList().stream()
                        .map(r -> r.getAs("settlement_id") + " " + r.getAs("disposition") + " " + r.getAs("reason")))
                .containsExactlyInAnyOrder("a rejected value_unreadable", "b kept null");
    }

    @Test
    void csvFilesSayTheSameAsParquet() {
        List<SettlementList> lists = new ArrayList<>(refunds());
        lists.addAll(codes());
        lists.addAll(facts());
        lists.addAll(amounts());
        lists.addAll(newborns());
        lists.add(aList("cost-below-a-fen").cost("5000.005"));
        lists.add(aList("cost-below-a-hundredth").cost("5000.00001"));
        region.csv("csv", lists);
        Map<String, Row> found = new HashMap<>();
        region.stages(Rules.tiny().book(), folder.resolve("csv").toString(), new RecordsStage())
                .table(Records.TABLE)
                .collectAsList()
                .forEach(r -> found.put(r.getAs(Records.SETTLEMENT_ID.name()), r));
        // An amount that is not whole fen cannot stand in a Parquet table of the national kind, but in a text it can.
        for (String id : List.of("cost-below-a-fen", "cost-below-a-hundredth")) {
            assertThat(fate(found.remove(id))).isEqualTo("rejected cost_not_whole_fen");
        }
        // In a text what a spreadsheet made of a code is told where it is read.
        for (String id : List.of("code-number", "procedure-number")) {
            assertThat(fate(found.remove(id))).isEqualTo("rejected value_unreadable");
        }
        assertThat(found).hasSize(lists.size() - 4);
        // Texts of amounts are read with more decimals, which is another content though the same amount.
        Set<Integer> other = Stream.of(Records.SOURCE_FILE, Records.CONTENT)
                .map(Records.TABLE.columns()::indexOf)
                .collect(Collectors.toSet());
        found.forEach((id, row) -> {
            for (int i = 0; i < row.size(); i++) {
                if (!other.contains(i)) {
                    assertThat(row.get(i))
                            .as(id + " " + Records.TABLE.columns().get(i).name())
                            .isEqualTo(latest.get(id).get(i));
                }
            }
        });
        assertThat(found.get("sound").<String>getAs(Records.SOURCE_FILE.name())).isEqualTo("setl_d.csv");
    }

    @Test
    void tooManyRejectedRowsStopTheRun() {
        long rejected =
                records.stream().filter(r -> fate(r).startsWith("rejected")).count();
        StageRun strict = stageRun(Rules.tiny().with("rejected-share-limit: 1", "rejected-share-limit: 0.10"));
        assertThatThrownBy(() -> Accounts.check(strict, in(), left.table(Records.TABLE)))
                .isInstanceOf(DipException.class)
                .hasMessageContaining(rejected + " of " + records.size() + " settlement lists are rejected");
    }

    @Test
    void aRunThatKeepsNothingStops() {
        assertThatThrownBy(() -> Accounts.check(
                        stageRun(Rules.tiny()),
                        in().limit(0),
                        left.table(Records.TABLE).limit(0)))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("No settlement list");
    }

    /** The lists above hold every trouble we know, and add up; only a fault of the stage itself can break the sum. */
    @Test
    void aRowThatWasLostOrCountedTwiceStopsTheRun() {
        StageRun run = stageRun(Rules.tiny());
        Dataset<Row> all = left.table(Records.TABLE);
        Dataset<Row> sound = all.filter(Records.SETTLEMENT_ID.col().equalTo("sound"));
        Accounts.check(run, in(), all);
        for (Dataset<Row> wrong : List.of(
                all.filter(Records.SETTLEMENT_ID.col().notEqual("sound")),
                all.unionAll(sound),
                all.withColumn(
                        Records.COST_FEN.name(),
                        Records.COST_FEN
                                .col()
                                .plus(when(Records.SETTLEMENT_ID.col().equalTo("sound"), 1L)
                                        .otherwise(0L))))) {
            assertThatThrownBy(() -> Accounts.check(run, in(), wrong))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("add up")
                    .hasMessageContaining(".parquet: read ");
        }
    }

    private Dataset<Row> in() {
        return Accounts.in(NationalTables.read(spark(), region.runFile().history(), SettlementHeaders.TABLE)
                .withColumn(Records.DELIVERY.name(), lit(null).cast("string")));
    }

    private StageRun stageRun(Rules rules, RunListener... listeners) {
        return new StageRun(
                spark(),
                null,
                rules.book(),
                region.runFile(),
                null,
                "",
                "",
                Intake.full(SettlementLists.in("lists"), List.of()),
                List.of(2025),
                List.of(),
                List.of(listeners));
    }

    @Test
    void aMissingFolderIsRefused() {
        assertThatThrownBy(() ->
                        NationalTables.read(spark(), folder.resolve("nowhere").toString(), SettlementHeaders.TABLE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("nowhere/setl_d/ or ");
    }

    @Test
    void aMissingColumnIsRefusedByName() throws IOException {
        Path lists = Files.createDirectory(folder.resolve("narrow"));
        region.csv("narrow-csv", List.of(aList("a")));
        spark().read()
                .option("header", "true")
                .csv(folder.resolve("narrow-csv/setl_list_item_d.csv").toString())
                .drop(SettlementItems.AMT.name())
                .write()
                .parquet(lists.resolve("setl_list_item_d").toString());
        assertThatThrownBy(() -> NationalTables.read(spark(), lists.toString(), SettlementItems.TABLE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("has no column amt");
    }

    @Test
    void columnsOfACsvFileAreFoundByTheirNames() throws IOException {
        Path file = folder.resolve("odd-csv/setl_list_item_d.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                amt,remark,setl_id,med_chrgitm,claa_sumfee,clab_amt,fulamt_ownpay_amt,oth_amt
                12.30,"a, b",S1,09,,,,
                """);
        Row row = NationalTables.read(spark(), file.getParent().toString(), SettlementItems.TABLE)
                .first();
        assertThat(row.<String>getAs("setl_id")).isEqualTo("S1");
        assertThat(row.<BigDecimal>getAs("amt")).isEqualByComparingTo("12.30");

        Files.writeString(file, "setl_id,med_chrgitm\nS1,09\n");
        assertThatThrownBy(() -> NationalTables.read(spark(), file.getParent().toString(), SettlementItems.TABLE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("has no column amt");
    }

    private static String fate(String id) {
        return fate(latest.get(id));
    }

    private static String fate(Row row) {
        String reason = row.getAs(Records.REASON.name());
        return row.getAs(Records.DISPOSITION.name()) + (reason == null ? "" : " " + reason);
    }

    private static List<String> fates(String id) {
        return records.stream()
                .filter(r -> r.getAs(Records.SETTLEMENT_ID.name()).equals(id))
                .map(RecordsStageTest::fate)
                .toList();
    }

    private static String text(String id, Col column) {
        return latest.get(id).getAs(column.name());
    }

    private static int pool(String id) {
        return latest.get(id).getAs(Records.POOL.name());
    }

    private static String observed(String id, String code) {
        return notices.stream()
                .filter(n -> n.getAs(Records.SETTLEMENT_ID.name()).equals(id)
                        && n.getAs(Notices.CODE.name()).equals(code))
                .findFirst()
                .orElseThrow()
                .getAs(Notices.OBSERVED.name());
    }
}
