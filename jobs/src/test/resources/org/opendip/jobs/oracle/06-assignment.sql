-- The group of every signature, the same for history and year: bed-day out; then TCM-advantage groups; then core by 4-character diagnosis and main
-- procedure, most related procedures matched, ties by the rulebook; then comprehensive by category and treatment type;
-- then the category's conservative one where the rulebook says so; otherwise ungrouped.
CREATE OR REPLACE TABLE assignments AS
WITH tcm AS (
    SELECT signature, code, count(*) OVER (PARTITION BY signature) AS tied
    FROM (SELECT * FROM tcm_fits WHERE code IN (SELECT "group" FROM groups)
          QUALIFY rank() OVER (PARTITION BY signature ORDER BY matches DESC, special DESC) = 1)
    QUALIFY row_number() OVER (PARTITION BY signature ORDER BY code) = 1),
candidates AS (
    SELECT signature, "group", mean_cost, len(related_list) AS asked,
           list_intersect(related_list, others) AS matched
    FROM signatures s JOIN groups g ON g.group_kind = 'core' AND g.diagnosis = s.subcategory
                                   AND g.main_procedure = s.main_procedure
    WHERE NOT s.bed_day AND g."group" NOT IN (SELECT code FROM tcm_list)),
-- Related procedures of the case that any of these groups names.
named AS (
    SELECT signature, len(list_distinct(flatten(list(matched)))) AS named FROM candidates GROUP BY signature),
core AS (
    SELECT signature, "group", len(matched) AS matches, count(*) OVER (PARTITION BY signature) AS tied, mean_cost
    FROM candidates
    WHERE asked = 0 OR ${related_fits}
    QUALIFY len(matched) = max(len(matched)) OVER (PARTITION BY signature)),
chosen AS (
    SELECT *, count(*) OVER (PARTITION BY signature) AS best FROM core
    QUALIFY row_number() OVER (PARTITION BY signature ORDER BY ${ties}) = 1)
SELECT s.signature,
       CASE WHEN s.bed_day THEN 'bed-day'
            WHEN t.code IS NOT NULL THEN 'tcm'
            WHEN c.matches = n.named THEN 'core-exact'
            WHEN c.matches > 0 THEN 'core-related'
            WHEN c.signature IS NOT NULL THEN 'core-main'
            WHEN o."group" IS NOT NULL THEN 'comprehensive'
            WHEN f."group" IS NOT NULL THEN 'comprehensive-conservative'
            ELSE 'no-group' END AS path,
       coalesce(t.code, c."group", o."group", f."group") AS assigned_group,
       CAST(coalesce(t.tied, c.best, 1) AS INTEGER) AS tied
FROM signatures s
LEFT JOIN tcm t USING (signature)
LEFT JOIN chosen c USING (signature)
LEFT JOIN named n USING (signature)
LEFT JOIN groups o ON NOT s.bed_day AND o.group_kind = 'comprehensive' AND o.diagnosis = s.category
                  AND o.treatment = s.treatment
LEFT JOIN groups f ON ${fallback_conservative} AND NOT s.bed_day AND f.group_kind = 'comprehensive'
                  AND f.diagnosis = s.category AND f.treatment = 'conservative';
