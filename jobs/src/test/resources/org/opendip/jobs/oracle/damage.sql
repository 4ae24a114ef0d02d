-- Damages a generated region the way real extracts are damaged, a few rows of every kind, chosen by the settlement number.
-- ${from} and ${to} are folders with the national tables of the history or of the year.

CREATE OR REPLACE TABLE clean AS
SELECT * REPLACE (CAST(medfee_sumamt AS DECIMAL(18, 4)) AS medfee_sumamt, CAST(hifp_pay AS DECIMAL(18, 4)) AS hifp_pay),
       CAST(right(setl_id, 10) AS BIGINT) % 997 AS kind
FROM read_parquet('${from}/setl_d/*.parquet');

-- One family of combinations whose groups tie: the same main procedure alone, with one of two related procedures, and
-- now and then with both. Its diagnosis is the most frequent one without a procedure.
CREATE OR REPLACE TABLE family AS
SELECT setl_id, row_number() OVER (ORDER BY setl_id) AS place
FROM clean JOIN read_parquet('${from}/setl_list_diag_d/*.parquet') d USING (setl_id)
WHERE d.maindiag_flag = '1' AND left(d.diag_code, 5) = '${family_diagnosis}' AND med_type <> '2105'
  AND setl_id NOT IN (SELECT setl_id FROM read_parquet('${from}/setl_list_oprn_d/*.parquet'))
QUALIFY place <= ${family_size};

CREATE OR REPLACE TABLE dented AS
SELECT c.* EXCLUDE (kind) REPLACE (
           CASE WHEN kind = 31 AND c.setl_id LIKE '%2' THEN NULL WHEN kind = 31 THEN ' ' ELSE c.setl_id END AS setl_id,
           CASE WHEN kind = 30 THEN NULL ELSE mdtrt_id END AS mdtrt_id,
           CASE kind WHEN 15 THEN NULL WHEN 16 THEN 0 WHEN 17 THEN 50000000 WHEN 18 THEN medfee_sumamt + 0.0050
                WHEN 29 THEN medfee_sumamt + 1
                ELSE CASE WHEN f.place % 10 IN (4, 5, 6) THEN medfee_sumamt * 2
                          WHEN f.place % 10 IN (7, 8) THEN medfee_sumamt * 3 WHEN f.place % 30 = 9 THEN medfee_sumamt * 4
                          ELSE medfee_sumamt END END AS medfee_sumamt,
           CASE WHEN kind = 19 THEN hifp_pay + 0.0001 ELSE hifp_pay END AS hifp_pay,
           CASE kind WHEN 7 THEN '0' WHEN 8 THEN NULL WHEN 213 THEN '无效' ELSE vali_flag END AS vali_flag,
           CASE kind WHEN 10 THEN DATE '1985-06-01' ELSE begndate END AS begndate,
           CASE kind WHEN 9 THEN begndate - 3 WHEN 11 THEN NULL WHEN 28 THEN DATE '2099-12-31' ELSE enddate END AS enddate,
           CASE kind WHEN 12 THEN NULL WHEN 214 THEN setl_time - INTERVAL 20 DAY ELSE setl_time END AS setl_time,
           CASE kind WHEN 13 THEN '11' WHEN 14 THEN NULL ELSE med_type END AS med_type,
           CASE kind WHEN 20 THEN NULL WHEN 21 THEN 'H99010299999' WHEN 216 THEN 'Ｈ' || substring(fixmedins_code, 2)
                WHEN 217 THEN ' ' || fixmedins_code ELSE fixmedins_code END AS fixmedins_code,
           CASE kind WHEN 22 THEN '三级' WHEN 23 THEN ' ' WHEN 24 THEN '乙' ELSE hosp_lv END AS hosp_lv,
           CASE kind WHEN 25 THEN '999' WHEN 215 THEN NULL ELSE insutype END AS insutype,
           CASE kind WHEN 26 THEN '9' ELSE gend END AS gend,
           CASE WHEN kind = 26 THEN 150 WHEN kind IN (200, 201, 203, 210, 211) THEN 0 WHEN kind = 209 THEN NULL
                ELSE age END AS age,
           CASE WHEN kind = 218 THEN fund_pay_sumamt - 0.01 ELSE fund_pay_sumamt END AS fund_pay_sumamt,
           CAST(CASE kind WHEN 200 THEN begndate - 5 WHEN 201 THEN begndate - 20 WHEN 203 THEN begndate - 10
                WHEN 211 THEN begndate - 364 ELSE brdy END AS DATE) AS brdy,
           CASE WHEN kind = 200 THEN 6 WHEN kind IN (202, 203) THEN 3 WHEN kind IN (201, 211) THEN NULL WHEN kind = 209 THEN 400
                WHEN kind = 210 THEN 0 ELSE nwb_age END AS nwb_age,
           CAST(CASE kind WHEN 200 THEN 999.99 WHEN 204 THEN 3.2 WHEN 205 THEN 9001 WHEN 210 THEN 0 WHEN 32 THEN 2100
                WHEN 33 THEN NULL ELSE nwb_bir_wt END AS DECIMAL(10, 2)) AS nwb_bir_wt,
           CASE kind WHEN 206 THEN '4天' WHEN 207 THEN '400/0/0' WHEN 208 THEN ' 0/2 /59' WHEN 212 THEN ' ' WHEN 32 THEN '0/20/45'
                WHEN 33 THEN '0/1/0' ELSE vent_used_dura END AS vent_used_dura,
           CASE kind WHEN 27 THEN ipt_days + 3 WHEN 26 THEN 0 ELSE ipt_days END AS ipt_days)
