/** The report kit: workbooks and self-contained web pages, written through the Hadoop file systems. It knows no stage and no rule. */
package org.opendip.jobs.reports;
