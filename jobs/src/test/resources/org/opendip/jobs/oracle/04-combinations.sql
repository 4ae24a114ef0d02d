-- Base rule: 4-character diagnosis + main procedure + related procedures that raise the mean cost enough. Bed-day cases
-- are not grouped by disease, nor are those that a TCM-advantage row takes.
CREATE OR REPLACE TABLE keyed AS
SELECT s.*, sum(m.case_count) AS case_count, sum(m.cost_sum) AS cost_sum
FROM history.signatures s JOIN history.moments m USING (signature)
WHERE NOT bed_day AND signature NOT IN (SELECT signature FROM history.tcm_fits)
GROUP BY ALL;

-- Mean with it against mean without it, by cross multiplication: an increase just on the edge is kept.
CREATE OR REPLACE TABLE related_procedures AS
WITH every AS (
    SELECT subcategory, main_procedure, sum(case_count) AS case_count, sum(cost_sum) AS cost_sum
    FROM keyed GROUP BY ALL),
beside AS (
    SELECT subcategory, main_procedure, related_procedure, sum(case_count) AS cases_with, sum(cost_sum) AS cost_with
    FROM (SELECT *, unnest(others) AS related_procedure FROM keyed) GROUP BY ALL)
SELECT subcategory AS diagnosis, main_procedure, related_procedure,
       CAST(cases_with AS BIGINT) AS cases_with, CAST(cost_with AS BIGINT) AS cost_with,
       CAST(case_count - cases_with AS BIGINT) AS cases_without, CAST(cost_sum - cost_with AS BIGINT) AS cost_without,
       cases_with >= ${related_minimum_cases} AND case_count - cases_with >= ${related_minimum_cases}
           AND cost_with * (case_count - cases_with) * ${increase_below}
               >= (cost_sum - cost_with) * cases_with * ${increase_above} AS kept
FROM beside JOIN every USING (subcategory, main_procedure);

CREATE OR REPLACE TABLE combinations AS
WITH kept AS (
    SELECT signature, string_agg(o.related_procedure, '+' ORDER BY o.related_procedure) AS related_procedures
    FROM (SELECT *, unnest(others) AS related_procedure FROM keyed) o
    JOIN related_procedures r ON r.kept AND r.diagnosis = o.subcategory AND r.main_procedure = o.main_procedure
                             AND r.related_procedure = o.related_procedure
    GROUP BY signature)
SELECT subcategory AS diagnosis, main_procedure, coalesce(related_procedures, '') AS related_procedures, treatment,
       CAST(sum(case_count) AS BIGINT) AS case_count, CAST(sum(cost_sum) AS BIGINT) AS cost_sum
FROM keyed LEFT JOIN kept USING (signature)
GROUP BY ALL;
