package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementIcuStays;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;

/**
 * Dirt as a stranger would expect it in hospital extracts. Written without knowledge of what the intake checks, and to stay
 * so: what it expects is not to be bent to the rules. Values are SQL over the row, the facts of its settlement and the rows
 * beside; they depend on the rows and the seed alone.
 */
final class StrangersDirt {
    /** What a bureau would expect to become of a settlement. */
    enum Expected {
        /** It does not enter the calculation until it is corrected. */
        LEFT_OUT,
        /** It enters the calculation, and somebody is told. */
        TOLD,
        /** It enters the calculation; nothing needs to be said. */
        SILENT
    }

    /** One kind of dirt. */
    enum Dirt {
        // --- the person
        SEX_WORDS(
                Expected.TOLD,
                "The system prints the label of the code list instead of the code.",
                "true",
                h("gend", "if(gend = '1', '男', '女')")),
        SEX_LETTERS(
                Expected.TOLD,
                "A system bought from abroad keeps M and F (HL7).",
                "true",
                h("gend", "if(gend = '1', 'M', 'F')")),
        SEX_COUNTED_FROM_0(
                Expected.TOLD,
                "The hospital's own list counts from 0: 0 male, 1 female; a woman arrives as a man.",
                "true",
                h("gend", "if(gend = '1', '0', '1')")),
        SEX_AGAINST_DIAGNOSIS(
                Expected.TOLD,
                "The clerk at the window chose the sex of the husband, who paid: a man gives birth.",
                "gend = '1' and age between 20 and 45 and procs = 0",
                d("diag_code", "if(maindiag_flag = '1', birth_code, diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', birth_name, diag_name)")),
        AGE_IN_MONTHS(
                Expected.TOLD,
                "The paediatric ward's system keeps the age of small children in months.",
                "age between 1 and 9",
                h("age", "age * 12")),
        AGE_OF_EXPORT_DAY(
                Expected.SILENT,
                "The export computes the age from the birth date on the day of the export, not of admission.",
                "age > 18",
                h("age", "age + 1")),
        BIRTH_EXCEL_ZERO(
                Expected.TOLD,
                "An empty cell went through a spreadsheet and came back as day 0 of its calendar.",
                "age between 18 and 80",
                h("brdy", "date'1899-12-30'")),
        BIRTH_IS_ADMISSION(
                Expected.TOLD,
                "The date picker of the birth date stands on today and was not touched.",
                "age > 18",
                h("brdy", "begndate")),
        BIRTH_MONTH_AND_DAY(
                Expected.SILENT,
                "Month and day of the birth date were read in the American order; the year is right.",
                "age > 18 and day(brdy) <= 12 and day(brdy) <> month(brdy)",
                h("brdy", "make_date(year(brdy), day(brdy), month(brdy))")),
        TEST_PATIENT(
                Expected.LEFT_OUT,
                "The vendor tried the interface on the live system with a test patient and one yuan.",
                "insutype is not null",
                h("psn_no", "concat('TEST', right(setl_id, 4))"),
                h("medfee_sumamt", "1.00"),
                h("fulamt_ownpay_amt", "1.00"),
                h("overlmt_selfpay", "0"),
                h("preselfpay_amt", "0"),
                h("inscp_amt", "0"),
                h("hifp_pay", "0"),
                h("fund_pay_sumamt", "0"),
                h("acct_pay", "0"),
                h("psn_cash_pay", "1.00"),
                drop(SettlementItems.TABLE, "med_chrgitm <> first_item"),
                i("amt", "1.00"),
                i("claa_sumfee", "0"),
                i("clab_amt", "0"),
                i("fulamt_ownpay_amt", "1.00"),
                i("oth_amt", "0")),
        PERSON_OF_ZEROS(
                Expected.TOLD,
                "An unknown emergency patient gets the number of zeros, as all of them do.",
                "insutype is not null",
                h("psn_no", "'0000000000000'")),
        PERSON_IS_CITIZEN_NUMBER(
                Expected.TOLD,
                "The citizen number (18 digits, here with a wrong check digit) stands where the person number belongs.",
                "true",
                h("psn_no", "concat('990102', date_format(brdy, 'yyyyMMdd'), right(setl_id, 3), 'Y')")),
        NEWBORN_AS_MOTHER(
                Expected.TOLD,
                "A newborn without a card is settled on the mother's: her age, birth date and sex beside a diagnosis of newborns.",
                "gend = '2' and age between 20 and 45 and procs = 0",
                d("diag_code", "if(maindiag_flag = '1', newborn_code, diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', newborn_name, diag_name)")),

