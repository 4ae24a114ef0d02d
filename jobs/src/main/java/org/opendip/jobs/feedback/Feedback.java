package org.opendip.jobs.feedback;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.reports.FileNames;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.notices.Notice;

/** The feedback of one run: a workbook for each hospital and a page for the region. */
public final class Feedback {
    /** Stands for lists that name no hospital. */
    static final String NOBODY = "(none)";

    private static final scala.collection.immutable.Seq<String> KEY = scala.jdk.javaapi.CollectionConverters.asScala(
                    List.of(Records.SETTLEMENT_ID.name(), Records.SEQUENCE.name()))
            .toSeq();

    private final String region;
    private final Run run;
    private final Run since;
    private final SortedMap<String, Sender> senders = new TreeMap<>();

    private Feedback(String region, Run run, Run since) {
        this.region = region;
        this.run = run;
        this.since = since;
    }

    /** What one hospital sent. */
    static final class Sender {
        final String hospital;
        final String name;
        final SortedMap<String, Long> rows = new TreeMap<>();
        final SortedMap<String, Long> fen = new TreeMap<>();
        final SortedMap<Notice, Long> found = new TreeMap<>();
        final List<Example> examples = new ArrayList<>();
        final List<Answer> answers = new ArrayList<>();
        long late;
        long cases;
        long grouped;

        Sender(String hospital, String name) {
            this.hospital = hospital;
            this.name = name;
        }

        long received() {
            return rows.values().stream().mapToLong(n -> n).sum();
        }

        long kept() {
            return rows.getOrDefault(Dispositions.KEPT, 0L);
        }

        long rejected() {
            return rows.getOrDefault(Dispositions.REJECTED, 0L);
        }

        /** Lists that count: neither taken back nor replaced. */
        long judged() {
            return kept() + rejected();
        }

        long onTime() {
            return judged() - late;
        }
    }

    /** A finding with what was seen, as an example for the hospital. */
    record Example(
            Notice notice,
            boolean rejects,
            String settlement,
            String column,
            String observed,
            String delivery,
            String file,
            Long line,
            long fen) {}

    /**
     * What became of a list that the run before rejected: which row of which file it was, and which one answers it now.
     *
     * @param answer file and content of the row that is there now; null where there is none
     */
    record Answer(String settlement, String reason, Place rejected, boolean closed, String now, Place answer) {}

    /**
     * A row of a file.
     *
     * @param line null where it is not known
     * @param content hash of what the row says, as the tables have it
     */
    record Place(String delivery, String file, Long line, long content) {}

    /**
     * Collects the feedback of a run.
     *
     * @param since an earlier run whose rejected lists are looked up, or null
     * @param examples findings shown of each hospital and rule
     */
    public static Feedback of(
            Warehouse warehouse, Run run, Run since, ReferenceFiles reference, String region, int examples) {
        Feedback feedback = new Feedback(region, run, since);
        Map<String, String> names = reference.hospitals().stream()
                .collect(Collectors.toMap(ReferenceFiles.Hospital::hospital, ReferenceFiles.Hospital::name));
        Dataset<Row> records = warehouse.read(run, Records.TABLE);
        feedback.dispositions(records, names);
        feedback.findings(warehouse.read(run, Notices.TABLE), records, names, lines(warehouse, run), examples);
        if (run.table(Grouping.TABLE.name()).isPresent()) {
            feedback.grouping(warehouse.read(run, Grouping.TABLE));
        }
        if (since != null) {
            feedback.answers(
                    warehouse.read(since, Records.TABLE), lines(warehouse, since), records, lines(warehouse, run));
        }
        return feedback;
    }

    /** Where rejected lists stand in their files; none of a run that rejected nothing. */
    private static Optional<Dataset<Row>> lines(Warehouse warehouse, Run run) {
        return run.table(Quarantine.TABLE.name()).map(there -> warehouse
                .read(run, Quarantine.TABLE)
                .select(Records.SETTLEMENT_ID.col(), Records.SEQUENCE.col(), Quarantine.LINE.col()));
    }

