-- TCM-advantage rows with cases, by what a case has most of; equal ones by code (the rulebook compared has no tie by cost).
CREATE OR REPLACE TABLE tcm_taken AS
WITH best AS (
    SELECT * FROM history.tcm_fits
    QUALIFY row_number() OVER (PARTITION BY signature ORDER BY matches DESC, special DESC, code) = 1)
SELECT code, sum(case_count) AS case_count, sum(cost_sum) AS cost_sum
FROM best JOIN history.moments USING (signature) GROUP BY code;

-- Critical value: fixed, or the largest value whose combinations still hold the share of cases.
CREATE OR REPLACE TABLE critical AS
SELECT max(case_count) AS critical_value
FROM (SELECT case_count, sum(case_count) OVER (ORDER BY case_count DESC) AS held, sum(case_count) OVER () AS every
      FROM (SELECT case_count FROM combinations UNION ALL SELECT case_count FROM tcm_taken))
WHERE held * ${coverage_below} >= every * ${coverage_above};

UPDATE critical SET critical_value = ${fixed_critical_value} WHERE ${fixed_critical_value} IS NOT NULL;

-- Combinations from the critical value on are core. Folded back, kept keys below it first lose their related ones.
CREATE OR REPLACE TABLE groups AS
SELECT diagnosis
           || CASE WHEN main_procedure = '' THEN '' ELSE ${code_core} || main_procedure END
           || CASE WHEN related = '' THEN '' ELSE ${code_related} || replace(related, '+', ${code_joiner}) END AS "group",
       'core' AS group_kind, diagnosis, main_procedure, related AS related_procedures,
       [x FOR x IN string_split(related, '+') IF x <> ''] AS related_list, treatment,
       rounded(sum(cost_sum) * 10000, sum(case_count)) AS mean_cost
FROM (SELECT *, CASE WHEN ${fold_back} AND case_count < critical_value THEN '' ELSE related_procedures END AS related
      FROM combinations, critical)
GROUP BY diagnosis, main_procedure, related, treatment
HAVING sum(case_count) >= any_value(critical_value);

INSERT INTO groups
SELECT code, 'core', main_dx, expression, '', [], p.treatment, rounded(cost_sum * 10000, case_count)
FROM tcm_taken JOIN tcm_list USING (code)
JOIN procedures p ON p.code = list_min(string_split(replace(expression, '|', '+'), '+'));
