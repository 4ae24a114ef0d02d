package org.opendip.jobs.tables;

/** The spread of cost within the groups (费用分布). */
public final class CostBands {
    public static final Col BAND = Col.required(
            "band",
            Kind.NUMBER,
            "cost in quarters of the group's mean: 0 below a quarter, 4 from the mean on, 12 open");

    public static final Table TABLE = Table.of(
            "cost_bands",
            "One row per group and cost band with cases.",
            Table.key(Catalog.GROUP, BAND),
            Catalog.GROUP,
            BAND,
            Moments.CASE_COUNT);

    private CostBands() {}
}