    /** Lists with their {@link Quarantine#LINE}. */
    private static Dataset<Row> withLines(Dataset<Row> lists, Optional<Dataset<Row>> lines) {
        return lines.map(known -> lists.join(known, KEY, "left"))
                .orElseGet(() -> lists.withColumn(
                        Quarantine.LINE.name(),
                        lit(null).cast(Quarantine.LINE.kind().type())));
    }

    private static Column hospital() {
        return coalesce(Records.HOSPITAL.col(), lit(NOBODY)).as("hospital");
    }

    private Sender sender(String hospital, Map<String, String> names) {
        return senders.computeIfAbsent(hospital, h -> new Sender(h, names.getOrDefault(h, "")));
    }

    private void dispositions(Dataset<Row> records, Map<String, String> names) {
        for (Row r : records.groupBy(hospital(), Records.DISPOSITION.col())
                .agg(count(lit(1)), coalesce(sum(Records.COST_FEN.col()), lit(0L)))
                .collectAsList()) {
            Sender sender = sender(r.getString(0), names);
            sender.rows.put(r.getString(1), r.getLong(2));
            sender.fen.put(r.getString(1), r.getLong(3));
        }
    }

    private void findings(
            Dataset<Row> notices,
            Dataset<Row> records,
            Map<String, String> names,
            Optional<Dataset<Row>> lines,
            int examples) {
        Column hospital = hospital();
        for (Row r :
                notices.groupBy(hospital, Notices.CODE.col()).agg(count(lit(1))).collectAsList()) {
            Notice notice = Notice.valueOf(r.getString(1).toUpperCase(Locale.ROOT));
            // Details without a header are nobody's, and may be all that is.
            Sender sender = sender(r.getString(0), names);
            sender.found.put(notice, r.getLong(2));
            if (notice == Notice.UPLOADED_LATE) {
                sender.late = r.getLong(2);
            }
        }
        Dataset<Row> shown = notices.withColumn(
                        "place",
                        row_number()
                                .over(Window.partitionBy(Records.HOSPITAL.col(), Notices.CODE.col())
                                        .orderBy(Records.SETTLEMENT_ID.col(), Records.SEQUENCE.col())))
                .filter(col("place").leq(examples));
        for (Row r : withLines(shown, lines)
                .join(
                        records.select(Records.SETTLEMENT_ID.col(), Records.SEQUENCE.col(), Records.COST_FEN.col()),
                        KEY,
                        "left")
                .select(
                        hospital,
                        Notices.CODE.col(),
                        Notices.SEVERITY.col().equalTo("ERROR"),
                        Records.SETTLEMENT_ID.col(),
                        Notices.COLUMN_NAME.col(),
                        Notices.OBSERVED.col(),
                        Records.DELIVERY.col(),
                        Records.SOURCE_FILE.col(),
                        Quarantine.LINE.col(),
                        coalesce(Records.COST_FEN.col(), lit(0L)))
                .orderBy("hospital", Notices.CODE.name(), Records.SETTLEMENT_ID.name())
                .collectAsList()) {
            senders.get(r.getString(0))
                    .examples
                    .add(new Example(
                            Notice.valueOf(r.getString(1).toUpperCase(Locale.ROOT)),
                            r.getBoolean(2),
                            r.getString(3),
                            r.getString(4),
                            r.getString(5),
                            r.getString(6),
                            r.getString(7),
                            (Long) r.get(8),
                            r.getLong(9)));
        }
    }

    private void grouping(Dataset<Row> grouping) {
        for (Row r : grouping.groupBy(hospital())
                .agg(
                        count(lit(1)),
                        sum(when(Assignments.ASSIGNED_GROUP.col().isNotNull(), lit(1L))
                                .otherwise(lit(0L))))
                .collectAsList()) {
            Sender sender = senders.get(r.getString(0));
            sender.cases = r.getLong(1);
            sender.grouped = r.getLong(2);
        }
    }