        // --- the stay
        DATES_SWAPPED(
                Expected.LEFT_OUT,
                "The mapping of the export exchanged admission and discharge.",
                "datediff(enddate, begndate) >= 2",
                h("begndate", "enddate"),
                h("enddate", "begndate")),
        ADMISSION_MONTH_AND_DAY(
                Expected.LEFT_OUT,
                "The admission date was read in the American order and now comes after the discharge.",
                "day(begndate) <= 12 and make_date(year(begndate), day(begndate), month(begndate)) > enddate",
                h("begndate", "make_date(year(begndate), day(begndate), month(begndate))")),
        DISCHARGE_OF_NEXT_YEAR(
                Expected.LEFT_OUT,
                "The year of the discharge was typed wrongly: it comes a year after the settlement.",
                "true",
                h("enddate", "add_months(enddate, 12)")),
        DATES_OF_1904(
                Expected.TOLD,
                "A spreadsheet of the 1904 calendar was read with that of 1900: the stay lies 1,462 days too early.",
                "true",
                h("begndate", "date_sub(begndate, 1462)"),
                h("enddate", "date_sub(enddate, 1462)")),
        STAY_OF_3_YEARS(
                Expected.TOLD,
                "An account that was never closed, or a first visit's admission date that was never renewed.",
                "age > 10 and med_type = '21'",
                h("begndate", "date_sub(begndate, 1100)"),
                h("ipt_days", "ipt_days + 1100")),
        STAY_OF_0_DAYS(
                Expected.TOLD,
                "Admitted on paper to have examinations paid: an inpatient who went home the same day.",
                "med_type = '21' and ipt_days >= 3 and procs = 0 and icus = 0",
                h("enddate", "begndate"),
                h("ipt_days", "0")),
        DAYS_COUNT_BOTH_ENDS(
                Expected.SILENT,
                "The system counts the day of admission and that of discharge.",
                "ipt_days is not null and med_type = '21'",
                h("ipt_days", "ipt_days + 1")),
        DAYS_ARE_MINUTES(
                Expected.TOLD,
                "Days of stay exported in another unit (minutes).",
                "ipt_days is not null",
                h("ipt_days", "ipt_days * 1440")),
        SETTLED_BEFORE_DISCHARGE(
                Expected.TOLD,
                "Settled in the middle of the stay to free the deposit.",
                "datediff(enddate, begndate) >= 12",
                h("setl_time", "setl_time - interval 30 days")),
        SETTLED_1970(
                Expected.LEFT_OUT,
                "The settlement time was zero and printed as the first second of computers.",
                "true",
                h("setl_time", "timestamp_ntz'1970-01-01 08:00:00'")),
        UPLOAD_8_HOURS_EARLY(
                Expected.SILENT,
                "The upload time was written in UTC, so that the upload seems to precede the settlement.",
                "true",
                h("updt_time", "setl_time - interval 7 hours")),

        // --- the hospital
        HOSPITAL_OLD_NUMBER(
                Expected.LEFT_OUT,
                "The hospital's number before the national numbering.",
                "true",
                h("fixmedins_code", "right(fixmedins_code, 5)")),
        HOSPITAL_FULL_WIDTH(
                Expected.TOLD,
                "The number was typed with the Chinese input method: full-width digits.",
                "true",
                h("fixmedins_code", "translate(fixmedins_code, '0123456789', '０１２３４５６７８９')")),
        HOSPITAL_SMALL_AND_PADDED(
                Expected.SILENT,
                "The number in a fixed-width column, its letter small.",
                "true",
                h("fixmedins_code", "rpad(lower(fixmedins_code), 20, ' ')")),
        HOSPITAL_ELSEWHERE(
                Expected.LEFT_OUT,
                "An insured person treated in another province; the fund there settles with its own method.",
                "insutype is not null",
                h("fixmedins_code", "'H44010300123'"),
                h("fixmedins_name", "'外省第三人民医院'"),
                h("fix_blng_admdvs", "'440103'")),
        LEVEL_OF_OTHER_LIST(
                Expected.SILENT,
                "The level as people say it; the register knows better anyway.",
                "true",
                h("hosp_lv", "case hosp_lv when '03' then '三甲' when '02' then '二乙' else '社区' end")),

        // --- insurance and kind of visit
        INSURANCE_OF_OLD_LIST(
                Expected.LEFT_OUT,
                "Insurance types as before the national platform: 11 employees, 12 residents.",
                "insutype is not null",
                h("insutype", "if(insutype = '310', '11', '12')")),
        SELF_PAID_WITH_FUND(
                Expected.LEFT_OUT,
                "The insurance type got lost in a join, the payments of the fund did not.",
                "insutype is not null and fund_pay_sumamt > 0",
                h("insutype", "cast(null as string)")),
        OUTPATIENT(
                Expected.LEFT_OUT,
                "Outpatient settlements in the same table, exported without a filter.",
                "med_type = '21'",
                h("med_type", "'11'")),
        VALID_IN_WORDS(Expected.TOLD, "The label instead of the code: valid.", "true", h("vali_flag", "'有效'")),

