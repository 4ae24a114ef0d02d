package org.opendip.jobs.inspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.policy.rulebook.Rulebook;

/** The files that show a catalog to people: a workbook and a page. */
public final class CatalogReports {
    private CatalogReports() {}

    /**
     * Writes both into a folder of any Hadoop file system.
     *
     * @param quality run of catalog-quality that stands on it
     * @param rules of the catalog
     * @param minimum cells of the page with fewer cases are hidden; 1 shows all. The workbook is for the administration.
     * @return where they are, the page first
     */
    public static List<String> write(
            SparkSession spark,
            Warehouse warehouse,
            Run catalog,
            Run quality,
            RunFile inputs,
            Rulebook rules,
            String folder,
            int minimum) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        CatalogView view = CatalogView.of(spark, warehouse, catalog, quality, inputs, rules);
        Path page = new Path(folder, "catalog.html");
        Path workbook = new Path(folder, "catalog.xlsx");
        try {
            new CatalogPage(view, minimum).build().write(page, hadoop);
            new CatalogWorkbook(view).write(workbook, hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be written.", e);
        }
        return List.of(page.toString(), workbook.toString());
    }
}