FROM clean c LEFT JOIN family f USING (setl_id);

-- Rows that come on top: refunds, settlements after a refund, later uploads.
CREATE OR REPLACE TABLE refunded AS
SELECT * EXCLUDE (kind) REPLACE (
           'R' || substring(setl_id, 2) AS setl_id, -medfee_sumamt AS medfee_sumamt, -hifp_pay AS hifp_pay,
           -fund_pay_sumamt AS fund_pay_sumamt, -acct_pay AS acct_pay, -psn_cash_pay AS psn_cash_pay, '1' AS refd_setl_flag,
           setl_time + INTERVAL 1 DAY AS setl_time, updt_time + INTERVAL 2 DAY AS updt_time)
FROM clean WHERE kind IN (1, 2, 3, 37);

CREATE OR REPLACE TABLE settled_again AS
SELECT * EXCLUDE (kind) REPLACE (
           'A' || substring(setl_id, 2) AS setl_id, setl_time + INTERVAL 2 DAY AS setl_time)
FROM clean WHERE kind IN (2, 37);

CREATE OR REPLACE TABLE uploaded_again AS
SELECT * EXCLUDE (kind) REPLACE (
           CASE WHEN kind = 4 THEN updt_time + INTERVAL 1 HOUR WHEN kind = 34 THEN NULL ELSE updt_time END AS updt_time,
           CASE WHEN kind = 5 THEN medfee_sumamt ELSE medfee_sumamt + 10 END AS medfee_sumamt,
           CASE WHEN kind = 4 AND setl_id LIKE '%5' THEN '0' ELSE vali_flag END AS vali_flag)
FROM clean WHERE kind IN (4, 5, 6, 34);

