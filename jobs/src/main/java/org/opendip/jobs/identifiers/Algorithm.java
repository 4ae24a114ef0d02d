package org.opendip.jobs.identifiers;

import org.opendip.policy.rules.Words;

/** Keyed hash functions (带密钥的杂凑算法) that identifiers may leave the records layer by. */
public enum Algorithm {
    /** HMAC with SHA-256 (RFC 2104, FIPS 180-4): of Spark's own functions, the fast one. */
    HMAC_SHA256,
    /** HMAC with SM3 (GB/T 32905, 国密): where a region's cipher assessment (密码应用安全性评估) asks for it. */
    HMAC_SM3;

    /** As a run file writes it. */
    String word() {
        return Words.of(this);
    }
}
