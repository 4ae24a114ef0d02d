package org.opendip.jobs.generator.damage;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much to damage. A settlement suffers one kind at most.
 *
 * @param seed the same seed damages the same settlements
 * @param shares share of the settlements by kind; together below one
 */
public record DamagePlan(long seed, Map<DamageKind, Double> shares) {

    public DamagePlan {
        shares = Map.copyOf(shares);
        double sum = shares.values().stream().mapToDouble(s -> s).sum();
        if (sum >= 1 || shares.values().stream().anyMatch(s -> s < 0)) {
            throw new IllegalArgumentException(
                    "Shares of damage must not be negative and stay below 1, got " + sum + ".");
        }
    }

    /** The usual shares, 0.05 to 0.5 % each. */
    public static DamagePlan usual(long seed) {
        Map<DamageKind, Double> shares = new EnumMap<>(DamageKind.class);
        for (DamageKind kind : DamageKind.values()) {
            shares.put(kind, kind.share());
        }
        return new DamagePlan(seed, shares);
    }

    /** All shares times a factor. */
    public DamagePlan scaled(double factor) {
        Map<DamageKind, Double> scaled = new EnumMap<>(DamageKind.class);
        shares.forEach((kind, share) -> scaled.put(kind, share * factor));
        return new DamagePlan(seed, scaled);
    }

    /** One kind alone. */
    public static DamagePlan only(long seed, DamageKind kind, double share) {
        return new DamagePlan(seed, Map.of(kind, share));
    }
}