        // --- money
        HEADER_IN_FEN(
                Expected.LEFT_OUT,
                "The header's amounts in fen, the categories in yuan.",
                "true",
                h("medfee_sumamt", "medfee_sumamt * 100"),
                h("fulamt_ownpay_amt", "fulamt_ownpay_amt * 100"),
                h("overlmt_selfpay", "overlmt_selfpay * 100"),
                h("preselfpay_amt", "preselfpay_amt * 100"),
                h("inscp_amt", "inscp_amt * 100"),
                h("hifp_pay", "hifp_pay * 100"),
                h("fund_pay_sumamt", "fund_pay_sumamt * 100"),
                h("acct_pay", "acct_pay * 100"),
                h("psn_cash_pay", "psn_cash_pay * 100")),
        ALL_IN_FEN(
                Expected.LEFT_OUT,
                "All amounts of the export in fen.",
                "medfee_sumamt > 3000",
                h("medfee_sumamt", "medfee_sumamt * 100"),
                h("fulamt_ownpay_amt", "fulamt_ownpay_amt * 100"),
                h("overlmt_selfpay", "overlmt_selfpay * 100"),
                h("preselfpay_amt", "preselfpay_amt * 100"),
                h("inscp_amt", "inscp_amt * 100"),
                h("hifp_pay", "hifp_pay * 100"),
                h("fund_pay_sumamt", "fund_pay_sumamt * 100"),
                h("acct_pay", "acct_pay * 100"),
                h("psn_cash_pay", "psn_cash_pay * 100"),
                i("amt", "amt * 100"),
                i("claa_sumfee", "claa_sumfee * 100"),
                i("clab_amt", "clab_amt * 100"),
                i("fulamt_ownpay_amt", "fulamt_ownpay_amt * 100"),
                i("oth_amt", "oth_amt * 100")),
        ALL_IN_TEN_THOUSANDS(
                Expected.LEFT_OUT,
                "A report's unit (ten thousand yuan) left on the export: a stay for 0.57.",
                "true",
                h("medfee_sumamt", "medfee_sumamt / 10000"),
                h("fulamt_ownpay_amt", "fulamt_ownpay_amt / 10000"),
                h("overlmt_selfpay", "overlmt_selfpay / 10000"),
                h("preselfpay_amt", "preselfpay_amt / 10000"),
                h("inscp_amt", "inscp_amt / 10000"),
                h("hifp_pay", "hifp_pay / 10000"),
                h("fund_pay_sumamt", "fund_pay_sumamt / 10000"),
                h("acct_pay", "acct_pay / 10000"),
                h("psn_cash_pay", "psn_cash_pay / 10000"),
                i("amt", "amt / 10000"),
                i("claa_sumfee", "claa_sumfee / 10000"),
                i("clab_amt", "clab_amt / 10000"),
                i("fulamt_ownpay_amt", "fulamt_ownpay_amt / 10000"),
                i("oth_amt", "oth_amt / 10000")),
        TOTAL_TEN_TIMES(
                Expected.LEFT_OUT,
                "A digit too many in the total, corrected by hand.",
                "true",
                h("medfee_sumamt", "medfee_sumamt * 10")),
        FUND_ABOVE_TOTAL(
                Expected.LEFT_OUT,
                "The fund's payments were joined twice: more than the stay cost.",
                "insutype is not null and fund_pay_sumamt * 2 > medfee_sumamt",
                h("fund_pay_sumamt", "fund_pay_sumamt * 2"),
                h("hifp_pay", "hifp_pay * 2")),
        FUND_AND_CASH_SWAPPED(
                Expected.TOLD,
                "Two neighbouring columns of money exchanged: what the fund paid and what the patient paid in cash.",
                "insutype is not null and abs(fund_pay_sumamt - psn_cash_pay) > 100",
                h("fund_pay_sumamt", "psn_cash_pay"),
                h("psn_cash_pay", "fund_pay_sumamt")),
        CASH_ROUNDED(
                Expected.SILENT,
                "The window takes no fen: cash is rounded to a jiao.",
                "round(psn_cash_pay, 1) <> psn_cash_pay",
                h("psn_cash_pay", "round(psn_cash_pay, 1)")),
        ITEM_NEGATIVE(
                Expected.TOLD,
                "Drugs handed back are booked in another category than the one they were charged in.",
                "items >= 2",
                i(
                        "amt",
                        "case med_chrgitm when first_item then -amt when last_item then amt + 2 * first_amt else amt end"),
                i(
                        "claa_sumfee",
                        "case med_chrgitm when first_item then claa_sumfee - 2 * first_amt"
                                + " when last_item then claa_sumfee + 2 * first_amt else claa_sumfee end")),
        ITEMS_OF_ANOTHER(
                Expected.TOLD,
                "The numbers of two settlements were mixed up in the table of charges.",
                "true",
                i("setl_id", "other")),
        ITEMS_TWICE(Expected.TOLD, "The table of charges was loaded twice.", "true", twice(SettlementItems.TABLE)),
        ITEM_CATEGORY_WITHOUT_ZERO(
                Expected.SILENT,
                "The category went through a spreadsheet: 1 instead of 01.",
                "first_item like '0%'",
                i("med_chrgitm", "cast(cast(med_chrgitm as int) as string)")),

