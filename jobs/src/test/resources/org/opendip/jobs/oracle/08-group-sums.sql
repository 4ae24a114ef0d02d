-- The exact sums that scores, coefficients, reference costs and the year-start point value stand on.
CREATE OR REPLACE TABLE group_moments AS
SELECT a.assigned_group, a.path = 'bed-day' AS bed_day, m.level, m.pool, m.year,
       CAST(sum(case_count) AS BIGINT) AS case_count, CAST(sum(cost_sum) AS BIGINT) AS cost_sum,
       sum(square_sum) AS square_sum,
       CAST(sum(square_high) AS BIGINT) AS square_high, CAST(sum(square_low) AS BIGINT) AS square_low,
       CAST(sum(drug_sum) AS BIGINT) AS drug_sum, CAST(sum(material_sum) AS BIGINT) AS material_sum,
       CAST(sum(days_sum) AS BIGINT) AS days_sum
FROM history.moments m JOIN history.assignments a USING (signature)
GROUP BY ALL;

-- Last year's mean of a group, by level and by pool where the rulebook divides by them; every case of the history, with
-- or without a pool.
CREATE OR REPLACE TABLE reference_costs AS
SELECT assigned_group AS "group", CASE WHEN ${by_level} THEN level ELSE 0 END AS level,
       CASE WHEN ${by_pool} THEN pool ELSE 0 END AS pool,
       CAST(sum(case_count) AS BIGINT) AS case_count, CAST(sum(cost_sum) AS BIGINT) AS cost_sum,
       rounded(sum(cost_sum) * 10000, sum(case_count)) AS reference_cost
FROM group_moments
WHERE assigned_group IS NOT NULL AND year = ${year} - 1
GROUP BY ALL;

-- Cases that count for the mean of the region and of the levels.
CREATE OR REPLACE TABLE base AS
SELECT * FROM group_moments WHERE assigned_group IS NOT NULL OR ${every_case};
