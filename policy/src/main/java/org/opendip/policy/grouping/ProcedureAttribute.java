package org.opendip.policy.grouping;

/** 手术操作属性: what a procedure code is; every code has one. */
public enum ProcedureAttribute {
    /** 手术. */
    SURGERY,
    /** 介入治疗. */
    INTERVENTIONAL,
    /** 治疗性操作. */
    THERAPEUTIC,
    /** 诊断性操作. */
    DIAGNOSTIC
}
