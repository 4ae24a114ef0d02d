package org.opendip.jobs.stages.statements;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * All of a hospital's statement but its cases: small, made on the driver, sent to where the cases are.
 *
 * @param file name of the workbook
 * @param accounts one for each pool, in order
 */
record Statement(
        int year,
        String region,
        String hospital,
        String name,
        String file,
        List<HospitalAccount> accounts,
        List<Deduction> deductions,
        List<Step> working)
        implements Serializable {

    /** An audit deduction (审核扣款). */
    record Deduction(int pool, long fen, String reason) implements Serializable {}

    /**
     * A step of the working.
     *
     * @param title what is computed
     * @param formula in words and symbols
     * @param figures the same with this hospital's numbers
     * @param result what comes out
     * @param booked what the table has
     * @param residual booked less result
     */
    record Step(
            int pool,
            String title,
            String formula,
            String figures,
            BigDecimal result,
            BigDecimal booked,
            BigDecimal residual)
            implements Serializable {}

    /** What all statements share. */
    record Region(Map<Integer, PoolAccount> pools, Map<String, Group> groups) implements Serializable {
        String pool(int code) {
            PoolAccount pool = pools.get(code);
            return pool == null ? Integer.toString(code) : pool.name();
        }
    }

    /** A group of the catalog with its score. */
    record Group(String kind, BigDecimal score) implements Serializable {}
}
