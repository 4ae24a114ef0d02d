package org.opendip.jobs.generator;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementIcuStays;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;

/** Turns the facts of cases into rows of the five national tables; days travel as whole numbers until the last step. */
enum NationalRows {
    HEADERS(SettlementHeaders.TABLE) {
        private final int settlement = place(SettlementHeaders.SETL_ID);
        private final int visit = place(SettlementHeaders.MDTRT_ID);
        private final int person = place(SettlementHeaders.PSN_NO);
        private final int sex = place(SettlementHeaders.GEND);
        private final int birth = place(SettlementHeaders.BRDY);
        private final int age = place(SettlementHeaders.AGE);
        private final int insurance = place(SettlementHeaders.INSUTYPE);
        private final int insuredAt = place(SettlementHeaders.INSU_ADMDVS);
        private final int hospital = place(SettlementHeaders.FIXMEDINS_CODE);
        private final int hospitalName = place(SettlementHeaders.FIXMEDINS_NAME);
        private final int level = place(SettlementHeaders.HOSP_LV);
        private final int treatedAt = place(SettlementHeaders.FIX_BLNG_ADMDVS);
        private final int begin = place(SettlementHeaders.BEGNDATE);
        private final int end = place(SettlementHeaders.ENDDATE);
        private final int settled = place(SettlementHeaders.SETL_TIME);
        private final int uploaded = place(SettlementHeaders.UPDT_TIME);
        private final int medicalType = place(SettlementHeaders.MED_TYPE);
        private final Map<Integer, ToLongFunction<CaseFacts>> amounts = CaseFacts.FEN.entrySet().stream()
                .collect(Collectors.toMap(e -> place(e.getKey()), Map.Entry::getValue));
        private final int days = place(SettlementHeaders.IPT_DAYS);
        private final int ageDays = place(SettlementHeaders.NWB_AGE);
        private final int birthWeight = place(SettlementHeaders.NWB_BIR_WT);
        private final int admissionWeight = place(SettlementHeaders.NWB_ADM_WT);
        private final int ventilated = place(SettlementHeaders.VENT_USED_DURA);
        private final int specialty = place(SettlementHeaders.DSCG_CATY);

        @Override
        void emit(RegionModel model, CaseFacts f, List<Row> out) {
            Object[] v = new Object[width()];
            Hospital h = model.hospitals[f.hospital];
            v[settlement] = f.settlementId;
            v[visit] = f.visitId;
            v[person] = f.personId;
            v[sex] = f.female ? "2" : "1";
            v[birth] = f.birthDay;
            v[age] = f.age;
            v[insurance] = f.insuranceType();
            v[insuredAt] = f.insuredDivision;
            v[hospital] = h.code();
            v[hospitalName] = h.name();
            v[level] = h.level() == 3 ? "03" : h.level() == 2 ? "02" : "01";
            v[treatedAt] = h.division();
            v[begin] = f.beginDay;
            v[end] = f.endDay;
            LocalDateTime time = at(f.settleDay, f.settleSecond);
            v[settled] = time;
            v[uploaded] = time.plusSeconds(f.uploadSecondsLater);
            v[medicalType] = f.medicalType;
            amounts.forEach((place, fen) -> v[place] = yuan(fen.applyAsLong(f)));
            v[days] = f.daysBlank ? null : f.days;
            v[ageDays] = f.ageDays < 0 ? null : f.ageDays;
            if (f.birthWeight >= 0) {
                v[birthWeight] = BigDecimal.valueOf(f.birthWeight).setScale(2);
                // A child loses weight in its first days and gains it afterwards.
                v[admissionWeight] = BigDecimal.valueOf(f.birthWeight + 20L * (f.ageDays - 5))
                        .setScale(2);
            }
            v[ventilated] = f.ventilationMinutes < 0 ? null : duration(f.ventilationMinutes);
            v[specialty] = f.specialtyWritten;
            out.add(RowFactory.create(v));
        }
    },
    DIAGNOSES(SettlementDiagnoses.TABLE) {
        private final int settlement = place(SettlementHeaders.SETL_ID);
        private final int type = place(SettlementDiagnoses.DIAG_TYPE);
        private final int main = place(SettlementDiagnoses.MAINDIAG_FLAG);
        private final int code = place(SettlementDiagnoses.DIAG_CODE);
        private final int name = place(SettlementDiagnoses.DIAG_NAME);
        private final int condition = place(SettlementDiagnoses.ADM_COND_TYPE);
        private final int order = place(SettlementDiagnoses.ORDER);

        @Override
        void emit(RegionModel model, CaseFacts f, List<Row> out) {
            for (int i = 0; i <= f.others; i++) {
                Object[] v = new Object[width()];
                v[settlement] = f.settlementId;
                v[type] = i == 0 ? "1" : "2";
                v[main] = i == 0 ? "1" : "0";
                v[code] = i == 0 ? f.diagnosisCode : model.otherCodes[f.other[i - 1]];
                v[name] = i == 0 ? f.diagnosisName : model.otherNames[f.other[i - 1]].zh();
                v[condition] = i == 0 ? "1" : CONDITIONS[f.otherCondition[i - 1] - '0'];
                v[order] = i + 1;
                out.add(RowFactory.create(v));
            }
        }
    },
    PROCEDURES(SettlementProcedures.TABLE) {
        private final int settlement = place(SettlementHeaders.SETL_ID);
        private final int main = place(SettlementProcedures.MAIN_OPRN_FLAG);
        private final int code = place(SettlementProcedures.OPRN_OPRT_CODE);
        private final int name = place(SettlementProcedures.OPRN_OPRT_NAME);
        private final int date = place(SettlementProcedures.OPRN_OPRT_DATE);
        private final int anaesthesia = place(SettlementProcedures.ANST_WAY);
        private final int order = place(SettlementDiagnoses.ORDER);

        @Override
        void emit(RegionModel model, CaseFacts f, List<Row> out) {
            for (int i = 0; i < f.procedures; i++) {
                Object[] v = new Object[width()];
                int p = f.procedure[i];
                v[settlement] = f.settlementId;
                v[main] = i == 0 ? "1" : "0";
                v[code] = model.procedures[p];
                v[name] = model.procedureNames[p].zh();
                v[date] = f.procedureDay;
                v[anaesthesia] = switch (model.procedureAttributes[p]) {
                    case SURGERY -> "01";
                    case INTERVENTIONAL -> "02";
                    default -> null;
                };
                v[order] = i + 1;
                out.add(RowFactory.create(v));
            }
        }
    },
    ICU_STAYS(SettlementIcuStays.TABLE) {
        private final int settlement = place(SettlementHeaders.SETL_ID);
        private final int ward = place(SettlementIcuStays.WARD_TYPE);
        private final int from = place(SettlementIcuStays.INPOOL_TIME);
        private final int to = place(SettlementIcuStays.EXIT_TIME);
        private final int duration = place(SettlementIcuStays.SUM_DURA);

        @Override
        void emit(RegionModel model, CaseFacts f, List<Row> out) {
            if (!f.intensive) {
                return;
            }
            Object[] v = new Object[width()];
            LocalDateTime entered = at(f.beginDay, 0).plusHours(f.intensiveFromHour);
            int minutes = f.intensiveMinutes;
            v[settlement] = f.settlementId;
            v[ward] = f.age == 0 ? "2" : "1";
            v[from] = entered;
            v[to] = entered.plusMinutes(minutes);
            v[duration] = duration(minutes);
            out.add(RowFactory.create(v));
        }
    },
    ITEMS(SettlementItems.TABLE) {
        private final int settlement = place(SettlementHeaders.SETL_ID);
        private final int category = place(SettlementItems.MED_CHRGITM);
        private final int amount = place(SettlementItems.AMT);
        private final int classA = place(SettlementItems.CLAA_SUMFEE);
        private final int classB = place(SettlementItems.CLAB_AMT);
        private final int own = place(SettlementHeaders.FULAMT_OWNPAY_AMT);
        private final int other = place(SettlementItems.OTH_AMT);

        @Override
        void emit(RegionModel model, CaseFacts f, List<Row> out) {
            for (int k = 0; k < 14; k++) {
                if (f.charge[k] == 0) {
                    continue;
                }
                Object[] v = new Object[width()];
                v[settlement] = f.settlementId;
                v[category] = CATEGORIES[k];
                v[amount] = yuan(f.charge[k]);
                v[classA] = yuan(f.chargeClassA[k]);
                v[classB] = yuan(f.charge[k] - f.chargeOwn[k] - f.chargeOther[k] - f.chargeClassA[k]);
                v[own] = yuan(f.chargeOwn[k]);
                v[other] = yuan(f.chargeOther[k]);
                out.add(RowFactory.create(v));
            }
        }
    };

