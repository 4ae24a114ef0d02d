package org.opendip.policy.rules;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * Where a rule comes from.
 *
 * @param document title and number
 * @param article or paragraph in it
 * @param effective from this day on
 */
public record Source(String document, String article, LocalDate effective) implements Serializable {}
