/** Statements (清算单): a workbook for each hospital and a page for the region, from tables that are settled already. */
package org.opendip.jobs.stages.statements;