        // --- settlements beside each other
        SETTLED_AGAIN_WITHOUT_REFUND(
                Expected.SILENT,
                "Settled anew after a correction; the first settlement of the visit was never taken back.",
                "true",
                first(Expected.LEFT_OUT),
                c("setl_time", "setl_time + interval 3 days"),
                c("updt_time", "updt_time + interval 3 days"),
                c("psn_cash_pay", "psn_cash_pay - 5"),
                c("fund_pay_sumamt", "fund_pay_sumamt + 5")),
        SAME_STAY_TWO_HOSPITALS(
                Expected.LEFT_OUT,
                "A hospital with two campuses and two numbers uploads the same stay under both.",
                "true",
                first(Expected.SILENT),
                c("mdtrt_id", "concat(left(mdtrt_id, 5), '9', substring(mdtrt_id, 6))"),
                c("fixmedins_code", "other_code"),
                c("fixmedins_name", "other_name"),
                c("fix_blng_admdvs", "other_division")),
        IN_TWO_HOSPITALS_AT_ONCE(
                Expected.TOLD,
                "A card lent, or a discharge that was not entered: two stays of one person overlap.",
                "datediff(enddate, begndate) >= 6 and procs = 0 and icus = 0",
                first(Expected.TOLD),
                c("mdtrt_id", "concat(left(mdtrt_id, 5), '9', substring(mdtrt_id, 6))"),
                c("fixmedins_code", "other_code"),
                c("fixmedins_name", "other_name"),
                c("fix_blng_admdvs", "other_division"),
                c("begndate", "date_add(begndate, 2)"),
                c("ipt_days", "ipt_days - 2"),
                c("setl_time", "setl_time + interval 1 hour")),
        DEAD_AND_BACK(
                Expected.TOLD,
                "A stay of somebody whose last stay ended with a diagnosis of death.",
                "age > 40 and month(setl_time) < 11 and med_type = '21' and procs = 0 and icus = 0",
                first(Expected.SILENT),
                add(
                        SettlementDiagnoses.TABLE,
                        "diag_type",
                        "'2'",
                        "maindiag_flag",
                        "'0'",
                        "diag_code",
                        "'R96.000'",
                        "diag_name",
                        "'即时死亡'",
                        "adm_cond_type",
                        "'4'",
                        "vali_flag",
                        "'1'",
                        "order",
                        "diags + 1"),
                c("mdtrt_id", "concat(left(mdtrt_id, 5), '9', substring(mdtrt_id, 6))"),
                c("begndate", "date_add(begndate, 20 + datediff(enddate, begndate))"),
                c("enddate", "date_add(enddate, 20 + datediff(enddate, begndate))"),
                c("setl_time", "setl_time + make_interval(0, 0, 0, 20 + datediff(enddate, begndate))"),
                c("updt_time", "updt_time + make_interval(0, 0, 0, 20 + datediff(enddate, begndate))")),
        STAY_SPLIT(
                Expected.TOLD,
                "Discharged and admitted on the same day to the same bed: one stay in two settlements.",
                "datediff(enddate, begndate) >= 8 and ipt_days is not null and procs = 0 and icus = 0 and med_type = '21'",
                first(Expected.TOLD),
                h("enddate", "date_add(begndate, 4)"),
                h("ipt_days", "4"),
                h("setl_time", "setl_time - make_interval(0, 0, 0, datediff(enddate, begndate) - 4)"),
                c("mdtrt_id", "concat(left(mdtrt_id, 5), '9', substring(mdtrt_id, 6))"),
                c("begndate", "date_add(begndate, 4)"),
                c("ipt_days", "ipt_days - 4")),
        REFUND_WITHOUT_FLAG(
                Expected.LEFT_OUT,
                "The old system books a refund as a settlement of negative amounts and knows no flag.",
                "true",
                first(Expected.LEFT_OUT),
                c("medfee_sumamt", "-medfee_sumamt"),
                c("fulamt_ownpay_amt", "-fulamt_ownpay_amt"),
                c("overlmt_selfpay", "-overlmt_selfpay"),
                c("preselfpay_amt", "-preselfpay_amt"),
                c("inscp_amt", "-inscp_amt"),
                c("hifp_pay", "-hifp_pay"),
                c("fund_pay_sumamt", "-fund_pay_sumamt"),
                c("acct_pay", "-acct_pay"),
                c("psn_cash_pay", "-psn_cash_pay"),
                c("setl_time", "setl_time + interval 2 hours"),
                c("updt_time", "updt_time + interval 2 hours")),

