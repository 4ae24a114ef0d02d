/** placeholder. */
package org.opendip.policy;
