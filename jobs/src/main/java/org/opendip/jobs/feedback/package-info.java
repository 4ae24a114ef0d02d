/**
 * Data feedback (数据质量反馈): what is wrong with a hospital's settlement lists, ready to be sent back, and what has become of
 * what was sent back before. Made from the records and notices of a run; writes files, no tables.
 */
package org.opendip.jobs.feedback;