        // --- diagnoses
        DIAGNOSIS_TRAILING_DOT(
                Expected.TOLD,
                "A code with a dot too many at its end.",
                "true",
                d("diag_code", "if(maindiag_flag = '1', concat(diag_code, '.'), diag_code)")),
        DIAGNOSIS_INVISIBLE(
                Expected.SILENT,
                "Copied from a web page: a byte order mark, a space of no width or one that does not break.",
                "true",
                d(
                        "diag_code",
                        "case when maindiag_flag <> '1' then diag_code when pmod(xxhash64(setl_id), 3) = 0"
                                + " then concat('\\uFEFF', diag_code) when pmod(xxhash64(setl_id), 3) = 1"
                                + " then concat(diag_code, '\\u200B') else concat(diag_code, '\\u00A0') end")),
        DIAGNOSIS_FULL_WIDTH(
                Expected.TOLD,
                "Typed with the Chinese input method: full-width letters, digits and dot.",
                "true",
                d(
                        "diag_code",
                        "if(maindiag_flag = '1', translate(diag_code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789x',"
                                + " 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ．０１２３４５６７８９ｘ'), diag_code)")),
        DIAGNOSIS_SMALL(Expected.SILENT, "The code in small letters.", "true", d("diag_code", "lower(diag_code)")),
        DIAGNOSIS_LETTER_O(
                Expected.TOLD,
                "The letter O in place of the digit 0.",
                "substring(main_code, 2) like '%0%'",
                d(
                        "diag_code",
                        "if(maindiag_flag = '1',"
                                + " concat(left(diag_code, 1), translate(substring(diag_code, 2), '0', 'O')), diag_code)")),
        DIAGNOSIS_WITHOUT_DOT(
                Expected.TOLD,
                "The system keeps codes without their dot.",
                "main_code like '%.%'",
                d("diag_code", "replace(diag_code, '.', '')")),
        DIAGNOSIS_ICD_9(
                Expected.LEFT_OUT,
                "The hospital's list of diagnoses is still that of ICD-9.",
                "true",
                d(
                        "diag_code",
                        "if(maindiag_flag = '1',"
                                + " element_at(array('486', '401.9', '250.00', '414.01', '574.10', '434.91', '491.21'),"
                                + " 1 + cast(pmod(xxhash64(setl_id), 7) as int)), diag_code)")),
        DIAGNOSIS_AND_PROCEDURE_SWAPPED(
                Expected.LEFT_OUT,
                "Two columns of codes exchanged in the mapping: the operation is the disease.",
                "proc_code is not null",
                d("diag_code", "if(maindiag_flag = '1', proc_code, diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', proc_name, diag_name)"),
                p("oprn_oprt_code", "if(main_oprn_flag = '1', main_code, oprn_oprt_code)"),
                p("oprn_oprt_name", "if(main_oprn_flag = '1', main_name, oprn_oprt_name)")),
        DIAGNOSIS_CODE_AND_NAME_SWAPPED(
                Expected.LEFT_OUT,
                "The name stands in the column of the code and the code in that of the name.",
                "true",
                d("diag_code", "diag_name"),
                d("diag_name", "diag_code")),
        DIAGNOSES_IN_ONE_CELL(
                Expected.TOLD,
                "All diagnoses of the front page in the cell of the main one, with commas.",
                "diags >= 2",
                d("diag_code", "if(maindiag_flag = '1', concat(diag_code, ',', second_code), diag_code)")),
        DIAGNOSIS_DAGGER(
                Expected.TOLD,
                "The dagger of ICD-10 left on the code.",
                "true",
                d("diag_code", "if(maindiag_flag = '1', concat(diag_code, '†'), diag_code)")),
        DIAGNOSIS_IN_WORDS(
                Expected.LEFT_OUT,
                "A word in place of the code: to be examined.",
                "true",
                d("diag_code", "if(maindiag_flag = '1', '待查', diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', '待查', diag_name)")),
        MORPHOLOGY_AS_MAIN(
                Expected.LEFT_OUT,
                "The code of the tumour's tissue in place of the disease.",
                "true",
                d("diag_code", "if(maindiag_flag = '1', 'M81400/3', diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', '腺癌', diag_name)")),
        EXTERNAL_CAUSE_AS_MAIN(
                Expected.TOLD,
                "The fall in place of the fracture; external causes may not be the main diagnosis.",
                "main_code like 'S%' or main_code like 'I%' or main_code like 'J%'",
                d("diag_code", "if(maindiag_flag = '1', 'W19.900', diag_code)"),
                d("diag_name", "if(maindiag_flag = '1', '未特指的跌倒', diag_name)")),
        MAIN_IS_SECOND(
                Expected.SILENT,
                "Sorted by the clerk: the main diagnosis, flagged as such, stands second.",
                "diags >= 2",
                d("order", "case when `order` = 1 then 2 when `order` = 2 then 1 else `order` end")),
        TWO_MAINS(
                Expected.TOLD,
                "Each department flagged its own main diagnosis.",
                "diags >= 2",
                d("maindiag_flag", "if(`order` = 2, '1', maindiag_flag)")),
        NO_MAIN(
                Expected.TOLD,
                "Nobody flagged the main diagnosis; kind and order still tell it.",
                "true",
                d("maindiag_flag", "'0'")),
        DIAGNOSES_TWICE(
                Expected.SILENT,
                "The table of diagnoses was loaded twice; the rows are equal.",
                "true",
                twice(SettlementDiagnoses.TABLE)),
        DIAGNOSES_VOID(
                Expected.LEFT_OUT,
                "All diagnoses were voided for a correction that never came.",
                "true",
                d("vali_flag", "'0'")),

        // --- procedures
        DIAGNOSIS_AMONG_PROCEDURES(
                Expected.TOLD,
                "A diagnosis was entered on the page of operations.",
                "diags >= 2",
                add(
                        SettlementProcedures.TABLE,
                        "main_oprn_flag",
                        "'0'",
                        "oprn_oprt_code",
                        "second_code",
                        "oprn_oprt_name",
                        "second_name",
                        "oprn_oprt_date",
                        "begin_day",
                        "vali_flag",
                        "'1'",
                        "order",
                        "procs + 1")),
        PROCEDURE_BEFORE_ADMISSION(
                Expected.TOLD,
                "An operation of an earlier stay copied along with the record.",
                "procs > 0",
                p("oprn_oprt_date", "date_sub(begin_day, 40)")),
        PROCEDURE_AFTER_DISCHARGE(
                Expected.TOLD,
                "The year of the operation typed wrongly.",
                "procs > 0",
                p("oprn_oprt_date", "add_months(oprn_oprt_date, 12)")),
        PROCEDURE_AS_NUMBER(
                Expected.TOLD,
                "The code went through a spreadsheet and came back as a number: zeros at both ends are gone.",
                "proc_code rlike '^[0-9]+[.][0-9]+$' and proc_code <> cast(cast(proc_code as double) as string)",
                p(
                        "oprn_oprt_code",
                        "if(main_oprn_flag = '1', cast(cast(oprn_oprt_code as double) as string), oprn_oprt_code)")),
        PROCEDURE_NONE(
                Expected.SILENT,
                "The form demands an operation, so that one of no operation is entered.",
                "procs = 0",
                add(
                        SettlementProcedures.TABLE,
                        "main_oprn_flag",
                        "'1'",
                        "oprn_oprt_code",
                        "if(pmod(xxhash64(setl_id), 2) = 0, '-', '无')",
                        "oprn_oprt_name",
                        "'无'",
                        "vali_flag",
                        "'1'",
                        "order",
                        "1")),
        PROCEDURES_TWICE(
                Expected.SILENT,
                "The table of operations was loaded twice; the rows are equal.",
                "procs > 0",
                twice(SettlementProcedures.TABLE)),

