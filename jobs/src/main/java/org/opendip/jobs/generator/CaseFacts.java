package org.opendip.jobs.generator;

/** What is known of one invented case; reused from case to case. */
final class CaseFacts {
    static final int MOST_OTHERS = 8;

    long number;
    int year;
    int combination;
    int hospital;
    char pool;
    boolean elsewhere;
    String insuredDivision;
    String settlementId;
    String visitId;
    String personId;
    boolean female;
    int birthDay;
    int age;
    int beginDay;
    int endDay;
    int days;
    boolean daysBlank;
    int settleDay;
    int settleSecond;
    int uploadSecondsLater;
    String medicalType;

    double severity;
    long total;
    long ownPaid;
    long aboveLimit;
    long paidFirst;
    long insured;
    long pooled;
    long funds;
    long account;
    long cash;

    String diagnosisCode;
    String diagnosisName;
    int others;
    final int[] other = new int[MOST_OTHERS];
    final char[] otherCondition = new char[MOST_OTHERS];
    int procedures;
    final int[] procedure = new int[12];
    int procedureDay;

    boolean intensive;
    int intensiveFromHour;
    int intensiveMinutes;

    final long[] charge = new long[14];
    final long[] chargeOwn = new long[14];
    final long[] chargeClassA = new long[14];
    final long[] chargeOther = new long[14];
}
