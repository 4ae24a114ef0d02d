package org.opendip.jobs.generator;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.pools.InsurancePool;
import org.opendip.policy.rulebook.Rulebook;

/**
 * The same invented region without its settlement lists: each case as the kept record that its lists would become under a
 * rulebook, to try on millions of cases what comes after the records. Close it to free what it broadcast.
 */
public final class ReadyCases implements AutoCloseable {
    /** Cases to one task, and so to one file of the table. */
    private static final long CASES_PER_PARTITION = 1_000_000;

    private static final String INSURANCE = "insurance_type";
    private static final String SETTLED_MONTH = "settled_month";
    private static final String LOCAL_POOLED = "local_pooled_fen";

    private static final List<Col> OF_RECORDS = List.of(
            Records.SETTLEMENT_ID,
            Records.HOSPITAL,
            Records.LEVEL,
            Records.POOL,
            Records.MEDICAL_TYPE,
            Records.SPECIALTY,
            Records.PERIOD,
            Records.STAY_DAYS,
            Records.AGE,
            Records.MAIN_DIAGNOSIS,
            Records.PROCEDURES,
            Records.AGE_DAYS,
            Records.BIRTH_WEIGHT,
            Records.VENTILATION_HOURS,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            Records.DRUG_FEN,
            Records.MATERIAL_FEN);

    private final SparkSession spark;
    private final RegionModel model;
    private final Intake intake;
    private final Broadcast<RegionModel> broadcast;

    public ReadyCases(SparkSession spark, RegionPlan plan, Rulebook rules) {
        this.spark = spark;
        this.model = RegionModel.of(plan);
        this.intake = Intake.of(rules);
        this.broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
    }

    /** The cases that the history's lists would give; which year each belongs to is for the reader to ask. */
    public Dataset<Row> history() {
        return history(partitions(model.historyCases));
    }

    Dataset<Row> history(int partitions) {
        return rows(0, model.historyCases, partitions).select(columns());
    }

    /** The cases that the lists of the settlement year would give. */
    public Dataset<Row> year() {
        return yearRows().select(columns());
    }

    private Dataset<Row> yearRows() {
        return rows(model.historyCases, model.historyCases + model.yearCases, partitions(model.yearCases));
    }

    /** Writes the code lists into one folder, and the register and the money of the year into another. */
    public void writeFiles(String codes, String reference) throws IOException {
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        ReferenceFiles.writeCodes(conf, model, codes);
        ReferenceFiles.writeRegister(conf, model, reference);
        Dataset<Row> booked = yearRows()
                .filter(col(LOCAL_POOLED).isNotNull())
                .groupBy(Records.HOSPITAL.col(), col(INSURANCE), col(SETTLED_MONTH))
                .agg(sum(col(LOCAL_POOLED)));
        ReferenceFiles.writeMoney(conf, model, reference, booked);
    }

    @Override
    public void close() {
        broadcast.destroy();
    }

    private static int partitions(long cases) {
        return (int) Math.max(8, (cases + CASES_PER_PARTITION - 1) / CASES_PER_PARTITION);
    }

    private static Column[] columns() {
        return OF_RECORDS.stream().map(Col::col).toArray(Column[]::new);
    }

    private Dataset<Row> rows(long from, long to, int partitions) {
        StructType schema = new StructType();
        for (Col c : OF_RECORDS) {
            schema = schema.add(c.name(), c.kind().type(), true);
        }
        schema = schema.add(INSURANCE, DataTypes.StringType)
                .add(SETTLED_MONTH, DataTypes.StringType)
                .add(LOCAL_POOLED, DataTypes.LongType);
        return spark.range(from, to, 1, partitions).mapPartitions(new Rows(intake, broadcast), Encoders.row(schema));
    }

