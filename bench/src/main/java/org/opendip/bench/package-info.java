/** placeholder. */
package org.opendip.bench;
