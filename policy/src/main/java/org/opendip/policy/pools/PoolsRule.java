package org.opendip.policy.pools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 险种与基金: the insurance pools, and which fund payments count as booked (记账).
 *
 * @param bookedFunds columns of the settlement header; the same list serves the fund total F, the ratio rho and the
 *     comparison at clearing
 */
public record PoolsRule(List<InsurancePool> pools, List<String> bookedFunds, Source source) implements Rule {
    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");

    public PoolsRule {
        pools = List.copyOf(pools);
        bookedFunds = List.copyOf(bookedFunds);
    }

    public static PoolsRule read(Node node) {
        List<InsurancePool> pools = new ArrayList<>();
        Set<Integer> codes = new HashSet<>();
        Map<String, Integer> poolOfType = new HashMap<>();
        for (Node pool : node.children("pools")) {
            int code = pool.integer("code", 1, 999_999);
            if (code != 0 && !codes.add(code)) {
                pool.problem("code", "is the code of an earlier pool: " + code);
            }
            String name = pool.text("name");
            List<String> types = pool.texts("insurance-types");
            for (String type : types) {
                Integer earlier = poolOfType.putIfAbsent(type, code);
                if (earlier != null) {
                    pool.problem("insurance-types", type + " belongs to pool " + earlier + " already");
                }
            }
            pools.add(new InsurancePool(code, name, types));
        }
        List<String> funds = node.texts("booked-funds");
        for (String fund : funds) {
            if (!COLUMN.matcher(fund).matches()) {
                node.problem("booked-funds", "must be column names like hifp_pay, one is '" + fund + "'");
            }
        }
        return new PoolsRule(pools, funds, node.source());
    }

    /** The pool of a record, by its insurance type. */
    public Optional<InsurancePool> poolOf(String insuranceType) {
        return pools.stream()
                .filter(pool -> pool.insuranceTypes().contains(insuranceType))
                .findFirst();
    }

    public Optional<InsurancePool> pool(int code) {
        return pools.stream().filter(pool -> pool.code() == code).findFirst();
    }
}
