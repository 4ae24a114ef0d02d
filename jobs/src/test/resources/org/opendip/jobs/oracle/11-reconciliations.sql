-- Nothing is lost, and every sum is met.
CREATE OR REPLACE TABLE reconciliations AS
WITH kept AS (SELECT count(*) AS n, sum(cost_fen) AS fen FROM settlement.records WHERE disposition = 'kept'),
stays AS (SELECT count(*) AS n, sum(record_count) AS rows_in, sum(cost_fen) AS fen FROM settlement.cases),
grouped AS (SELECT count(*) AS n, sum(cost_fen) AS fen FROM grouping),
hospital_sums AS (SELECT pool, sum(gross_fen) AS fen FROM hospital_settlements GROUP BY pool),
case_sums AS (SELECT pool, sum(payment_fen) AS fen FROM case_settlements GROUP BY pool),
checks AS (
    SELECT 'kept-records-are-in-cases' AS check_name, 0 AS pool, kept.n AS expected, rows_in AS actual FROM kept, stays
    UNION ALL SELECT 'cost-of-kept-records-is-in-cases', 0, kept.fen, stays.fen FROM kept, stays
    UNION ALL SELECT 'every-case-is-grouped-or-ungrouped', 0, stays.n, grouped.n FROM stays, grouped
    UNION ALL SELECT 'cost-of-cases-is-in-grouping', 0, stays.fen, grouped.fen FROM stays, grouped
    UNION ALL SELECT 'payments-sum-to-the-fund', CASE WHEN ${shared} THEN 0 ELSE pool END, sum(fund_fen), sum(h.fen)
              FROM point_values JOIN hospital_sums h USING (pool) GROUP BY 1, 2
    UNION ALL SELECT 'case-payments-sum-to-hospitals', pool, h.fen, c.fen
              FROM hospital_sums h JOIN case_sums c USING (pool))
SELECT check_name, pool, CAST(expected AS BIGINT) AS expected, CAST(actual AS BIGINT) AS actual,
       CAST(actual - expected AS BIGINT) AS residual, actual = expected AS holds
FROM checks;
