-- What the core groups leave of the history, by 3-character category and treatment type; below the critical value
-- dropped or kept as the rulebook says.
INSERT INTO groups
SELECT s.category || ${code_core} || CASE s.treatment WHEN 'surgery' THEN ${code_surgery}
                                                     WHEN 'therapeutic' THEN ${code_therapeutic}
                                                     WHEN 'diagnostic' THEN ${code_diagnostic}
                                                     ELSE ${code_conservative} END,
       'comprehensive', s.category, '', '', [], s.treatment, rounded(sum(m.cost_sum) * 10000, sum(m.case_count))
FROM history.assignments a JOIN history.signatures s USING (signature) JOIN history.moments m USING (signature)
WHERE a.path = 'no-group'
GROUP BY s.category, s.treatment
HAVING ${keep_comprehensive} OR sum(m.case_count) >= (SELECT critical_value FROM critical);