        // --- intensive care
        ICU_LONGER_THAN_STAY(
                Expected.TOLD,
                "The ward never entered the transfer back; the intensive stay ends at the export, long after discharge.",
                "icus = 0 and age > 18 and med_type = '21'",
                add(
                        SettlementIcuStays.TABLE,
                        "scs_cutd_ward_type",
                        "'1'",
                        "inpool_time",
                        "cast(begin_day as timestamp_ntz) + interval 10 hours",
                        "exit_time",
                        "cast(end_day as timestamp_ntz) + interval 20 days",
                        "sum_dura",
                        "concat(datediff(end_day, begin_day) + 19, '/14/0')")),
        ICU_BACKWARDS(
                Expected.TOLD,
                "Entry and exit exchanged.",
                "icus = 0 and age > 18 and med_type = '21' and datediff(enddate, begndate) >= 3",
                add(
                        SettlementIcuStays.TABLE,
                        "scs_cutd_ward_type",
                        "'1'",
                        "inpool_time",
                        "cast(end_day as timestamp_ntz) - interval 10 hours",
                        "exit_time",
                        "cast(begin_day as timestamp_ntz) + interval 10 hours",
                        "sum_dura",
                        "concat(datediff(end_day, begin_day) - 1, '/4/0')")),

        // --- the tables among each other
        DETAILS_MISSING(
                Expected.LEFT_OUT,
                "The settlement arrived, the upload of its list broke off.",
                "true",
                drop(SettlementDiagnoses.TABLE, "true"),
                drop(SettlementProcedures.TABLE, "true"),
                drop(SettlementIcuStays.TABLE, "true"),
                drop(SettlementItems.TABLE, "true")),
        DETAILS_PADDED(
                Expected.SILENT,
                "The details come from a column of fixed width: the settlement's number is padded with spaces.",
                "true",
                d("setl_id", "rpad(setl_id, 30, ' ')"),
                p("setl_id", "rpad(setl_id, 30, ' ')"),
                m("setl_id", "rpad(setl_id, 30, ' ')"),
                i("setl_id", "rpad(setl_id, 30, ' ')")),
        DIAGNOSES_UNDER_ROUNDED_NUMBER(
                Expected.LEFT_OUT,
                "A spreadsheet cut the settlement's number of the diagnoses to 15 digits or wrote it with an exponent.",
                "true",
                d("setl_id", "concat(substring(setl_id, 2, 1), '.', substring(setl_id, 3, 5), 'E+13')"));

        final Expected expected;
        final String why;
        private final String eligible;
        private final List<Edit> edits;

        Dirt(Expected expected, String why, String eligible, Edit... edits) {
            this.expected = expected;
            this.why = why;
            this.eligible = eligible;
            this.edits = List.of(edits);
        }

        /** What is expected of the settlement that was there first, where the dirt is a second one beside it. */
        Expected expectedOfFirst() {
            return edits.stream()
                    .filter(e -> e.what == What.FIRST)
                    .map(e -> Expected.valueOf(e.column))
                    .findFirst()
                    .orElse(null);
        }

        boolean inPairs() {
            return expectedOfFirst() != null;
        }
    }

    private enum What {
        SET,
        COPY,
        FIRST,
        ADD,
        DROP,
        TWICE
    }

    private record Edit(What what, Table table, String column, String sql, Map<String, String> row) {}

    private static Edit set(Table table, String column, String sql) {
        return new Edit(What.SET, table, column, sql, Map.of());
    }

    private static Edit h(String column, String sql) {
        return set(SettlementHeaders.TABLE, column, sql);
    }

    private static Edit d(String column, String sql) {
        return set(SettlementDiagnoses.TABLE, column, sql);
    }

    private static Edit p(String column, String sql) {
        return set(SettlementProcedures.TABLE, column, sql);
    }

    private static Edit m(String column, String sql) {
        return set(SettlementIcuStays.TABLE, column, sql);
    }

    private static Edit i(String column, String sql) {
        return set(SettlementItems.TABLE, column, sql);
    }

    /** The settlement is there a second time, with this column other than in the first. */
    private static Edit c(String column, String sql) {
        return new Edit(What.COPY, SettlementHeaders.TABLE, column, sql, Map.of());
    }

    private static Edit first(Expected expected) {
        return new Edit(What.FIRST, SettlementHeaders.TABLE, expected.name(), "", Map.of());
    }

    private static Edit add(Table table, String... columnsAndValues) {
        Map<String, String> row = new HashMap<>();
        for (int k = 0; k < columnsAndValues.length; k += 2) {
            row.put(columnsAndValues[k], columnsAndValues[k + 1]);
        }
        return new Edit(What.ADD, table, "", "", row);
    }

    private static Edit drop(Table table, String sql) {
        return new Edit(What.DROP, table, "", sql, Map.of());
    }

    private static Edit twice(Table table) {
        return new Edit(What.TWICE, table, "", "", Map.of());
    }

    private static final List<Table> TABLES = List.of(
            SettlementHeaders.TABLE,
            SettlementDiagnoses.TABLE,
            SettlementProcedures.TABLE,
            SettlementIcuStays.TABLE,
            SettlementItems.TABLE);

    /** Number of a settlement that is there a second time. */
    private static final String SECOND = "concat(left(setl_id, 5), '9', substring(setl_id, 6))";

