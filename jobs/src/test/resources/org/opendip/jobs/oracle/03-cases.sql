-- Kept records become cases. Merged interim bills: money adds up, the stay lasts from the first admission to the last
-- discharge, the last settlement's facts count; the least age, the last birth weight that is known, all hours on a
-- ventilator unless they exceed the stay. What a check doubts of these is not known. Otherwise every settlement is a case. A case is named by the first 32 digits
-- of HMAC-SHA-256 of its settlement's id.
CREATE OR REPLACE MACRO doubted(troubles, code) AS list_contains(string_split(coalesce(troubles, ''), ','), code);

CREATE OR REPLACE TABLE cases AS
WITH kept AS (
    SELECT * REPLACE (
               CASE WHEN doubted(troubles, 'age_implausible') OR doubted(troubles, 'age_against_birth')
                    THEN NULL ELSE age END AS age,
               CASE WHEN doubted(troubles, 'age_days_against_birth') THEN NULL ELSE age_days END AS age_days,
               CASE WHEN doubted(troubles, 'birth_weight_implausible') THEN NULL ELSE birth_weight END AS birth_weight,
               CASE WHEN doubted(troubles, 'ventilation_against_stay') THEN NULL ELSE ventilation_hours END
                   AS ventilation_hours),
           CASE WHEN ${merge} THEN visit_id ELSE settlement_id END AS stay FROM records WHERE disposition = 'kept'),
stays AS (
    SELECT stay,
           CAST(count(*) AS INTEGER) AS record_count,
           CAST(sum(cost_fen) AS BIGINT) AS cost_fen,
           CAST(sum(booked_fen) AS BIGINT) AS booked_fen,
           CAST(sum(drug_fen) AS BIGINT) AS drug_fen,
           CAST(sum(material_fen) AS BIGINT) AS material_fen,
           min(age) AS age,
           min(age_days) AS age_days,
           (list(birth_weight ORDER BY settled DESC NULLS LAST, settlement_id DESC) FILTER (birth_weight IS NOT NULL))[1]
               AS birth_weight,
           CAST(CASE WHEN count(*) = 1
                          OR sum(ventilation_hours) <= 24 * (date_diff('day', min(admitted), max(discharged)) + 1)
                     THEN sum(ventilation_hours) END AS INTEGER) AS ventilation_hours,
           CAST(CASE WHEN count(*) = 1 THEN any_value(stay_days)
                     ELSE greatest(1, date_diff('day', min(admitted), max(discharged)) + ${days_more}) END AS INTEGER)
               AS stay_days
    FROM kept GROUP BY stay),
last AS (
    SELECT * FROM kept
    QUALIFY row_number() OVER (PARTITION BY stay ORDER BY settled DESC NULLS LAST, settlement_id DESC) = 1)
SELECT left(sha256(unhex('${key_outer}') || unhex(sha256(unhex('${key_inner}') || encode(l.settlement_id)))), 32) AS case_id,
       l.hospital, l.level, l.specialty, l.pool, l.period // 100 AS year, l.period, s.stay_days,
       CASE WHEN s.age = 0 THEN '0' WHEN s.age BETWEEN 1 AND 6 THEN '1-6' WHEN s.age BETWEEN 7 AND 17 THEN '7-17'
            WHEN s.age BETWEEN 18 AND 64 THEN '18-64' WHEN s.age >= 65 THEN '65+' END AS age_band,
       -- The regions compared here have no list of severe diagnoses.
       CAST(NULL AS INTEGER) AS case_severity,
       coalesce(l.medical_type IN ${bed_day_types}, false)
           OR EXISTS (FROM bed_day_list b JOIN hospitals h ON b.hospital_type IN ('', h.hospital_type)
                      WHERE h.hospital = l.hospital AND part_fits(l.main_diagnosis, b.part)
                        AND s.stay_days >= b.days_from) AS bed_day,
       s.cost_fen, s.booked_fen, s.drug_fen, s.material_fen, l.main_diagnosis, l.procedures,
       s.age_days, s.birth_weight, s.ventilation_hours, s.record_count
FROM last l JOIN stays s USING (stay);

-- What a grouping rule may ask of a case, taken once per distinct set of facts.
CREATE OR REPLACE TABLE signatures AS
SELECT row_number() OVER () AS signature, main_diagnosis, procedures, bed_day,
       left(main_diagnosis, 5) AS subcategory, left(main_diagnosis, 3) AS category, main_procedure, treatment,
       [x FOR x IN list_distinct(string_split(s.procedures, ',')) IF x <> main_procedure] AS others
FROM (SELECT main_diagnosis, procedures, bed_day, split_part(procedures, ',', 1) AS main_procedure
      FROM cases GROUP BY ALL) s
LEFT JOIN (SELECT code, treatment FROM procedures UNION ALL SELECT '', 'conservative') p ON p.code = s.main_procedure;

-- TCM-advantage rows that a case has everything for: | any of, + all of, anywhere on its list.
CREATE OR REPLACE TABLE tcm_fits AS
SELECT signature, code, max(len(needed)) AS matches, any_value(special(main_diagnosis, main_dx)) AS special
FROM signatures s, (SELECT *, string_split(unnest(string_split(expression, '|')), '+') AS needed FROM tcm_list) t
WHERE NOT bed_day AND in_scope(s.main_diagnosis, t.main_dx) AND list_has_all(string_split(s.procedures, ','), needed)
GROUP BY signature, code;

CREATE OR REPLACE TABLE moments AS
SELECT signature, level, pool, year, count(*) AS case_count,
       CAST(sum(cost_fen) AS BIGINT) AS cost_sum,
       sum(CAST(cost_fen AS HUGEINT) * cost_fen) AS square_sum,
       CAST(sum(CAST(cost_fen AS HUGEINT) * cost_fen // 4294967296) AS BIGINT) AS square_high,
       CAST(sum(CAST(cost_fen AS HUGEINT) * cost_fen % 4294967296) AS BIGINT) AS square_low,
       CAST(sum(drug_fen) AS BIGINT) AS drug_sum,
       CAST(sum(material_fen) AS BIGINT) AS material_sum,
       CAST(sum(stay_days) AS BIGINT) AS days_sum
FROM cases JOIN signatures USING (main_diagnosis, procedures, bed_day)
GROUP BY ALL;