    /** A rejection is closed by the list that came in its place and was kept, or by its being taken back. */
    private void answers(
            Dataset<Row> before,
            Optional<Dataset<Row>> linesBefore,
            Dataset<Row> now,
            Optional<Dataset<Row>> linesNow) {
        Column latest = Records.SEQUENCE.col().equalTo(1);
        Dataset<Row> rejected = withLines(
                        before.filter(latest.and(Records.DISPOSITION.col().equalTo(Dispositions.REJECTED))),
                        linesBefore)
                .select(
                        hospital(),
                        Records.SETTLEMENT_ID.col(),
                        Records.REASON.col().as("was"),
                        place().as("there"));
        Dataset<Row> today = withLines(now.filter(latest), linesNow)
                .select(
                        Records.SETTLEMENT_ID.col().as("id"),
                        Records.DISPOSITION.col(),
                        Records.REASON.col(),
                        place().as("here"));
        for (Row r : rejected.join(today, Records.SETTLEMENT_ID.col().equalTo(col("id")), "left")
                .orderBy("hospital", Records.SETTLEMENT_ID.name())
                .collectAsList()) {
            String disposition = r.getAs(Records.DISPOSITION.name());
            Sender sender = sender(r.getString(0), Map.of());
            String reason = r.getAs(Records.REASON.name());
            sender.answers.add(new Answer(
                    r.getString(1),
                    r.getString(2),
                    place(r.getAs("there")),
                    disposition != null && !disposition.equals(Dispositions.REJECTED),
                    disposition == null ? "gone" : reason == null ? disposition : disposition + " " + reason,
                    place(r.getAs("here"))));
        }
    }

    private static Column place() {
        return struct(Records.DELIVERY.col(), Records.SOURCE_FILE.col(), Quarantine.LINE.col(), Records.CONTENT.col());
    }

    private static Place place(Row place) {
        return place == null
                ? null
                : new Place(place.getString(0), place.getString(1), (Long) place.get(2), place.getLong(3));
    }

    /**
     * Writes a workbook for each hospital and the page of the region.
     *
     * @return where they are, the page first
     */
    public List<String> write(SparkSession spark, String folder) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Map<String, String> files = FileNames.of(senders.keySet());
        List<String> written = new ArrayList<>();
        Path page = new Path(folder, "feedback.html");
        try {
            new FeedbackPage(this, files).build().write(page, hadoop);
            written.add(page.toString());
            for (Sender sender : senders.values()) {
                Path path = new Path(folder, files.get(sender.hospital));
                new FeedbackWorkbook(this, sender).write(path, hadoop);
                written.add(path.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be written.", e);
        }
        return written;
    }

    String region() {
        return region;
    }

    Run run() {
        return run;
    }

    /** The run whose rejected lists were looked up; null: none. */
    Run since() {
        return since;
    }

    /** By hospital. */
    SortedMap<String, Sender> senders() {
        return senders;
    }

    /** How often each rule spoke in the whole region. */
    public SortedMap<Notice, Long> found() {
        SortedMap<Notice, Long> all = new TreeMap<>();
        senders.values().forEach(s -> s.found.forEach((n, rows) -> all.merge(n, rows, Long::sum)));
        return all;
    }

    /** Lists kept and lists that count, of the whole region. */
    public long[] passed() {
        return new long[] {
            senders.values().stream().mapToLong(Sender::kept).sum(),
            senders.values().stream().mapToLong(Sender::judged).sum()
        };
    }

    /** Rejections of the earlier run that are closed, and all of them. */
    public long[] closed() {
        return new long[] {
            senders.values().stream()
                    .flatMap(s -> s.answers.stream())
                    .filter(Answer::closed)
                    .count(),
            senders.values().stream().mapToLong(s -> s.answers.size()).sum()
        };
    }
}