    private static final String[] CONDITIONS = {"0", "1", "2", "3", "4"};
    private static final String[] CATEGORIES = {
        "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"
    };

    /** The same on every row. Left out of the rows and added by Spark: a projection of all columns outgrows what the JVM compiles. */
    private static Map<Col, String> constants() {
        return Map.of(
                SettlementHeaders.SETL_TYPE, "2",
                SettlementHeaders.REFD_SETL_FLAG, "0",
                SettlementHeaders.VALI_FLAG, "1");
    }

    final Table table;
    private final List<Col> varying;

    NationalRows(Table table) {
        this.table = table;
        this.varying = table.columns().stream()
                .filter(c -> !constants().containsKey(c))
                .toList();
    }

    abstract void emit(RegionModel model, CaseFacts facts, List<Row> out);

    int place(Col column) {
        int at = varying.indexOf(column);
        if (at < 0) {
            throw new IllegalStateException("The table " + table.name() + " has no column " + column.name() + ".");
        }
        return at;
    }

    int width() {
        return varying.size();
    }

    private static BigDecimal yuan(long fen) {
        return BigDecimal.valueOf(fen, 2);
    }

    /** Days, hours and minutes. */
    private static String duration(int minutes) {
        return minutes / 1440 + "/" + minutes / 60 % 24 + "/" + minutes % 60;
    }

