-- The reference files as tables, and the three ways numbers are handled everywhere below.
-- ${...} are literals of the rulebook and the folders, put in by OracleSql.

-- Yuan as whole fen; what is below a fen is cut (and told by a notice).
CREATE OR REPLACE MACRO fen(yuan) AS CAST(CAST(yuan AS DECIMAL(18, 4)) * 10000 AS BIGINT) // 100;

CREATE OR REPLACE MACRO whole_fen(yuan) AS
    coalesce(CAST(CAST(yuan AS DECIMAL(18, 4)) * 10000 AS BIGINT) % 100 = 0, true);

-- Decimals are held as whole numbers of their last digit: a score of 1.500000 is 1500000, a point value has 15 decimals.
-- The one division: whole numbers, HALF_UP, n >= 0 and d > 0. DuckDB's / and avg are DOUBLE and never used.
CREATE OR REPLACE MACRO rounded(n, d) AS (2 * CAST(n AS HUGEINT) + d) // (2 * CAST(d AS HUGEINT));

CREATE OR REPLACE MACRO blank(t) AS coalesce(trim(t), '') = '';

CREATE OR REPLACE TABLE hospitals AS
SELECT hospital, CAST(level AS INTEGER) AS level, division, coalesce(type, '') AS hospital_type
FROM read_csv('${reference}/hospitals.csv', header = true, all_varchar = true);

CREATE OR REPLACE TABLE diagnoses AS
SELECT code FROM read_csv('${codes}/diagnoses.csv', header = true, all_varchar = true);

-- Treatment type of a procedure: interventional counts as surgery where the rulebook says so, otherwise as
-- therapeutic; a code without an attribute counts as the rulebook says.
CREATE OR REPLACE TABLE procedures AS
SELECT code,
       blank(attribute) AS without_attribute,
       CASE WHEN blank(attribute) THEN ${missing_attribute}
            WHEN attribute = 'interventional' THEN ${interventional}
            ELSE attribute END AS treatment
FROM read_csv('${codes}/procedures.csv', header = true, all_varchar = true);

-- F by items: inpatient budget less regional adjustment, cross-region, non-DIP and reserve.
CREATE OR REPLACE TABLE funds AS
SELECT CAST(pool AS INTEGER) AS pool,
       CAST(sum(CASE WHEN item = 'inpatient-budget' THEN fen(amount) ELSE -fen(amount) END) AS BIGINT) AS fund_fen
FROM read_csv('${reference}/fund_plan.csv', header = true, all_varchar = true)
WHERE CAST(year AS INTEGER) = ${year}
GROUP BY pool;

CREATE OR REPLACE TABLE monthly AS
SELECT hospital, CAST(pool AS INTEGER) AS pool,
       CAST(sum(fen(pre_settled)) AS BIGINT) AS pre_settled_fen,
       CAST(sum(fen(deposit)) AS BIGINT) AS deposit_fen,
       CAST(sum(fen(paid)) AS BIGINT) AS paid_fen
FROM read_csv('${reference}/monthly_payments.csv', header = true, all_varchar = true)
WHERE CAST(month AS INTEGER) // 100 = ${year}
GROUP BY ALL;

CREATE OR REPLACE TABLE assessments AS
SELECT hospital, CAST(coefficient AS DECIMAL(10, 6)) AS assessment
FROM read_csv('${reference}/assessments.csv', header = true, all_varchar = true);

CREATE OR REPLACE TABLE deductions AS
SELECT hospital, CAST(pool AS INTEGER) AS pool, CAST(sum(fen(amount)) AS BIGINT) AS audit_deduction_fen
FROM read_csv('${reference}/audit_deductions.csv', header = true, all_varchar = true)
GROUP BY ALL;

CREATE OR REPLACE TABLE advances AS
SELECT hospital, CAST(pool AS INTEGER) AS pool, fen(prepayment) AS prepayment_fen, fen(revolving) AS revolving_fen,
       fen(deposit_forfeited) AS deposit_forfeited_fen
FROM read_csv('${reference}/advances.csv', header = true, all_varchar = true);

CREATE OR REPLACE TABLE pool_types AS
SELECT unnest(${pool_types}, recursive := true);

-- Diagnoses of one sex (ICD-10, volume 2): 2 women, 1 men. A range holds what begins with its last code.
CREATE OR REPLACE TABLE sex_limits AS
SELECT sex, split_part(codes, '-', 1) AS first, split_part(codes, '-', -1) || '~' AS last
FROM (SELECT '2' AS sex, unnest(string_split('A34 B37.3 C51-C58 C79.6 D06 D07.0-D07.3 D25-D28 D39 E28 E89.4 F52.5 F53 I86.3 L29.2 L70.5 M80.0-M80.1 M81.0-M81.1 M83.0 N70-N98 N99.2-N99.3 O00-O99 P54.6 Q50-Q52 R87 S31.4 S37.4-S37.6 T19.2-T19.3 T83.3 Z01.4 Z12.4 Z30.1 Z30.3 Z30.5 Z31.1-Z31.2 Z32-Z37 Z39 Z43.7 Z87.5 Z97.5', ' ')) AS codes
      UNION ALL
      SELECT '1', unnest(string_split('B26.0 C60-C63 D07.4-D07.6 D17.6 D29 D40 E29 E89.5 F52.4 I86.1 L29.1 N40-N51 Q53-Q55 R86 S31.2-S31.3 Z12.5', ' ')));

-- A diagnosis cell of a list: |, categories, subcategories, full codes, ranges of categories, or every diagnosis.
CREATE OR REPLACE MACRO part_fits(dx, part) AS
    part = '所有诊断'
    OR CASE WHEN len(part) = 7 AND part[4] = '-' THEN left(dx, 3) BETWEEN left(part, 3) AND right(part, 3)
            WHEN len(part) IN (3, 5) THEN left(dx, len(part)) = part
            ELSE dx = part END;

CREATE OR REPLACE MACRO in_scope(dx, scope) AS len([x FOR x IN string_split(scope, '|') IF part_fits(dx, x)]) > 0;

-- How special a cell is about a diagnosis: full code, subcategory, category, all.
CREATE OR REPLACE MACRO special(dx, scope) AS
    CASE WHEN list_contains(string_split(scope, '|'), dx) THEN 3
         WHEN list_contains(string_split(scope, '|'), left(dx, 5)) THEN 2
         WHEN scope = '所有诊断' THEN 0 ELSE 1 END;

-- What the rulebook asks of the region's lists, cells taken apart at |; empty where it asks nothing.
CREATE OR REPLACE TABLE bed_day_list (part VARCHAR, days_from INTEGER, hospital_type VARCHAR);
CREATE OR REPLACE TABLE tcm_list (code VARCHAR, main_dx VARCHAR, expression VARCHAR, score HUGEINT);
CREATE OR REPLACE TABLE primary_care_list (part VARCHAR, main_procedure VARCHAR);
