package org.opendip.policy.pools;

import java.util.List;

/**
 * 险种: money that is kept apart from other money.
 *
 * @param code for example 310 employee (职工), 390 resident (居民)
 * @param name as statements print it
 * @param insuranceTypes the codes (insutype) of records that belong to it
 */
public record InsurancePool(int code, String name, List<String> insuranceTypes) {
    public InsurancePool {
        insuranceTypes = List.copyOf(insuranceTypes);
    }
}
