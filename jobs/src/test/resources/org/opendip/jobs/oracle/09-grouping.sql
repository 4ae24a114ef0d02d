-- The year's cases: group, standard, deviation, points. Scores, K and means have six decimals, point values fifteen.
CREATE OR REPLACE TABLE standards AS
SELECT s."group", k.level, v.pool, s.score, k.coefficient,
       CASE WHEN ${last_year_mean} AND r.case_count >= ${minimum_cases} THEN r.reference_cost
            WHEN ${with_coefficient}
            THEN rounded(CAST(s.score AS HUGEINT) * v.point_value * k.coefficient,
                         CAST(1000000000000000 AS HUGEINT) * 1000000)
            ELSE rounded(CAST(s.score AS HUGEINT) * v.point_value, 1000000000000000) END AS reference_cost
FROM scores s
CROSS JOIN institution_coefficients l
CROSS JOIN LATERAL (SELECT l.level, CASE WHEN s."group" IN (SELECT "group" FROM primary_care_groups WHERE primary_care)
                                         THEN 1000000 ELSE l.coefficient END AS coefficient) k
CROSS JOIN year_start_point_values v
LEFT JOIN reference_costs r ON r."group" = s."group" AND r.level = CASE WHEN ${by_level} THEN k.level ELSE 0 END
                           AND r.pool = CASE WHEN ${by_pool} THEN v.pool ELSE 0 END;

CREATE OR REPLACE TABLE grouping AS
WITH looked AS (
    SELECT c.*, a.assigned_group, a.path, c.pool <> 0 AND NOT c.bed_day AS settled_by_score,
           s.score AS rw, s.coefficient AS k, s.reference_cost AS reference,
           CAST(c.cost_fen AS HUGEINT) * 10000 AS cost,
           rounded(CAST(c.cost_fen AS HUGEINT) * ${ungrouped_above}, ${ungrouped_below}) AS ungrouped_score
    FROM settlement.cases c
    JOIN settlement.signatures g USING (main_diagnosis, procedures, bed_day)
    JOIN settlement.assignments a USING (signature)
    LEFT JOIN standards s ON s."group" = a.assigned_group AND s.level = c.level AND s.pool = c.pool),
classed AS (
    SELECT *, settled_by_score AND assigned_group IS NOT NULL AS priced,
           CASE WHEN NOT settled_by_score THEN 'outside'
                WHEN assigned_group IS NULL THEN 'ungrouped'
                WHEN cost * ${low_below} ${low_operator} reference * ${low_above} THEN 'low'
                WHEN cost * ${high_below} ${high_operator} reference * ${high_above} THEN 'high'
                ELSE 'normal' END AS deviation
    FROM looked)
SELECT case_id, hospital, level, pool, period, assigned_group, path, stay_days, cost_fen, booked_fen, settled_by_score,
       CASE WHEN deviation = 'ungrouped' THEN ungrouped_score ELSE rw END AS disease_score,
       k AS coefficient, reference,
       CASE WHEN priced THEN rounded(cost * 10000000000, reference) END AS cost_ratio,
       deviation,
       deviation = 'low' AND ${cost_true} AS cost_true,
       CASE WHEN deviation = 'ungrouped' THEN ungrouped_score
            WHEN deviation = 'low' THEN ${low_score}
            WHEN deviation = 'high' AND NOT (${above_upper}) THEN ${high_score}
            WHEN priced THEN rounded(CAST(rw AS HUGEINT) * k, 1000000) END AS case_score
FROM classed;

CREATE OR REPLACE TABLE hospital_totals AS
SELECT hospital, pool, any_value(level) AS level, count(*) AS case_count,
       CAST(sum(cost_fen) AS BIGINT) AS cost_fen, CAST(sum(booked_fen) AS BIGINT) AS booked_fen,
       count(*) FILTER (deviation = 'low') AS low_count, count(*) FILTER (deviation = 'high') AS high_count,
       count(*) FILTER (deviation = 'ungrouped') AS ungrouped_count,
       CAST(coalesce(sum(case_score), 0) AS HUGEINT) AS score_total,
       CAST(coalesce(sum(cost_fen) FILTER (cost_true), 0) AS BIGINT) AS cost_true_fen
FROM grouping
WHERE settled_by_score
GROUP BY hospital, pool;