    /**
     * What a rulebook decides about a kept record.
     *
     * @param byDischarge whether a case belongs to the month of its discharge, not of its settlement
     * @param daysMore added to the days between admission and discharge where the record gives none
     * @param employees pool of insurance type 310; 0: none
     * @param residents pool of insurance type 390; 0: none
     * @param bookedFunds names of the fund columns that are booked
     */
    private record Intake(boolean byDischarge, int daysMore, int employees, int residents, List<String> bookedFunds)
            implements Serializable {
        static Intake of(Rulebook rules) {
            IntakeRule intake = rules.intake();
            for (String fund : rules.pools().bookedFunds()) {
                if (SettlementHeaders.TABLE.columns().stream()
                        .noneMatch(c -> c.name().equals(fund))) {
                    throw DipErrors.columnMissing(
                            "rulebook, pools.booked-funds",
                            fund,
                            SettlementHeaders.TABLE.columns().stream()
                                    .map(Col::name)
                                    .collect(Collectors.joining(", ")));
                }
            }
            return new Intake(
                    intake.yearBy() == IntakeRule.YearBy.DISCHARGE,
                    intake.stayDays() == IntakeRule.StayDays.DIFFERENCE ? 0 : 1,
                    rules.pools().poolOf("310").map(InsurancePool::code).orElse(0),
                    rules.pools().poolOf("390").map(InsurancePool::code).orElse(0),
                    List.copyOf(rules.pools().bookedFunds()));
        }

        int pool(CaseFacts f) {
            return f.elsewhere || f.pool == 'S' ? 0 : f.pool == 'E' ? employees : residents;
        }

        int days(CaseFacts f) {
            return f.daysBlank ? Math.max(1, f.endDay - f.beginDay + daysMore) : f.days;
        }

        int period(CaseFacts f) {
            return month(byDischarge ? f.endDay : f.settleDay);
        }

        /** The amounts that count as booked; columns that the invented headers leave empty count nothing. */
        List<ToLongFunction<CaseFacts>> booked() {
            return CaseFacts.FEN.entrySet().stream()
                    .filter(e -> bookedFunds.contains(e.getKey().name()))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }

    private static int month(int day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        return date.getYear() * 100 + date.getMonthValue();
    }

    private static final class Rows implements MapPartitionsFunction<Long, Row>, Serializable {
        private static final long serialVersionUID = 1L;

        private final Intake intake;
        private final Broadcast<RegionModel> broadcast;

        Rows(Intake intake, Broadcast<RegionModel> broadcast) {
            this.intake = intake;
            this.broadcast = broadcast;
        }

        @Override
        public Iterator<Row> call(Iterator<Long> numbers) {
            RegionModel model = broadcast.value();
            CaseMaker maker = new CaseMaker(model);
            CaseFacts facts = new CaseFacts();
            List<ToLongFunction<CaseFacts>> booked = intake.booked();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return numbers.hasNext();
                }

                @Override
                public Row next() {
                    maker.make(numbers.next(), facts);
                    return row(model, facts, booked);
                }
            };
        }

        /** In the order of {@link #OF_RECORDS}, then what the money of the year asks. */
        private Row row(RegionModel model, CaseFacts f, List<ToLongFunction<CaseFacts>> booked) {
            Hospital hospital = model.hospitals[f.hospital];
            long bookedFen = 0;
            for (ToLongFunction<CaseFacts> fund : booked) {
                bookedFen += fund.applyAsLong(f);
            }
            boolean local = f.insuredDivision != null && f.insuredDivision.startsWith(Hospital.CITY);
            return RowFactory.create(
                    f.settlementId,
                    hospital.code(),
                    hospital.level(),
                    intake.pool(f),
                    f.medicalType,
                    f.specialty,
                    intake.period(f),
                    intake.days(f),
                    f.age,
                    f.diagnosisCode,
                    procedures(model, f),
                    known(f.ageDays),
                    known(f.birthWeight),
                    f.ventilationMinutes < 0 ? null : f.ventilationMinutes / 60,
                    f.total,
                    bookedFen,
                    f.charge[8] + f.charge[9] + f.charge[10],
                    f.charge[7],
                    f.insuranceType(),
                    String.valueOf(month(f.settleDay)),
                    local ? f.pooled : null);
        }

        private static Integer known(int number) {
            return number < 0 ? null : number;
        }

        private static String procedures(RegionModel model, CaseFacts f) {
            if (f.procedures < 2) {
                return f.procedures == 0 ? "" : model.procedures[f.procedure[0]];
            }
            StringJoiner joined = new StringJoiner(",");
            for (int i = 0; i < f.procedures; i++) {
                joined.add(model.procedures[f.procedure[i]]);
            }
            return joined.toString();
        }
    }
}
