package org.opendip.jobs.testing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;

/**
 * A settlement list to test with, as the national tables hold it: sound in every respect until a test says otherwise.
 *
 * <pre>aList("S1").diagnosis("K35.800").procedures("47.0100").cost("8123.40")</pre>
 */
public final class SettlementList {
    private static final BigDecimal BOOKED_SHARE = new BigDecimal("0.60");

    private final String id;
    private final Map<Col, Object> header = new HashMap<>();
    private final List<Map<Col, Object>> diagnoses = new ArrayList<>();
    private final List<Map<Col, Object>> procedures = new ArrayList<>();
    private final List<Map<Col, Object>> items = new ArrayList<>();
    private boolean ownItems;
    private boolean headless;

    private SettlementList(String id) {
        this.id = id;
    }

    /** A man of 50 with appendicitis, a week in the third-level hospital H3, 5,000 yuan, 60 % of it from the fund. */
    public static SettlementList aList(String id) {
        return new SettlementList(id)
                .with(SettlementHeaders.MDTRT_ID, "V-" + id)
                .with(SettlementHeaders.PSN_NO, "P-" + id)
                .with(SettlementHeaders.GEND, "1")
                .with(SettlementHeaders.AGE, 50)
                .with(SettlementHeaders.SETL_TYPE, "2")
                .with(SettlementHeaders.MED_TYPE, "21")
                .with(SettlementHeaders.REFD_SETL_FLAG, "0")
                .with(SettlementHeaders.VALI_FLAG, "1")
                .with(SettlementHeaders.INSU_ADMDVS, "990101")
                .insured("310")
                .hospital("H3", "3")
                .stay("2025-03-01", "2025-03-08")
                .diagnosis("K35.800")
                .cost("5000.00");
    }

    /** Any column of the header. */
    public SettlementList with(Col column, Object value) {
        header.put(column, value);
        return this;
    }

    public SettlementList visit(String visit) {
        return with(SettlementHeaders.MDTRT_ID, visit);
    }

    public SettlementList insured(String type) {
        return with(SettlementHeaders.INSUTYPE, type);
    }

    public SettlementList hospital(String code, String level) {
        return with(SettlementHeaders.FIXMEDINS_CODE, code).with(SettlementHeaders.HOSP_LV, level);
    }

    public SettlementList medicalType(String type) {
        return with(SettlementHeaders.MED_TYPE, type);
    }

    /** A newborn, in days at admission; the weight in grams. */
    public SettlementList newborn(int days, String grams) {
        return with(SettlementHeaders.AGE, 0)
                .with(SettlementHeaders.NWB_AGE, days)
                .with(SettlementHeaders.NWB_BIR_WT, grams == null ? null : new BigDecimal(grams));
    }

    /** Days, hours and minutes on a ventilator. */
    public SettlementList ventilated(String duration) {
        return with(SettlementHeaders.VENT_USED_DURA, duration);
    }

    /** Admission and discharge; settled at ten o'clock of that day, uploaded an hour later, the days given. */
    public SettlementList stay(String admitted, String discharged) {
        LocalDate from = LocalDate.parse(admitted);
        LocalDate to = LocalDate.parse(discharged);
        return with(SettlementHeaders.BEGNDATE, from)
                .with(SettlementHeaders.ENDDATE, to)
                .with(SettlementHeaders.IPT_DAYS, (int) Math.max(1, ChronoUnit.DAYS.between(from, to)))
                .settled(discharged + "T10:00:00")
                .uploaded(discharged + "T11:00:00");
    }

    public SettlementList settled(String time) {
        return with(SettlementHeaders.SETL_TIME, LocalDateTime.parse(time));
    }

    public SettlementList uploaded(String time) {
        return with(SettlementHeaders.UPDT_TIME, LocalDateTime.parse(time));
    }

    /** The year of the stay, keeping month and day. */
    public SettlementList year(int year) {
        return stay(year + "-03-01", year + "-03-08");
    }

    /** Total cost: three fifths from the pooled fund, the rest cash, and one charge of that amount unless items are given. */
    public SettlementList cost(String yuan) {
        BigDecimal total = new BigDecimal(yuan);
        return amounts(total, total.multiply(BOOKED_SHARE).setScale(2, RoundingMode.HALF_UP));
    }

    /** What the pooled fund booked of the cost. */
    public SettlementList booked(String yuan) {
        return amounts((BigDecimal) header.get(SettlementHeaders.MEDFEE_SUMAMT), new BigDecimal(yuan));
    }

    private SettlementList amounts(BigDecimal total, BigDecimal booked) {
        return with(SettlementHeaders.MEDFEE_SUMAMT, total)
                .with(SettlementHeaders.HIFP_PAY, booked)
                .with(SettlementHeaders.FUND_PAY_SUMAMT, booked)
                .with(SettlementHeaders.ACCT_PAY, new BigDecimal("0.00"))
                .with(SettlementHeaders.PSN_CASH_PAY, total.subtract(booked));
    }

