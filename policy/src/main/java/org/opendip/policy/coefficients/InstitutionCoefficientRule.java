package org.opendip.policy.coefficients;

import java.util.OptionalInt;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 医疗机构调节系数 K.
 *
 * @param anchorLevel the level with K = 1, with anchor level only
 * @param decimals K is rounded to, HALF_UP, before anything is computed with it
 */
public record InstitutionCoefficientRule(Kind kind, Anchor anchor, OptionalInt anchorLevel, int decimals, Source source)
        implements Rule {
    public enum Kind {
        /** 按医疗机构等级: the mean cost of the hospital's level decides. */
        BY_CLASS,
        /** K = 1 everywhere. */
        NONE
    }

    public enum Anchor {
        /** K = 1 where the level costs as much as the city. */
        CITY_MEAN,
        /** K = 1 at one level. */
        LEVEL
    }

    public static InstitutionCoefficientRule read(Node node) {
        Kind kind = node.choice("kind", Kind.class);
        Anchor anchor = node.choice("anchor", Anchor.class);
        OptionalInt level = node.optionalInteger("anchor-level", 0, 9);
        if (anchor != null) {
            node.onlyWith("anchor-level", anchor == Anchor.LEVEL, "anchor level");
        }
        return new InstitutionCoefficientRule(kind, anchor, level, node.integer("decimals", 0, 6), node.source());
    }
}