    private static LocalDateTime at(int day, int second) {
        return LocalDateTime.ofEpochSecond(day * 86_400L + second, 0, ZoneOffset.UTC);
    }

    /** The rows of the cases from .. to-1, computed in the given number of partitions. */
    Dataset<Row> of(SparkSession spark, Broadcast<RegionModel> model, long from, long to, int partitions) {
        StructField[] fields = varying.stream()
                .map(c -> DataTypes.createStructField(
                        c.name(),
                        c.kind() == Kind.DATE ? DataTypes.IntegerType : c.kind().type(),
                        true))
                .toArray(StructField[]::new);
        Dataset<Row> rows = spark.range(from, to, 1, partitions)
                .mapPartitions(new Cases(this, model), Encoders.row(new StructType(fields)));
        Column[] columns = table.columns().stream()
                .map(c -> constants().containsKey(c)
                        ? functions.lit(constants().get(c)).as(c.name())
                        : c.kind() == Kind.DATE
                                ? functions.date_from_unix_date(c.col()).as(c.name())
                                : c.col())
                .toArray(Column[]::new);
        return table.select(rows.select(columns));
    }

    private static final class Cases implements MapPartitionsFunction<Long, Row>, Serializable {
        private static final long serialVersionUID = 1L;

        private final NationalRows kind;
        private final Broadcast<RegionModel> broadcast;

        Cases(NationalRows kind, Broadcast<RegionModel> broadcast) {
            this.kind = kind;
            this.broadcast = broadcast;
        }

        @Override
        public Iterator<Row> call(Iterator<Long> numbers) {
            RegionModel model = broadcast.value();
            CaseMaker maker = new CaseMaker(model);
            CaseFacts facts = new CaseFacts();
            List<Row> buffer = new ArrayList<>(32);
            return new Iterator<>() {
                private final ArrayDeque<Row> ready = new ArrayDeque<>(32);

                @Override
                public boolean hasNext() {
                    while (ready.isEmpty() && numbers.hasNext()) {
                        maker.make(numbers.next(), facts);
                        buffer.clear();
                        kind.emit(model, facts, buffer);
                        ready.addAll(buffer);
                    }
                    return !ready.isEmpty();
                }

                @Override
                public Row next() {
                    if (!hasNext()) {
                        throw new java.util.NoSuchElementException();
                    }
                    return ready.poll();
                }
            };
        }
    }
}