    private static final StructType PLAN = new StructType()
            .add("setl_id", DataTypes.StringType)
            .add("kind", DataTypes.StringType)
            .add("other", DataTypes.StringType);

    /** Columns of the table {@code strangers_truth}: settlement, kind, what was expected, and which of a pair it is. */
    static final StructType TRUTH = new StructType()
            .add("setl_id", DataTypes.StringType)
            .add("kind", DataTypes.StringType)
            .add("expected", DataTypes.StringType)
            .add("second", DataTypes.BooleanType)
            .add("why", DataTypes.StringType);

    private final SparkSession spark;
    private final long seed;
    private final int perKind;
    private final String from;
    private final String to;

    private StrangersDirt(SparkSession spark, long seed, int perKind, String from, String to) {
        this.spark = spark;
        this.seed = seed;
        this.perKind = perKind;
        this.from = from;
        this.to = to;
    }

    /**
     * Reads the five clean tables below a folder and writes them with dirt below another, beside the table
     * {@code strangers_truth}. A settlement that the truth does not name is as clean as it was.
     */
    static void plant(SparkSession spark, long seed, int perKind, String from, String to) {
        new StrangersDirt(spark, seed, perKind, from, to).plant();
    }

    private Dataset<Row> read(Table table) {
        return spark.read().parquet(from + "/" + table.name());
    }

    private void write(Dataset<Row> data, String name) {
        data.coalesce(1).write().mode(SaveMode.Overwrite).parquet(to + "/" + name);
    }

    private void plant() {
        Dataset<Row> facts = facts();
        Dataset<Row> known = read(SettlementHeaders.TABLE).join(facts, "setl_id");
        Map<Dirt, List<String>> chosen = choose(known);
        List<Row> plan = new ArrayList<>();
        List<Row> truth = new ArrayList<>();
        chosen.forEach((kind, ids) -> {
            for (int k = 0; k < ids.size(); k++) {
                String id = ids.get(k);
                // Neighbours 0-1, 2-3, ... are each other's other; the number is even.
                plan.add(RowFactory.create(id, kind.name(), ids.get(k ^ 1)));
                if (kind.inPairs()) {
                    String second = id.substring(0, 5) + '9' + id.substring(5);
                    truth.add(RowFactory.create(
                            id, kind.name(), kind.expectedOfFirst().name(), false, kind.why));
                    truth.add(RowFactory.create(second, kind.name(), kind.expected.name(), true, kind.why));
                } else {
                    truth.add(RowFactory.create(id, kind.name(), kind.expected.name(), false, kind.why));
                }
            }
        });
        Dataset<Row> planned = spark.createDataFrame(plan, PLAN).join(facts, "setl_id");
        planned.persist();
        for (Table table : TABLES) {
            write(table.select(dirty(table, planned)), table.name());
        }
        write(spark.createDataFrame(truth, TRUTH), "strangers_truth");
        planned.unpersist();
    }

    /** What the edits and the choice may know of a settlement beside its header. */
    private Dataset<Row> facts() {
        Dataset<Row> headers = read(SettlementHeaders.TABLE);
        Dataset<Row> diagnoses = read(SettlementDiagnoses.TABLE)
                .groupBy("setl_id")
                .agg(
                        expr("cast(count(*) as int) as diags"),
                        expr("max(if(`order` = 1, diag_code, null)) as main_code"),
                        expr("max(if(`order` = 1, diag_name, null)) as main_name"),
                        expr("max(if(`order` = 2, diag_code, null)) as second_code"),
                        expr("max(if(`order` = 2, diag_name, null)) as second_name"));
        Dataset<Row> procedures = read(SettlementProcedures.TABLE)
                .groupBy("setl_id")
                .agg(
                        expr("cast(count(*) as int) as procs_found"),
                        expr("max(if(`order` = 1, oprn_oprt_code, null)) as proc_code"),
                        expr("max(if(`order` = 1, oprn_oprt_name, null)) as proc_name"));
        Dataset<Row> icus =
                read(SettlementIcuStays.TABLE).groupBy("setl_id").agg(expr("cast(count(*) as int) as icus_found"));
        Dataset<Row> items = read(SettlementItems.TABLE)
                .groupBy("setl_id")
                .agg(
                        expr("cast(count(*) as int) as items"),
                        expr("min(med_chrgitm) as first_item"),
                        expr("max(med_chrgitm) as last_item"),
                        expr("min_by(amt, med_chrgitm) as first_amt"));
        Dataset<Row> hospitals = spark.createDataFrame(
                otherHospitals(headers),
                new StructType()
                        .add("code", DataTypes.StringType)
                        .add("other_code", DataTypes.StringType)
                        .add("other_name", DataTypes.StringType)
                        .add("other_division", DataTypes.StringType));
        Row birth = commonest("O%");
        Row newborn = commonest("P%");
        return headers.selectExpr("setl_id", "fixmedins_code as code", "begndate as begin_day", "enddate as end_day")
                .join(broadcast(hospitals), "code")
                .drop("code")
                .join(diagnoses, "setl_id")
                .join(items, "setl_id")
                .join(procedures, new String[] {"setl_id"}, "left")
                .join(icus, new String[] {"setl_id"}, "left")
                .withColumn("procs", expr("coalesce(procs_found, 0)"))
                .withColumn("icus", expr("coalesce(icus_found, 0)"))
                .drop("procs_found", "icus_found")
                .withColumn("birth_code", lit(birth.getString(0)))
                .withColumn("birth_name", lit(birth.getString(1)))
                .withColumn("newborn_code", lit(newborn.getString(0)))
                .withColumn("newborn_name", lit(newborn.getString(1)));
    }

