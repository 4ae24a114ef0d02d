package org.opendip.policy.grouping;

/** 治疗方式: what a group treats with. */
public enum TreatmentType {
    /** 手术组: surgery, and interventional where the rulebook counts it so. */
    SURGERY,
    /** 治疗性操作组. */
    THERAPEUTIC,
    /** 诊断性操作组. */
    DIAGNOSTIC,
    /** 保守治疗组: no grouping procedure. */
    CONSERVATIVE
}