-- Interim bills: a stay in two or three settlements, one of them refunded now and then.
CREATE OR REPLACE TABLE interim AS
SELECT * EXCLUDE (kind, bill) REPLACE (
           CASE bill WHEN 1 THEN 'I' WHEN 2 THEN 'J' ELSE 'K' END || substring(setl_id, 2) AS setl_id,
           CAST(CASE bill WHEN 3 THEN -1 ELSE 1 END * (CAST(medfee_sumamt * 100 AS BIGINT) // 3) * 0.01 AS DECIMAL(18, 4))
               AS medfee_sumamt,
           CAST(0 AS DECIMAL(18, 4)) AS hifp_pay,
           CAST(bill * 700 AS DECIMAL(10, 2)) AS nwb_bir_wt, bill || '/1/30' AS vent_used_dura,
           CAST(begndate - 4 * CAST(bill AS INTEGER) AS DATE) AS begndate,
           CAST(begndate - 4 * (CAST(bill AS INTEGER) - 1) AS DATE) AS enddate,
           setl_time - INTERVAL 3 DAY * bill AS setl_time, CAST(NULL AS INTEGER) AS ipt_days)
FROM clean CROSS JOIN (SELECT unnest([1, 2, 3]) AS bill)
WHERE kind = 32 AND bill = 1 OR kind = 33 AND bill <= 2 OR kind = 35;

CREATE OR REPLACE TABLE copies AS
SELECT setl_id, unnest(CASE WHEN kind IN (2, 37) THEN ['A'] ELSE ['I', 'J'] END) || substring(setl_id, 2) AS copy
FROM clean WHERE kind IN (2, 32, 33, 35, 37);

-- Two files: which one a later upload lies in decides where the upload time does not.
COPY (SELECT * FROM dented WHERE setl_id IS NULL OR setl_id NOT IN (SELECT setl_id FROM clean WHERE kind = 3)
      UNION ALL BY NAME SELECT * FROM refunded)
TO '${to}/setl_d/part-1.parquet' (FORMAT parquet);
COPY (SELECT * FROM uploaded_again
      UNION ALL BY NAME SELECT * FROM settled_again UNION ALL BY NAME SELECT * FROM interim)
TO '${to}/setl_d/part-2.parquet' (FORMAT parquet);

COPY (
    WITH d AS (
        SELECT d.* FROM read_parquet('${from}/setl_list_diag_d/*.parquet') d
        UNION ALL
        SELECT d.* REPLACE (c.copy AS setl_id) FROM read_parquet('${from}/setl_list_diag_d/*.parquet') d
        JOIN copies c USING (setl_id))
    SELECT d.* REPLACE (
               CASE WHEN kind = 41 THEN '0' WHEN kind = 42 AND d."order" = 2 THEN '1' ELSE maindiag_flag END AS maindiag_flag,
               CASE WHEN kind = 43 AND maindiag_flag = '1' THEN 'Q99.999'
                    WHEN kind = 44 THEN ' ' || diag_code || ' '
                    WHEN kind = 45 THEN lower(left(diag_code, 1)) || substring(diag_code, 2)
                    WHEN kind IN (46, 146) THEN replace(diag_code, 'x', 'X')
                    WHEN kind = 219 THEN translate(diag_code, '.0123456789x', '．０１２３４５６７８９Ｘ')
                    WHEN kind = 220 THEN chr(65279) || left(diag_code, 3) || chr(8203) || substring(diag_code, 4) || chr(160)
                    WHEN kind = 49 THEN NULL ELSE diag_code END AS diag_code,
               CASE WHEN kind = 47 AND maindiag_flag = '1' THEN '3' WHEN kind = 50 THEN NULL ELSE diag_type END AS diag_type,
               CASE WHEN kind = 48 THEN '0' ELSE d.vali_flag END AS vali_flag)
    FROM d LEFT JOIN clean h USING (setl_id)
    WHERE kind IS NULL OR kind <> 40 OR maindiag_flag <> '1'
    UNION ALL
    SELECT d.* REPLACE (CAST(d."order" + 20 AS INTEGER) AS "order")
    FROM d JOIN clean h USING (setl_id) WHERE kind = 51 AND maindiag_flag = '1'
) TO '${to}/setl_list_diag_d/part-1.parquet' (FORMAT parquet);

COPY (
    WITH o AS (
        SELECT o.* FROM read_parquet('${from}/setl_list_oprn_d/*.parquet') o
        UNION ALL
        SELECT o.* REPLACE (c.copy AS setl_id) FROM read_parquet('${from}/setl_list_oprn_d/*.parquet') o
        JOIN copies c USING (setl_id)),
    planted AS (
        SELECT setl_id, CASE n WHEN 1 THEN '1' ELSE '0' END AS main_oprn_flag,
               CASE n WHEN 1 THEN '${family_main}' WHEN 2 THEN '${family_one}' ELSE '${family_other}' END AS oprn_oprt_code,
               CAST(n AS INTEGER) AS "order"
        FROM family CROSS JOIN (SELECT unnest([1, 2, 3]) AS n)
        WHERE place % 10 > 0
          AND (n = 1 OR n = 2 AND (place % 10 IN (4, 5, 6) OR place % 30 = 9)
               OR n = 3 AND (place % 10 IN (7, 8) OR place % 30 = 9)))
    SELECT o.* REPLACE (
               CASE WHEN kind BETWEEN 60 AND 79 THEN replace(oprn_oprt_code, 'x', 'X')
                    WHEN kind BETWEEN 120 AND 125 THEN translate(oprn_oprt_code, '.0123456789', '．０１２３４５６７８９') || chr(12288)
                    WHEN kind BETWEEN 80 AND 86 AND o."order" = 2 THEN '99.9999'
                    WHEN kind BETWEEN 87 AND 89 AND o."order" = 1 THEN '99.9998'
                    ELSE oprn_oprt_code END AS oprn_oprt_code,
               CASE WHEN kind BETWEEN 100 AND 109 THEN '0' ELSE main_oprn_flag END AS main_oprn_flag,
               CASE WHEN kind BETWEEN 110 AND 119 THEN '0' ELSE o.vali_flag END AS vali_flag)
    FROM o LEFT JOIN clean h USING (setl_id)
    UNION ALL
    SELECT o.* REPLACE ('0' AS main_oprn_flag, CAST(o."order" + 10 AS INTEGER) AS "order")
    FROM o JOIN clean h USING (setl_id) WHERE kind BETWEEN 90 AND 99
    UNION ALL BY NAME
    SELECT * FROM planted
) TO '${to}/setl_list_oprn_d/part-1.parquet' (FORMAT parquet);

COPY (
    SELECT i.* REPLACE (
               CASE WHEN kind = 131 THEN NULL WHEN kind = 132 AND med_chrgitm = '09' THEN -amt ELSE amt END AS amt,
               CASE WHEN kind = 133 THEN ltrim(med_chrgitm, '0') WHEN kind = 134 AND med_chrgitm = '09' THEN NULL
                    WHEN kind = 135 THEN '01' || med_chrgitm ELSE med_chrgitm END AS med_chrgitm)
    FROM read_parquet('${from}/setl_list_item_d/*.parquet') i LEFT JOIN clean h USING (setl_id)
    WHERE kind IS NULL OR kind <> 130 OR med_chrgitm <> '09'
) TO '${to}/setl_list_item_d/part-1.parquet' (FORMAT parquet);
