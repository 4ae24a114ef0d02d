package org.opendip.jobs.generator.damage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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

/**
 * What happens to the rows of damaged settlements, row by row. A row comes with its kind of damage and a number that varies
 * the damage, dates as whole days; out go the damaged rows or, asked for them, the lines of the log.
 */
final class DamagedRows implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    static final StructType LOG = new StructType(new StructField[] {
        DataTypes.createStructField("kind", DataTypes.StringType, true),
        DataTypes.createStructField("table", DataTypes.StringType, true),
        DataTypes.createStructField("setl_id", DataTypes.StringType, true),
        DataTypes.createStructField("column", DataTypes.StringType, true),
        DataTypes.createStructField("before", DataTypes.StringType, true),
        DataTypes.createStructField("after", DataTypes.StringType, true)
    });

    private static final List<Table> TABLES = List.of(
            SettlementHeaders.TABLE,
            SettlementDiagnoses.TABLE,
            SettlementProcedures.TABLE,
            SettlementIcuStays.TABLE,
            SettlementItems.TABLE);

    private final int tableNumber;
    private final boolean forLog;
    private transient Table table;
    private transient List<Row> out;
    private transient DamageKind kind;
    private transient Object[] row;

    DamagedRows(Table table, boolean forLog) {
        this.tableNumber = TABLES.indexOf(table);
        this.forLog = forLog;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        table = TABLES.get(tableNumber);
        int width = table.columns().size();
        return new Iterator<>() {
            private Iterator<Row> ready = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                while (!ready.hasNext() && rows.hasNext()) {
                    Row in = rows.next();
                    row = new Object[width];
                    for (int i = 0; i < width; i++) {
                        row[i] = in.get(i);
                    }
                    kind = DamageKind.values()[in.getInt(width)];
                    out = new ArrayList<>();
                    damage(in.getInt(width + 1), in);
                    ready = out.iterator();
                }
                return ready.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                return ready.next();
            }
        };
    }

    private void damage(int variant, Row in) {
        switch (tableNumber) {
            case 0 -> header(variant, in);
            case 1 -> diagnosis();
            case 2 -> procedure();
            case 3 -> lastBillOnly();
            default -> item(variant);
        }
    }

    private int at(Col column) {
        return table.columns().indexOf(column);
    }

    private Object get(Col column) {
        return row[at(column)];
    }

    private String text(Col column) {
        return (String) row[at(column)];
    }

    private BigDecimal amount(Col column) {
        return (BigDecimal) row[at(column)];
    }

    /** Changes a cell and logs it; nothing when it already is so. */
    private void set(Col column, Object value) {
        Object before = row[at(column)];
        if (before == null ? value != null : !before.equals(value)) {
            log(column, shown(column, before), shown(column, value));
            row[at(column)] = value;
        }
    }

    private static String shown(Col column, Object value) {
        return value == null
                ? ""
                : column.kind() == Kind.DATE
                        ? LocalDate.ofEpochDay((Integer) value).toString()
                        : value.toString();
    }

    private void log(Col column, String before, String after) {
        if (forLog) {
            out.add(RowFactory.create(
                    kind.word(), table.name(), text(SettlementHeaders.SETL_ID), column.name(), before, after));
        }
    }

    private void emit() {
        if (!forLog) {
            out.add(RowFactory.create(row.clone()));
        }
    }

    private String otherId(char letter) {
        return letter + text(SettlementHeaders.SETL_ID).substring(1);
    }

    private void logAdded(String id) {
        log(SettlementHeaders.SETL_ID, "", id);
    }

    private void logRemoved() {
        log(SettlementHeaders.SETL_ID, text(SettlementHeaders.SETL_ID), "");
    }

    /** Days later, but in the same year, since the files are cut by settlement year. */
    private static LocalDateTime later(LocalDateTime time, int days) {
        LocalDateTime end = LocalDateTime.of(time.getYear(), 12, 31, 20, 0);
        LocalDateTime moved = time.plusDays(days);
        return moved.isBefore(end) ? moved : end;
    }

    private void header(int variant, Row in) {
        int days = 1 + variant % 15;
        switch (kind) {
            case REFUNDED, REFUNDED_AND_SETTLED_AGAIN, REFUND_WITHOUT_ORIGINAL -> refunded(days);
            case UPLOADED_AGAIN -> {
                emit();
                LocalDateTime uploaded = (LocalDateTime) get(SettlementHeaders.UPDT_TIME);
                set(SettlementHeaders.UPDT_TIME, uploaded.plusDays(2));
                set(SettlementHeaders.AGE, (Integer) get(SettlementHeaders.AGE) + 1);
                emit();
            }
            case INTERIM_BILL -> interim(in);
            case UPLOADED_LATE -> {
                LocalDateTime uploaded = (LocalDateTime) get(SettlementHeaders.UPDT_TIME);
                set(SettlementHeaders.UPDT_TIME, uploaded.plusDays(20));
                emit();
            }
            case DISCHARGE_BEFORE_ADMISSION -> {
                set(SettlementHeaders.ENDDATE, (Integer) get(SettlementHeaders.BEGNDATE) - 3);
                emit();
            }
            case ADMITTED_IN_1900 -> {
                set(SettlementHeaders.BEGNDATE, (int) LocalDate.of(1900, 1, 1).toEpochDay());
                emit();
            }
            case DISCHARGED_IN_2099 -> {
                set(SettlementHeaders.ENDDATE, (int) LocalDate.of(2099, 12, 31).toEpochDay());
                emit();
            }
            case LEVEL_TYPED_DIFFERENTLY -> {
                String level = text(SettlementHeaders.HOSP_LV);
                int number = level.charAt(level.length() - 1) - '0';
                set(
                        SettlementHeaders.HOSP_LV,
                        variant % 2 == 0 ? String.valueOf(number) : number == 3 ? "三级" : number == 2 ? "二级" : "一级");
                emit();
            }
            case STAY_MISSING -> {
                set(SettlementHeaders.IPT_DAYS, null);
                emit();
            }
            case VOID -> {
                set(SettlementHeaders.VALI_FLAG, "0");
                emit();
            }
            case ZERO_TOTAL -> {
                set(SettlementHeaders.MEDFEE_SUMAMT, BigDecimal.ZERO.setScale(2));
                emit();
            }
            case TOTAL_MISSING -> {
                set(SettlementHeaders.MEDFEE_SUMAMT, null);
                emit();
            }
            case HOSPITAL_MISSING -> {
                set(SettlementHeaders.FIXMEDINS_CODE, null);
                emit();
            }
            case UNKNOWN_HOSPITAL -> {
                set(SettlementHeaders.FIXMEDINS_CODE, "H99010299999");
                emit();
            }
            case NEWBORN_WITHOUT_WEIGHT -> {
                newborn(3, 3);
                set(SettlementHeaders.NWB_BIR_WT, null);
                emit();
            }
            case DAYS_AGAINST_BIRTH -> {
                newborn(2, 20);
                set(SettlementHeaders.NWB_BIR_WT, new BigDecimal("3000.00"));
                emit();
            }
            case DAYS_AGAINST_YEARS -> {
                set(SettlementHeaders.NWB_AGE, (Integer) get(SettlementHeaders.AGE) > 0 ? 5 : 400);
                emit();
            }
            case BIRTH_WEIGHT_IN_KILOGRAMS -> {
                set(SettlementHeaders.NWB_BIR_WT, new BigDecimal("3.20"));
                emit();
            }
            case VENTILATION_IN_WORDS -> {
                set(SettlementHeaders.VENT_USED_DURA, "3天2小时");
                emit();
            }
            case VENTILATION_LONGER_THAN_STAY -> {
                int stay = (Integer) get(SettlementHeaders.ENDDATE) - (Integer) get(SettlementHeaders.BEGNDATE);
                set(SettlementHeaders.VENT_USED_DURA, stay + 2 + "/0/0");
                emit();
            }
            default -> emit();
        }
    }

    private void newborn(int days, int daysByBirth) {
        set(SettlementHeaders.AGE, 0);
        set(SettlementHeaders.NWB_AGE, days);
        set(SettlementHeaders.BRDY, (Integer) get(SettlementHeaders.BEGNDATE) - daysByBirth);
    }

    private void refunded(int days) {
        Object[] original = row.clone();
        if (kind == DamageKind.REFUND_WITHOUT_ORIGINAL) {
            logRemoved();
        } else {
            emit();
        }
        LocalDateTime settled = (LocalDateTime) get(SettlementHeaders.SETL_TIME);
        LocalDateTime uploaded = (LocalDateTime) get(SettlementHeaders.UPDT_TIME);
        logAdded(otherId('R'));
        row[at(SettlementHeaders.SETL_ID)] = otherId('R');
        for (Col c : table.columns()) {
            if (c.kind() == Kind.YUAN && get(c) != null) {
                row[at(c)] = amount(c).negate();
            }
        }
        row[at(SettlementHeaders.REFD_SETL_FLAG)] = "1";
        row[at(SettlementHeaders.SETL_TIME)] = later(settled, days);
        row[at(SettlementHeaders.UPDT_TIME)] = uploaded.plusDays(16);
        emit();
        if (kind == DamageKind.REFUNDED_AND_SETTLED_AGAIN) {
            row = original;
            logAdded(otherId('A'));
            row[at(SettlementHeaders.SETL_ID)] = otherId('A');
            row[at(SettlementHeaders.SETL_TIME)] = later(settled, days).plusMinutes(5);
            row[at(SettlementHeaders.UPDT_TIME)] = uploaded.plusDays(17);
            emit();
        }
    }

    /** Two bills: what the first halves of the items come to, and the rest. */
    private void interim(Row in) {
        BigDecimal total = in.getAs("first_total");
        BigDecimal own = in.getAs("first_own");
        Object[] whole = row.clone();
        logAdded(otherId('I'));
        int begin = (Integer) get(SettlementHeaders.BEGNDATE);
        int end = (Integer) get(SettlementHeaders.ENDDATE);
        int middle = begin + (end - begin) / 2;
        LocalDateTime settled = (LocalDateTime) get(SettlementHeaders.SETL_TIME);
        LocalDateTime earlier = settled.minusDays(end - middle);
        LocalDateTime first = earlier.getYear() == settled.getYear()
                ? earlier
                : LocalDateTime.of(settled.getYear(), 1, 1, 8, 0).isBefore(settled)
                        ? LocalDateTime.of(settled.getYear(), 1, 1, 8, 0)
                        : settled;
        set(SettlementHeaders.MEDFEE_SUMAMT, total);
        row[at(SettlementHeaders.FULAMT_OWNPAY_AMT)] = own;
        for (Col c : List.of(
                SettlementHeaders.OVERLMT_SELFPAY,
                SettlementHeaders.PRESELFPAY_AMT,
                SettlementHeaders.HIFP_PAY,
                SettlementHeaders.FUND_PAY_SUMAMT,
                SettlementHeaders.ACCT_PAY)) {
            row[at(c)] = half(amount(c));
        }
        if (get(SettlementHeaders.INSUTYPE) != null) {
            row[at(SettlementHeaders.INSCP_AMT)] = total.subtract(own)
                    .subtract(amount(SettlementHeaders.OVERLMT_SELFPAY))
                    .subtract(amount(SettlementHeaders.PRESELFPAY_AMT));
        }
        row[at(SettlementHeaders.PSN_CASH_PAY)] =
                total.subtract(amount(SettlementHeaders.FUND_PAY_SUMAMT)).subtract(amount(SettlementHeaders.ACCT_PAY));
        int ventilated = minutes(text(SettlementHeaders.VENT_USED_DURA));
        if (ventilated > 0) {
            row[at(SettlementHeaders.VENT_USED_DURA)] = "0/" + ventilated / 120 + "/0";
        }
        row[at(SettlementHeaders.ENDDATE)] = middle;
        row[at(SettlementHeaders.SETL_TIME)] = first;
        boolean stayKnown = get(SettlementHeaders.IPT_DAYS) != null;
        if (stayKnown) {
            row[at(SettlementHeaders.IPT_DAYS)] = middle - begin;
        }
        emit();
        Object[] firstBill = row;
        row = whole;
        for (Col c : table.columns()) {
            if (c.kind() == Kind.YUAN) {
                row[at(c)] = amount(c).subtract((BigDecimal) firstBill[at(c)]);
            }
        }
        row[at(SettlementHeaders.SETL_ID)] = otherId('I');
        row[at(SettlementHeaders.BEGNDATE)] = middle;
        if (get(SettlementHeaders.NWB_AGE) != null) {
            row[at(SettlementHeaders.NWB_AGE)] = (Integer) get(SettlementHeaders.NWB_AGE) + middle - begin;
        }
        if (ventilated > 0) {
            int rest = ventilated - ventilated / 120 * 60;
            row[at(SettlementHeaders.VENT_USED_DURA)] = "0/" + rest / 60 + "/" + rest % 60;
        }
        if (stayKnown) {
            row[at(SettlementHeaders.IPT_DAYS)] = end - middle;
        }
        emit();
    }

    /** Minutes of days/hours/minutes; 0: none. */
    private static int minutes(String duration) {
        if (duration == null) {
            return 0;
        }
        String[] parts = duration.split("/");
        return Integer.parseInt(parts[0]) * 1440 + Integer.parseInt(parts[1]) * 60 + Integer.parseInt(parts[2]);
    }

    static BigDecimal half(BigDecimal amount) {
        return amount.divide(BigDecimal.valueOf(2), 2, RoundingMode.FLOOR);
    }

    /** The same row for the settlement that came on top. */
    private void copyFor(char letter) {
        String id = text(SettlementHeaders.SETL_ID);
        row[at(SettlementHeaders.SETL_ID)] = otherId(letter);
        emit();
        row[at(SettlementHeaders.SETL_ID)] = id;
    }

    private void diagnosis() {
        boolean main = "1".equals(text(SettlementDiagnoses.MAINDIAG_FLAG));
        boolean second = Integer.valueOf(2).equals(get(SettlementDiagnoses.ORDER));
        String code = text(SettlementDiagnoses.DIAG_CODE);
        switch (kind) {
            case REFUND_WITHOUT_ORIGINAL -> {
                return;
            }
            case REFUNDED_AND_SETTLED_AGAIN -> copyFor('A');
            case INTERIM_BILL -> copyFor('I');
            case MAIN_DIAGNOSIS_REMOVED -> {
                if (main) {
                    logRemoved();
                    return;
                }
            }
            case TWO_MAIN_DIAGNOSES -> {
                if (second) {
                    set(SettlementDiagnoses.MAINDIAG_FLAG, "1");
                    set(SettlementDiagnoses.DIAG_TYPE, "1");
                }
            }
            case MAIN_DIAGNOSIS_FLAG_CLEARED -> {
                if (main) {
                    set(SettlementDiagnoses.MAINDIAG_FLAG, "0");
                    set(SettlementDiagnoses.DIAG_TYPE, "2");
                }
            }
            case UNKNOWN_DIAGNOSIS -> {
                if (main) {
                    set(SettlementDiagnoses.DIAG_CODE, code.substring(0, Math.min(5, code.length())) + "77x777");
                }
            }
            case BLANKS_AROUND_DIAGNOSIS -> {
                if (main) {
                    set(SettlementDiagnoses.DIAG_CODE, " " + code + "  ");
                }
            }
            case LOWER_CASE_DIAGNOSIS -> {
                if (main) {
                    set(
                            SettlementDiagnoses.DIAG_CODE,
                            code.substring(0, 1).toLowerCase(Locale.ROOT) + code.substring(1));
                }
            }
            default -> {}
        }
        emit();
    }

    private void procedure() {
        String code = text(SettlementProcedures.OPRN_OPRT_CODE);
        if (kind == DamageKind.UNKNOWN_PROCEDURE && "1".equals(text(SettlementProcedures.MAIN_OPRN_FLAG))) {
            set(SettlementProcedures.OPRN_OPRT_CODE, "99.9999x99");
        } else if (kind == DamageKind.UPPER_CASE_X) {
            set(SettlementProcedures.OPRN_OPRT_CODE, code.toUpperCase(Locale.ROOT));
        }
        lastBillOnly();
    }

    /** Of two bills the last has the lists. */
    private void lastBillOnly() {
        switch (kind) {
            case REFUND_WITHOUT_ORIGINAL -> {}
            case INTERIM_BILL -> copyFor('I');
            case REFUNDED_AND_SETTLED_AGAIN -> {
                emit();
                copyFor('A');
            }
            default -> emit();
        }
    }

    private void item(int variant) {
        switch (kind) {
            case REFUND_WITHOUT_ORIGINAL -> {}
            case REFUNDED_AND_SETTLED_AGAIN -> {
                emit();
                copyFor('A');
            }
            case ITEM_SUM_DIFFERS -> {
                if ("01".equals(text(SettlementItems.MED_CHRGITM))) {
                    set(
                            SettlementItems.AMT,
                            amount(SettlementItems.AMT)
                                    .add(variant % 2 == 0 ? new BigDecimal("0.01") : new BigDecimal("10.00")));
                }
                emit();
            }
            case INTERIM_BILL -> {
                Object[] whole = row.clone();
                BigDecimal sum = BigDecimal.ZERO.setScale(2);
                for (Col c : table.columns()) {
                    if (c.kind() == Kind.YUAN && !c.equals(SettlementItems.AMT)) {
                        row[at(c)] = half(amount(c));
                        sum = sum.add(amount(c));
                    }
                }
                row[at(SettlementItems.AMT)] = sum;
                emit();
                Object[] first = row;
                row = whole;
                for (Col c : table.columns()) {
                    if (c.kind() == Kind.YUAN) {
                        row[at(c)] = amount(c).subtract((BigDecimal) first[at(c)]);
                    }
                }
                row[at(SettlementHeaders.SETL_ID)] = otherId('I');
                emit();
            }
            default -> emit();
        }
    }
}
