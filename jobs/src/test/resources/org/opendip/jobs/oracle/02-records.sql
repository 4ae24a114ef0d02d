-- What becomes of each settlement row: in = kept + netted + superseded + rejected.

-- A code that a spreadsheet took for a number.
CREATE OR REPLACE MACRO is_number(code) AS
    regexp_full_match(code, '[0-9]{1,2}(\.[0-9]{0,3})?|[0-9]\.[0-9]+|[0-9.]+[eE][+-]?[0-9]+');

-- Full-width characters are the plain ones, but for the three that part codes in a list; characters that nobody sees are none.
CREATE OR REPLACE MACRO plain(code) AS
    regexp_replace(
        translate(code,
            '！＂＃＄％＆＇（）＊＋－．／０１２３４５６７８９：；＜？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
            '!"#$%&''()*+-./0123456789:;<?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'),
        '[\t\n\r\x{A0}\x{AD}\x{1680}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}\x{2060}\x{2066}-\x{2069}\x{3000}\x{FEFF}]', '', 'g');

CREATE OR REPLACE TABLE headers AS
SELECT * EXCLUDE (filename), parse_filename(filename) AS source_file, row_number() OVER () AS row_id
FROM read_parquet('${lists}/setl_d/*.parquet', filename = true);

-- A resubmitted list replaces the earlier one: latest by upload time, then by file. A row without an id is known by
-- its content.
CREATE OR REPLACE TABLE uploads AS
SELECT row_id, settlement_id,
       CAST(row_number() OVER (PARTITION BY settlement_id ORDER BY updt_time DESC NULLS LAST, source_file DESC) AS INTEGER)
           AS sequence
FROM (SELECT row_id, updt_time, source_file,
             CASE WHEN blank(setl_id)
                  THEN '(none)-' || md5(concat_ws('|', mdtrt_id, psn_no, fixmedins_code, begndate, enddate, setl_time,
                                                  updt_time, medfee_sumamt))
                  ELSE setl_id END AS settlement_id
      FROM headers);

-- A refund is a row with a negative amount. It takes back a settlement of the same visit and the same amount, the
-- earliest first; rows that are superseded take no part.
CREATE OR REPLACE TABLE refunds AS
WITH bills AS (
    SELECT mdtrt_id AS visit, abs(fen(medfee_sumamt)) AS amount, fen(medfee_sumamt) < 0 AS negative, setl_time,
           settlement_id
    FROM headers JOIN uploads USING (row_id)
    WHERE sequence = 1 AND coalesce(vali_flag, '1') <> '0' AND mdtrt_id IS NOT NULL AND medfee_sumamt IS NOT NULL),
placed AS (
    SELECT settlement_id, negative,
           row_number() OVER (PARTITION BY visit, amount, negative ORDER BY setl_time NULLS FIRST, settlement_id) AS place,
           count(*) FILTER (negative) OVER (PARTITION BY visit, amount) AS refunds,
           count(*) FILTER (NOT negative) OVER (PARTITION BY visit, amount) AS settlements
    FROM bills)
SELECT settlement_id,
       CASE WHEN negative AND place <= settlements THEN 'refund'
            WHEN negative THEN 'unmatched'
            ELSE 'refunded' END AS outcome
FROM placed
WHERE negative OR place <= refunds;

-- Main western diagnosis; one code listed twice is one diagnosis. A code is written with a capital letter first and a small x inside, without blanks around.
CREATE OR REPLACE TABLE main_diagnoses AS
WITH written AS (
    SELECT setl_id, "order",
           upper(left(trim(plain(diag_code)), 1)) || replace(substring(trim(plain(diag_code)), 2), 'X', 'x') AS code,
           CASE WHEN plain(diag_code) <> diag_code THEN diag_code || '>' || code END AS repaired
    FROM read_parquet('${lists}/setl_list_diag_d/*.parquet')
    WHERE maindiag_flag = '1' AND coalesce(diag_type, '1') IN ('1', '2') AND coalesce(vali_flag, '1') = '1'
      AND diag_code IS NOT NULL AND NOT blank(setl_id))
SELECT setl_id, count(DISTINCT code) AS mains, list(code ORDER BY "order" NULLS FIRST, code)[1] AS main_diagnosis,
       list(repaired ORDER BY "order" NULLS FIRST, code, repaired NULLS FIRST)[1] AS diagnosis_repaired
FROM written
GROUP BY setl_id;