    /** A refund of the visit: all amounts negative. */
    public SettlementList refundOf(String visit, String yuan) {
        return visit(visit).with(SettlementHeaders.REFD_SETL_FLAG, "1").cost("-" + yuan);
    }

    /** The main diagnosis, instead of the one before. */
    public SettlementList diagnosis(String code) {
        diagnoses.clear();
        return mainDiagnosis(code);
    }

    /** One more main diagnosis. */
    public SettlementList mainDiagnosis(String code) {
        return diagnosis(code, "1", "1", "1");
    }

    /** One more other diagnosis. */
    public SettlementList otherDiagnosis(String code) {
        return diagnosis(code, "2", "0", "1");
    }

    public SettlementList withoutDiagnosis() {
        diagnoses.clear();
        return this;
    }

    /** One more row of diagnosis with its flags. */
    public SettlementList diagnosis(String code, String type, String mainFlag, String validFlag) {
        Map<Col, Object> row = new HashMap<>();
        row.put(SettlementDiagnoses.DIAG_TYPE, type);
        row.put(SettlementDiagnoses.MAINDIAG_FLAG, mainFlag);
        row.put(SettlementDiagnoses.DIAG_CODE, code);
        row.put(SettlementHeaders.VALI_FLAG, validFlag);
        row.put(SettlementDiagnoses.ORDER, diagnoses.size() + 1);
        diagnoses.add(row);
        return this;
    }

    /** The procedures in order, the main one first. */
    public SettlementList procedures(String... codes) {
        procedures.clear();
        for (String code : codes) {
            procedure(code, procedures.isEmpty() ? "1" : "0", "1", procedures.size() + 1);
        }
        return this;
    }

    /** One more row of procedure with its flags and place. */
    public SettlementList procedure(String code, String mainFlag, String validFlag, int order) {
        Map<Col, Object> row = new HashMap<>();
        row.put(SettlementProcedures.MAIN_OPRN_FLAG, mainFlag);
        row.put(SettlementProcedures.OPRN_OPRT_CODE, code);
        row.put(SettlementHeaders.VALI_FLAG, validFlag);
        row.put(SettlementDiagnoses.ORDER, order);
        procedures.add(row);
        return this;
    }

    /** The header alone. */
    public SettlementList withoutDetails() {
        procedures.clear();
        items.clear();
        ownItems = true;
        return withoutDiagnosis();
    }

    /** Details alone: the header is not delivered. */
    public SettlementList withoutHeader() {
        headless = true;
        return this;
    }

    /** One more charge; the first replaces the single charge of the whole cost. */
    public SettlementList item(String category, String yuan) {
        ownItems = true;
        Map<Col, Object> row = new HashMap<>();
        row.put(SettlementItems.MED_CHRGITM, category);
        row.put(SettlementItems.AMT, new BigDecimal(yuan));
        items.add(row);
        return this;
    }

    String id() {
        return id;
    }

    /** Rows of one of the national tables. */
    List<Object[]> cells(Table table) {
        List<Map<Col, Object>> rows;
        if (table.equals(SettlementHeaders.TABLE)) {
            rows = headless ? List.of() : List.of(header);
        } else if (table.equals(SettlementDiagnoses.TABLE)) {
            rows = diagnoses;
        } else if (table.equals(SettlementProcedures.TABLE)) {
            rows = procedures;
        } else if (ownItems) {
            rows = items;
        } else if (header.get(SettlementHeaders.MEDFEE_SUMAMT) == null) {
            rows = List.of();
        } else {
            rows = List.of(Map.of(
                    SettlementItems.MED_CHRGITM,
                    "14",
                    SettlementItems.AMT,
                    header.get(SettlementHeaders.MEDFEE_SUMAMT)));
        }
        return rows.stream()
                .map(row -> table.columns().stream()
                        .map(c -> c.equals(SettlementHeaders.SETL_ID) ? id : row.get(c))
                        .toArray())
                .toList();
    }

    /** The same as rows of Spark. */
    List<Row> rows(Table table) {
        return cells(table).stream()
                .map(cells -> {
                    Object[] typed = cells.clone();
                    for (int i = 0; i < typed.length; i++) {
                        Kind kind = table.columns().get(i).kind();
                        if ((kind == Kind.YUAN || kind == Kind.GRAM) && typed[i] != null) {
                            typed[i] = ((BigDecimal) typed[i]).setScale(2, RoundingMode.UNNECESSARY);
                        }
                    }
                    return RowFactory.create(typed);
                })
                .toList();
    }
}