    /** The commonest main diagnosis of a chapter, so that its code is one that the city knows. */
    private Row commonest(String pattern) {
        return read(SettlementDiagnoses.TABLE)
                .where(col("order").equalTo(1).and(col("diag_code").like(pattern)))
                .groupBy("diag_code", "diag_name")
                .count()
                .orderBy(col("count").desc(), col("diag_code"))
                .first();
    }

    /** For each hospital the next one of its level. */
    private static List<Row> otherHospitals(Dataset<Row> headers) {
        List<Row> hospitals = headers.groupBy("fixmedins_code")
                .agg(
                        expr("min(fixmedins_name) as name"),
                        expr("min(fix_blng_admdvs) as division"),
                        expr("min(hosp_lv) as level"))
                .orderBy("level", "fixmedins_code")
                .collectAsList();
        List<Row> others = new ArrayList<>();
        for (int k = 0; k < hospitals.size(); k++) {
            Row next = hospitals.get((k + 1) % hospitals.size());
            others.add(RowFactory.create(
                    hospitals.get(k).getString(0), next.getString(0), next.getString(1), next.getString(2)));
        }
        return others;
    }

    /** Deals settlements to kinds: those that fit few settlements choose first. */
    private Map<Dirt, List<String>> choose(Dataset<Row> known) {
        Dirt[] kinds = Dirt.values();
        Column[] columns = new Column[kinds.length + 1];
        columns[0] = col("setl_id");
        for (Dirt kind : kinds) {
            columns[kind.ordinal() + 1] = expr("coalesce(" + kind.eligible + ", false)");
        }
        List<Row> rows = known.orderBy(expr("xxhash64(setl_id, " + seed + "L)"), col("setl_id"))
                .select(columns)
                .collectAsList();
        int[] fit = new int[kinds.length];
        for (Row row : rows) {
            for (int k = 0; k < kinds.length; k++) {
                fit[k] += row.getBoolean(k + 1) ? 1 : 0;
            }
        }
        Map<Dirt, List<String>> chosen = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        List<String> tooFew = new ArrayList<>();
        Dirt[] rareFirst = kinds.clone();
        Arrays.sort(rareFirst, Comparator.comparingInt(kind -> fit[kind.ordinal()]));
        for (Dirt kind : rareFirst) {
            List<String> ids = new ArrayList<>();
            for (Row row : rows) {
                if (ids.size() < perKind && row.getBoolean(kind.ordinal() + 1) && taken.add(row.getString(0))) {
                    ids.add(row.getString(0));
                }
            }
            if (ids.size() < perKind) {
                tooFew.add(kind + " " + ids.size() + " of " + fit[kind.ordinal()]);
            }
            chosen.put(kind, ids);
        }
        if (!tooFew.isEmpty()) {
            throw new IllegalStateException("Too few settlements fit (free, of all): " + tooFew);
        }
        return chosen;
    }

    private Dataset<Row> dirty(Table table, Dataset<Row> planned) {
        Dataset<Row> rows = read(table).join(broadcast(planned), new String[] {"setl_id"}, "left");
        Map<String, Column> values = new LinkedHashMap<>();
        Map<String, Column> copied = new LinkedHashMap<>();
        table.columns().forEach(c -> values.put(c.name(), c.col()));
        table.columns().forEach(c -> copied.put(c.name(), c.col()));
        Column kept = lit(true);
        Column twice = lit(false);
        Column inPairs = lit(false);
        List<Dataset<Row>> more = new ArrayList<>();
        for (Dirt kind : Dirt.values()) {
            Column it = col("kind").equalTo(kind.name());
            inPairs = kind.inPairs() ? inPairs.or(it) : inPairs;
            for (Edit edit : kind.edits) {
                if (!edit.table.equals(table)) {
                    continue;
                }
                switch (edit.what) {
                    case SET ->
                        values.computeIfPresent(edit.column, (name, value) -> when(it, expr(edit.sql))
                                .otherwise(value));
                    case COPY ->
                        copied.computeIfPresent(edit.column, (name, value) -> when(it, expr(edit.sql))
                                .otherwise(value));
                    case ADD -> more.add(planned.where(it).select(added(table, edit.row)));
                    case DROP ->
                        kept = kept.and(it.and(expr(edit.sql)).eqNullSafe(true).equalTo(false));
                    case TWICE -> twice = twice.or(it);
                    case FIRST -> {
                        // Says what is expected, changes nothing.
                    }
                }
            }
        }
        copied.put("setl_id", expr(SECOND));
        Dataset<Row> result = rows.where(kept).select(named(table, values));
        result = result.union(rows.where(twice).select(named(table, values)));
        result = result.union(rows.where(inPairs).select(named(table, copied)));
        for (Dataset<Row> added : more) {
            result = result.union(added);
        }
        return result;
    }

    private static Column[] named(Table table, Map<String, Column> values) {
        return table.columns().stream().map(c -> c.as(values.get(c.name()))).toArray(Column[]::new);
    }

    private static Column[] added(Table table, Map<String, String> row) {
        return table.columns().stream()
                .map(c -> c.as(
                        c.name().equals("setl_id")
                                ? col("setl_id")
                                : row.containsKey(c.name()) ? expr(row.get(c.name())) : lit(null)))
                .toArray(Column[]::new);
    }
}
