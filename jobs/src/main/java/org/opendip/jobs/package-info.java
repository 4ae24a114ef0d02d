/** placeholder. */
package org.opendip.jobs;
