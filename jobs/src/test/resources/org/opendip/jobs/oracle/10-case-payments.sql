-- A hospital's gross amount goes to its cases by largest remainder, ties by case id. A case weighs the yuan it stands
-- for: points x PV1 as published, or its cost where it is paid at cost. Weights are in 10^-21 yuan, whole and exact; the
-- product with the gross amount would not fit 128 bits, so the division is done in two steps.
CREATE OR REPLACE TABLE case_settlements AS
WITH weighed AS (
    SELECT g.case_id, g.hospital, g.pool, t.gross_fen,
           CASE WHEN cost_true THEN rounded(CAST(g.cost_fen AS HUGEINT) * 10000000000000000000, v.point_value)
                ELSE case_score END AS settled_score,
           CASE WHEN cost_true THEN CAST(g.cost_fen AS HUGEINT) * 10000000000000000000
                ELSE CAST(case_score AS HUGEINT) * v.point_value END AS weight
    FROM grouping g
    JOIN point_values v USING (pool)
    JOIN hospital_settlements t ON t.hospital = g.hospital AND t.pool = g.pool
    WHERE g.settled_by_score),
every AS (SELECT *, CAST(sum(weight) OVER (PARTITION BY hospital, pool) AS HUGEINT) AS weights FROM weighed),
first AS (
    SELECT *, weight * (gross_fen // 1000000) // weights AS millions, weight * (gross_fen // 1000000) % weights AS rest
    FROM every),
second AS (
    SELECT *, millions * 1000000 + (rest * 1000000 + weight * (gross_fen % 1000000)) // weights AS whole,
           (rest * 1000000 + weight * (gross_fen % 1000000)) % weights AS remainder
    FROM first)
SELECT case_id, hospital, pool, settled_score,
       CAST(whole + CASE WHEN row_number() OVER (PARTITION BY hospital, pool ORDER BY remainder DESC, case_id)
                              <= gross_fen - sum(whole) OVER (PARTITION BY hospital, pool) THEN 1 ELSE 0 END AS BIGINT)
           AS payment_fen
FROM second;