-- Procedures: the main one first, then in the order given. Codes that the list lacks are left out of grouping.
CREATE OR REPLACE TABLE procedure_lists AS
WITH written AS (
    SELECT setl_id, "order", coalesce(main_oprn_flag, '0') <> '1' AS beside,
           replace(trim(plain(oprn_oprt_code)), 'X', 'x') AS code,
           CASE WHEN plain(oprn_oprt_code) <> oprn_oprt_code THEN oprn_oprt_code || '>' || code END AS repaired
    FROM read_parquet('${lists}/setl_list_oprn_d/*.parquet')
    WHERE coalesce(vali_flag, '1') = '1' AND oprn_oprt_code IS NOT NULL AND NOT blank(setl_id))
SELECT setl_id,
       string_agg(w.code, ',' ORDER BY beside, "order" NULLS FIRST, w.code) FILTER (p.code IS NOT NULL) AS procedures,
       string_agg(w.code, ',' ORDER BY beside, "order" NULLS FIRST, w.code) FILTER (p.code IS NULL) AS unknown_procedures,
       string_agg(w.repaired, ',' ORDER BY beside, "order" NULLS FIRST, w.repaired) AS procedures_repaired,
       count(*) FILTER (p.without_attribute) AS without_attribute
FROM written w LEFT JOIN procedures p ON p.code = w.code
GROUP BY setl_id;

CREATE OR REPLACE TABLE item_sums AS
SELECT setl_id, sum(fen(amt)) AS item_fen,
       CAST(coalesce(sum(fen(amt)) FILTER (med_chrgitm IN ('09', '10', '11')), 0) AS BIGINT) AS drug_fen,
       CAST(coalesce(sum(fen(amt)) FILTER (med_chrgitm = '08'), 0) AS BIGINT) AS material_fen,
       CAST(nullif(count(*) FILTER (amt < 0), 0) AS INTEGER) AS negative_items,
       CAST(sum(fen(amt)) FILTER (amt < 0) AS BIGINT) AS negative_fen,
       -- The longest of several; the oracle's damage has short ones only.
       (list(coalesce(med_chrgitm, '') ORDER BY strlen(coalesce(med_chrgitm, '')) DESC, med_chrgitm DESC NULLS LAST)
           FILTER (amt <> 0 AND (med_chrgitm IS NULL OR NOT regexp_full_match(med_chrgitm, '0[1-9]|1[0-4]'))))[1]
           AS unknown_category
FROM read_parquet('${lists}/setl_list_item_d/*.parquet')
WHERE NOT blank(setl_id)
GROUP BY setl_id;

-- Days, hours and minutes on a ventilator.
CREATE OR REPLACE MACRO is_duration(text) AS
    coalesce(regexp_full_match(text, '\s*[0-9]{1,4}\s*/\s*[0-9]{1,4}\s*/\s*[0-9]{1,4}\s*'), false);

-- A specialty is known by its first level; a text that is no code stays as it stands.
CREATE OR REPLACE MACRO specialty_of(written) AS
    CASE WHEN regexp_full_match(upper(trim(plain(written))), '[A-Z][0-9]{2}(\.[0-9]{1,2})*')
         THEN left(upper(trim(plain(written))), 3)
         ELSE nullif(left(trim(plain(written)), 40), '') END;

