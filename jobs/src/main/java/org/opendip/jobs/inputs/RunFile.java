package org.opendip.jobs.inputs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opendip.jobs.identifiers.Algorithm;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Problem;

/**
 * A run file: where things are, for one region and settlement year. It names paths (local, {@code hdfs://},
 * {@code s3a://}) and never a rate.
 *
 * @param region the region, as the rulebook names it
 * @param year settlement year
 * @param rulebook the rulebook's file
 * @param warehouse folder of the tables
 * @param history folder of the national settlement tables of the years before
 * @param settlementYear folder of the national settlement tables of the year
 * @param reference folder of the reference files: hospitals.csv, fund_plan.csv and the others
 * @param codes folder of the code lists, see CodeFolder
 * @param statements folder that the statements are written to
 * @param historySource source file of the history; null: a plain folder of national tables
 * @param settlementYearSource source file of the settlement year; null: a plain folder of national tables
 * @param identifiers where the key is by which identifiers become keyed hashes; null: named nowhere, so that no job that
 *     makes cases can start
 * @param review review file of the catalog (复核表); null: formation has the last word
 * @param quarantine where rejected rows are kept as they were delivered (隔离区); null: nowhere
 */
public record RunFile(
        String region,
        int year,
        String rulebook,
        String warehouse,
        String history,
        String settlementYear,
        String reference,
        String codes,
        String statements,
        String historySource,
        String settlementYearSource,
        KeySource identifiers,
        String review,
        QuarantineArea quarantine) {

    /** A run file whose inputs are plain folders. */
    public RunFile(
            String region,
            int year,
            String rulebook,
            String warehouse,
            String history,
            String settlementYear,
            String reference,
            String codes,
            String statements,
            KeySource identifiers) {
        this(
                region,
                year,
                rulebook,
                warehouse,
                history,
                settlementYear,
                reference,
                codes,
                statements,
                null,
                null,
                identifiers,
                null,
                null);
    }

    /** Reads a run file; every problem of it is told at once. */
    public static RunFile load(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException e) {
            throw DipErrors.fileMissing(file.toString(), "run file");
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file.toString(), "run file", e);
        }
        List<Problem> problems = new ArrayList<>();
        Node root = Node.parse(file.toString(), text, problems);
        RunFile run = new RunFile(
                root.text("region"),
                root.integer("year", 2000, 2100),
                root.text("rulebook"),
                root.text("warehouse"),
                folder(root, "history"),
                folder(root, "settlement-year"),
                root.text("reference"),
                root.text("codes"),
                root.text("statements"),
                source(file, root, "history"),
                source(file, root, "settlement-year"),
                identifiers(file, root),
                root.optionalText("review").orElse(null),
                quarantine(root));
        root.refuseOtherKeys();
        if (!problems.isEmpty()) {
            throw DipErrors.runFileInvalid(file.toString(), problems);
        }
        return run;
    }

    private static QuarantineArea quarantine(Node root) {
        root.know("quarantine");
        if (!root.has("quarantine")) {
            return null;
        }
        Node node = root.child("quarantine");
        String path = node.text("path");
        int keepDays = node.integer("keep-days", 1, 36500);
        for (String other : List.of("warehouse", "statements")) {
            if (path != null && root.has(other) && isInside(path, root.text(other))) {
                node.problem(
                        "path",
                        "must not lie in the " + other + " folder: who may look there is not who may see these rows");
            }
        }
        return new QuarantineArea(path, keepDays);
    }

    /** Whether a path is a folder or lies in it, whatever names lead there. */
    private static boolean isInside(String path, String folder) {
        boolean local = !path.contains("://") && !folder.contains("://");
        return local
                ? real(path).startsWith(real(folder))
                : (path.replaceAll("/+$", "") + "/").startsWith(folder.replaceAll("/+$", "") + "/");
    }

    private static Path real(String place) {
        Path path = Path.of(place).toAbsolutePath().normalize();
        for (Path there = path; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(path));
                } catch (IOException e) {
                    return path;
                }
            }
        }
        return path;
    }

    /** A folder, which only a source file for a database does without. */
    private static String folder(Node root, String key) {
        root.know(key);
        return root.has(key) || !root.has(key + "-source") ? root.text(key) : null;
    }

    private static String source(Path file, Node root, String key) {
        return root.optionalText(key + "-source")
                .map(named -> locate(file, named).toString())
                .orElse(null);
    }

    private static KeySource identifiers(Path file, Node root) {
        root.know("identifiers");
        if (!root.has("identifiers")) {
            return null;
        }
        Node node = root.child("identifiers");
        String keyFile = node.optionalText("key-file").orElse(null);
        String variable = node.optionalText("key-env").orElse(null);
        String example = node.optionalText("example-key").orElse(null);
        if (Stream.of("key-file", "key-env", "example-key").filter(node::has).count() != 1) {
            root.problem("identifiers", "must have one of key-file, key-env, example-key");
        }
        Algorithm algorithm = node.optionalChoice("algorithm", Algorithm.class).orElse(Algorithm.HMAC_SHA256);
        return new KeySource(algorithm, keyFile == null ? null : locate(file, keyFile), variable, example);
    }

    /** A file that a run file names: a relative path is looked for in the working directory, then beside the run file. */
    public static Path locate(Path runFile, String named) {
        Path path = Path.of(named);
        if (!path.isAbsolute() && !Files.exists(path)) {
            Path beside = runFile.toAbsolutePath().resolveSibling(path).normalize();
            if (Files.exists(beside)) {
                return beside;
            }
        }
        return path;
    }

    /** The settlement lists of the years before. */
    public SettlementLists historyLists() {
        return SettlementLists.of("history", history, historySource);
    }

    /** The settlement lists of the year. */
    public SettlementLists settlementYearLists() {
        return SettlementLists.of("settlement-year", settlementYear, settlementYearSource);
    }
}
