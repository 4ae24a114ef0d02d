package org.opendip.jobs.tables;

/** Quality of the catalog as a whole (目录质量). */
public final class CatalogQuality {
    public static final Col INDICATOR =
            Col.required("indicator", Kind.CODE, "name of the indicator, see docs/quality.md");
    public static final Col VALUE = Col.optional("value", Kind.RATIO, "its value; absent: nothing to measure");
    public static final Col PART = Col.optional("part", Kind.COUNT, "groups or cases that count; absent: not a share");
    public static final Col WHOLE = Col.optional("whole", Kind.COUNT, "groups or cases out of which");

    public static final Table TABLE =
            Table.of("catalog_quality", "One row per indicator.", Table.key(INDICATOR), INDICATOR, VALUE, PART, WHOLE);

    private CatalogQuality() {}
}