-- Our columns. A case belongs to the pool of its insurance type; one insured elsewhere to none.
CREATE OR REPLACE TABLE described AS
SELECT h.row_id, u.settlement_id, u.sequence, h.mdtrt_id AS visit_id, h.source_file, r.outcome,
       h.vali_flag, h.setl_id, h.medfee_sumamt, h.hosp_lv, h.insutype, h.gend, h.age, h.brdy, h.updt_time, h.psn_no, h.fund_pay_sumamt,
       h.fund_pay_sumamt + h.acct_pay + h.psn_cash_pay AS payers,
       trim(plain(h.fixmedins_code)) AS hospital, g.level, g.hospital IS NOT NULL AS registered,
       CAST(CASE WHEN left(h.insu_admdvs, 4) <> left(g.division, 4) THEN 0 ELSE coalesce(t.pool, 0) END AS INTEGER) AS pool,
       t.pool IS NOT NULL AS pooled,
       h.med_type AS medical_type, specialty_of(h.dscg_caty) AS specialty, h.begndate AS admitted, h.enddate AS discharged,
       ${period_day} AS period_day,
       CASE WHEN h.ipt_days > 0 THEN h.ipt_days END AS given_days,
       CASE WHEN h.begndate IS NOT NULL AND h.enddate IS NOT NULL
            THEN greatest(1, date_diff('day', h.begndate, h.enddate) + ${days_more}) END AS dated_days,
       h.nwb_age, h.vent_used_dura, h.begndate - h.brdy AS days_since_birth,
       CASE WHEN h.age > 0 THEN NULL
            WHEN h.nwb_age BETWEEN 0 AND 365 THEN h.nwb_age
            WHEN h.nwb_age IS NULL AND h.begndate BETWEEN h.brdy AND h.brdy + INTERVAL 1 YEAR - INTERVAL 1 DAY
            THEN h.begndate - h.brdy END AS age_days,
       nullif(CAST(floor(h.nwb_bir_wt) AS INTEGER), 0) AS birth_weight,
       CASE WHEN is_duration(h.vent_used_dura)
            THEN CAST((CAST(trim(split_part(h.vent_used_dura, '/', 1)) AS INTEGER) * 1440
                       + CAST(trim(split_part(h.vent_used_dura, '/', 2)) AS INTEGER) * 60
                       + CAST(trim(split_part(h.vent_used_dura, '/', 3)) AS INTEGER)) // 60 AS INTEGER) END AS ventilation_hours,
       d.mains, d.main_diagnosis, l.code IS NOT NULL AS diagnosis_listed,
       nullif(concat_ws(',',
           CASE WHEN plain(h.fixmedins_code) <> h.fixmedins_code
                THEN h.fixmedins_code || '>' || trim(plain(h.fixmedins_code)) END,
           d.diagnosis_repaired, p.procedures_repaired), '') AS repaired_codes,
       coalesce(p.procedures, '') AS procedures, p.unknown_procedures, p.without_attribute,
       fen(h.medfee_sumamt) AS cost_fen, ${booked_fen} AS booked_fen,
       coalesce(i.item_fen, 0) AS item_fen, coalesce(i.drug_fen, 0) AS drug_fen, coalesce(i.material_fen, 0) AS material_fen,
       i.unknown_category, i.negative_items, i.negative_fen, h.hifp_pay,
       ${amount_cut} AS amount_cut, h.setl_time AS settled
FROM headers h
JOIN uploads u USING (row_id)
LEFT JOIN refunds r ON r.settlement_id = u.settlement_id
LEFT JOIN main_diagnoses d ON d.setl_id = h.setl_id
LEFT JOIN diagnoses l ON l.code = d.main_diagnosis
LEFT JOIN procedure_lists p ON p.setl_id = h.setl_id
LEFT JOIN item_sums i ON i.setl_id = h.setl_id
LEFT JOIN hospitals g ON g.hospital = trim(plain(h.fixmedins_code))
LEFT JOIN pool_types t ON t.insurance_type = h.insutype;

-- All troubles of a row that is neither superseded nor netted, in the order in which they are asked.
CREATE OR REPLACE TABLE checked AS
SELECT *,
       [x FOR x IN [
           CASE WHEN blank(setl_id) THEN 'settlement_id_missing' END,
           CASE WHEN blank(visit_id) THEN 'visit_id_missing' END,
           CASE WHEN outcome = 'unmatched' THEN 'refund_without_original' END,
           CASE WHEN NOT registered THEN 'hospital_unknown' END,
           CASE WHEN admitted IS NULL OR discharged IS NULL OR period_day IS NULL THEN 'date_missing' END,
           CASE WHEN discharged < admitted THEN 'discharge_before_admission' END,
           CASE WHEN admitted < DATE '1990-01-01' OR year(period_day) NOT IN ${years} THEN 'date_implausible' END,
           CASE WHEN coalesce(medical_type, '') NOT IN ${inpatient_types} THEN 'medical_type_unknown' END,
           CASE WHEN medfee_sumamt IS NULL THEN 'cost_missing' END,
           CASE WHEN cost_fen <= 0 THEN 'cost_not_positive' END,
           CASE WHEN amount_cut THEN 'cost_not_whole_fen' END,
           CASE WHEN cost_fen > fen(${highest_cost}) THEN 'cost_implausible' END,
           CASE WHEN main_diagnosis IS NULL THEN 'main_diagnosis_missing' END,
           CASE WHEN mains > 1 THEN 'main_diagnosis_several' END,
           CASE WHEN NOT diagnosis_listed AND NOT is_number(main_diagnosis) THEN 'main_diagnosis_unknown' END,
           CASE WHEN NOT diagnosis_listed AND is_number(main_diagnosis) THEN 'main_diagnosis_damaged' END
       ] IF x IS NOT NULL] AS errors,
       [x FOR x IN [
           CASE WHEN len([c FOR c IN string_split(unknown_procedures, ',') IF NOT is_number(c)]) > 0
                THEN 'procedure_unknown' END,
           CASE WHEN len([c FOR c IN string_split(unknown_procedures, ',') IF is_number(c)]) > 0
                THEN 'procedure_damaged' END,
           CASE WHEN repaired_codes IS NOT NULL THEN 'code_repaired' END,
           CASE WHEN without_attribute > 0 THEN 'procedure_attribute_missing' END,
           CASE WHEN registered AND NOT blank(hosp_lv) AND level IS DISTINCT FROM
                    CASE WHEN trim(hosp_lv) LIKE '%3' OR hosp_lv LIKE '%三%' THEN 3
                         WHEN trim(hosp_lv) LIKE '%2' OR hosp_lv LIKE '%二%' THEN 2
                         WHEN trim(hosp_lv) LIKE '%1' OR hosp_lv LIKE '%一%' THEN 1 END
                THEN 'hospital_level_differs' END,
           CASE WHEN NOT blank(insutype) AND NOT pooled THEN 'pool_unknown' END,
           CASE WHEN blank(insutype) AND fund_pay_sumamt > 0 THEN 'insurance_missing' END,
           CASE WHEN coalesce(gend, '') NOT IN ('1', '2') THEN 'sex_unknown' END,
           CASE WHEN gend = '1' AND EXISTS (FROM sex_limits WHERE sex = '2' AND main_diagnosis BETWEEN first AND last)
                  OR gend = '2' AND EXISTS (FROM sex_limits WHERE sex = '1' AND main_diagnosis BETWEEN first AND last)
                THEN 'sex_against_diagnosis' END,
           CASE WHEN age < 0 OR age > ${oldest_age} THEN 'age_implausible' END,
           CASE WHEN age < year(admitted) - year(brdy) - 1 OR age > year(admitted) - year(brdy) + 1
                THEN 'age_against_birth' END,
           CASE WHEN main_diagnosis LIKE 'O%' AND (age < 10 OR age > 60)
                  OR regexp_matches(main_diagnosis, '^P([0-8]|9[0-6])') AND age <> 0 THEN 'age_against_diagnosis' END,
           CASE WHEN age > 0 AND nwb_age <> 0 OR nwb_age < 0 OR nwb_age > 365 THEN 'age_days_against_years' END,
           CASE WHEN age_days = nwb_age AND abs(days_since_birth - nwb_age) > 1 THEN 'age_days_against_birth' END,
           CASE WHEN age_days <= 28 AND birth_weight IS NULL THEN 'birth_weight_missing' END,
           CASE WHEN birth_weight < ${lowest_birth_weight} OR birth_weight > ${highest_birth_weight}
                THEN 'birth_weight_implausible' END,
           CASE WHEN NOT blank(vent_used_dura) AND NOT is_duration(vent_used_dura) THEN 'ventilation_unreadable' END,
           CASE WHEN ventilation_hours > 24 * (date_diff('day', admitted, discharged) + 1)
                THEN 'ventilation_against_stay' END,
           CASE WHEN given_days IS NULL THEN 'stay_days_missing' END,
           CASE WHEN abs(given_days - dated_days) > ${stay_days_tolerance} THEN 'stay_days_differ' END,
           CASE WHEN CAST(settled AS DATE) < discharged THEN 'settled_before_discharge' END,
           CASE WHEN abs(item_fen - cost_fen) > fen(${items_tolerance}) THEN 'items_differ' END,
           CASE WHEN cost_fen > 0 AND negative_items > 0 THEN 'items_negative' END,
           CASE WHEN unknown_category IS NOT NULL THEN 'item_category_unknown' END,
           CASE WHEN cost_fen > 0 AND hifp_pay > fund_pay_sumamt THEN 'pooled_fund_above_funds' END,
           CASE WHEN abs(fen(payers) - cost_fen) > fen(${payments_tolerance}) THEN 'payments_differ' END,
           CASE WHEN NOT blank(vali_flag) AND vali_flag NOT IN ('0', '1') THEN 'validity_unknown' END,
           CASE WHEN date_diff('day', discharged, CAST(updt_time AS DATE)) > ${upload_days} THEN 'uploaded_late' END
       ] IF x IS NOT NULL] AS warnings,
       sequence > 1 OR coalesce(vali_flag, '1') = '0' AS superseded,
       coalesce(outcome, '') IN ('refund', 'refunded') AS netted
FROM described;

CREATE OR REPLACE TABLE records AS
SELECT settlement_id, sequence, visit_id, CAST(NULL AS VARCHAR) AS delivery, source_file,
       CASE WHEN superseded THEN 'superseded'
            WHEN netted THEN 'netted'
            WHEN len(errors) > 0 THEN 'rejected'
            ELSE 'kept' END AS disposition,
       CASE WHEN sequence > 1 THEN 'uploaded-again'
            WHEN superseded THEN 'void'
            WHEN netted THEN outcome
            ELSE errors[1] END AS reason,
       coalesce(vali_flag, '1') = '0' AS void, updt_time AS uploaded,
       CASE WHEN gend IN ('1', '2') THEN gend END AS sex, age,
       CAST(age_days AS INTEGER) AS age_days, birth_weight, ventilation_hours,
       hospital, level, pool, medical_type, specialty, admitted, discharged,
       CAST(year(period_day) * 100 + month(period_day) AS INTEGER) AS period,
       CAST(coalesce(given_days, dated_days) AS INTEGER) AS stay_days, given_days IS NULL AS stay_days_assumed,
       main_diagnosis, procedures, unknown_procedures, NULL AS mapped_codes, repaired_codes, cost_fen, booked_fen, fen(payers) AS paid_fen,
       CAST(item_fen AS BIGINT) AS items_fen, drug_fen, material_fen, unknown_category, negative_items,
       negative_fen, settled, nullif(array_to_string(errors || warnings, ','), '') AS troubles
FROM checked;

-- Stays of one person side by side: one that begins before an earlier one has ended, one that was settled twice.
CREATE OR REPLACE TABLE stays AS
SELECT psn_no, visit_id, min(admitted) AS first_day, max(discharged) AS last_day,
       count(*) > 1 AND min(admitted) = max(admitted) AND min(discharged) = max(discharged)
           AND min(cost_fen) = max(cost_fen) AS twice
FROM checked
WHERE NOT superseded AND NOT netted AND len(errors) = 0 AND NOT blank(psn_no)
GROUP BY psn_no, visit_id;

CREATE OR REPLACE TABLE stay_notices AS
SELECT visit_id, 'settled_twice' AS code FROM stays WHERE twice
UNION
SELECT b.visit_id, 'stays_overlap'
FROM stays a JOIN stays b ON a.psn_no = b.psn_no AND a.visit_id <> b.visit_id
WHERE (a.first_day, a.last_day) < (b.first_day, b.last_day) AND b.first_day < a.last_day;

-- Details that are looked at whose settlement has no header; those without an id are told together.
CREATE OR REPLACE TABLE strays AS
SELECT CASE WHEN blank(setl_id) THEN '(none)-details' ELSE setl_id END AS settlement_id
FROM (SELECT setl_id FROM read_parquet('${lists}/setl_list_diag_d/*.parquet')
      WHERE maindiag_flag = '1' AND coalesce(diag_type, '1') IN ('1', '2') AND coalesce(vali_flag, '1') = '1'
      UNION ALL SELECT setl_id FROM read_parquet('${lists}/setl_list_oprn_d/*.parquet')
      WHERE coalesce(vali_flag, '1') = '1' AND oprn_oprt_code IS NOT NULL
      UNION ALL SELECT setl_id FROM read_parquet('${lists}/setl_list_item_d/*.parquet'))
WHERE blank(setl_id) OR setl_id NOT IN (SELECT setl_id FROM headers WHERE NOT blank(setl_id))
GROUP BY 1;

CREATE OR REPLACE TABLE notices AS
SELECT settlement_id, sequence, code, list_contains(errors, code) AS error, hospital, source_file
FROM (SELECT *, unnest(errors || warnings) AS code FROM checked WHERE NOT superseded AND NOT netted)
WHERE code <> 'stay_days_missing'
UNION ALL
SELECT settlement_id, sequence, code, false, hospital, source_file
FROM checked JOIN stay_notices USING (visit_id)
WHERE NOT superseded AND NOT netted AND len(errors) = 0
UNION ALL
SELECT settlement_id, 0, 'details_without_header', false, NULL, 'part-1.parquet'
FROM strays;
