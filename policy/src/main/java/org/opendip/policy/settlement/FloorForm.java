package org.opendip.policy.settlement;

import java.math.BigDecimal;
import org.opendip.policy.money.Amount;
import org.opendip.policy.money.Fen;

/**
 * 记账金额, the local form of Nanchong: what the fund pays for one case after the patient's part, never below zero.
 *
 * <pre>pays = max(score × K × PV − patient's payments, 0)      [yuan]</pre>
 *
 * <p>Score 78.0521, K 1.0330, PV 73.6011, patient 4,745.24: 5,934.30 − 4,745.24 = 1,189.06. Score 27.7173: 2,107.34 is
 * below the patient's part, so 0. Payments in this form do not sum to the fund; the difference is reported.
 *
 * <p>Rounds once, at the end, HALF_UP to the fen.
 */
public final class FloorForm {
    private FloorForm() {}

    public static Amount pays(BigDecimal score, BigDecimal k, BigDecimal pointValue, long patientFen) {
        BigDecimal standard = score.multiply(k).multiply(pointValue);
        long fen = Fen.round(standard.subtract(Fen.toYuan(patientFen)).max(BigDecimal.ZERO));
        return Amount.of("floor-form", "病种分值 × 调节系数 × 点值 − 个人支付，不低于零", "max(score × k × point-value - patient, 0)")
                .with("score", score)
                .with("k", k)
                .with("point-value", pointValue)
                .withFen("patient", patientFen)
                .isFen(fen);
    }
}
