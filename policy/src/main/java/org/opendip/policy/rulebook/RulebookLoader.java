package org.opendip.policy.rulebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.coefficients.InstitutionCoefficientRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.history.HistoryRule;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.pointvalue.PointValueRule;
import org.opendip.policy.pools.PoolsRule;
import org.opendip.policy.rulebook.Rulebook.SectionText;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Problem;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.settlement.ClearingRule;
import org.opendip.policy.settlement.MonthlyRule;
import org.opendip.policy.ungrouped.UngroupedRule;

/**
 * Reads rulebooks: {@code conf/rulebooks/<region>/<year>.yaml}. Nothing has a default and nothing is ignored; all problems
 * are told at once. {@code extends: 2025} takes from the sibling {@code 2025.yaml} every section that the file does not
 * have itself, whole.
 */
public final class RulebookLoader {
    /** The part before the sections. */
    static final String HEAD = "(head)";

    private static final List<String> HEAD_KEYS = List.of("region", "year", "rule-version", "name");

    private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern VERSION = Pattern.compile("[123]\\.0");
    private static final Pattern YEAR_FILE = Pattern.compile("[0-9]{4}\\.ya?ml");

    /** A file of the chain: the one asked for first, then the one it extends, and so on. */
    private record Link(Node root, String label) {}

    private record Head(String region, int year, String ruleVersion, String name, OptionalInt base) {}

    private final List<Problem> problems = new ArrayList<>();
    private final List<Link> chain = new ArrayList<>();
    private final List<SectionText> texts = new ArrayList<>();
    private final String file;

    private RulebookLoader(String file) {
        this.file = file;
    }

    public static Rulebook load(Path path) {
        if (!Files.isRegularFile(path)) {
            throw DipErrors.rulebookMissing(path.toString(), known(path.toAbsolutePath()));
        }
        return new RulebookLoader(path.toString()).resolve(path);
    }

    /**
     * A rulebook from a text, for example a scenario. It cannot extend another.
     *
     * @param name used in problems and as the origin of its sections
     */
    public static Rulebook parse(String name, String text) {
        RulebookLoader loader = new RulebookLoader(name);
        Head head = loader.add(name, name, text);
        if (head.base().isPresent()) {
            loader.chain.get(0).root().problem("extends", "needs a file beside it: a text alone cannot extend");
        }
        return loader.book(head);
    }

    private Rulebook resolve(Path path) {
        Head head = add(path.toString(), label(path), read(path));
        if (YEAR_FILE.matcher(fileName(path)).matches()
                && head.year() != 0
                && !fileName(path).startsWith(head.year() + ".")) {
            chain.get(0).root().problem("year", "must be that of the file " + fileName(path) + ", is " + head.year());
        }
        Head above = head;
        while (above.base().isPresent()) {
            int year = above.base().getAsInt();
            Node extending = chain.get(chain.size() - 1).root();
            Path base = path.resolveSibling(year + ".yaml");
            if (above.year() != 0 && year >= above.year()) {
                extending.problem("extends", "must be an earlier year than " + above.year() + ", is " + year);
                break;
            }
            if (!Files.isRegularFile(base)) {
                extending.problem("extends", "names " + year + ", but there is no " + base);
                break;
            }
            Head below = add(base.toString(), label(base), read(base));
            Node root = chain.get(chain.size() - 1).root();
            if (below.year() != 0 && below.year() != year) {
                root.problem("year", "must be " + year + ", as the file is named, is " + below.year());
                break;
            }
            if (below.region() != null
                    && head.region() != null
                    && !below.region().equals(head.region())) {
                root.problem("region", "must be " + head.region() + " as in " + file + ", is " + below.region());
            }
            above = below;
        }
        return book(head);
    }

    /** Reads what stands above the sections of a file, and adds the file to the chain. */
    private Head add(String name, String label, String text) {
        Node root = Node.parse(name, text, problems);
        chain.add(new Link(root, label));
        Rulebook.SECTIONS.forEach(root::know);
        if (root.keys().isEmpty()) {
            return new Head(null, 0, null, null, OptionalInt.empty());
        }
        return new Head(
                root.text("region", REGION, "lower-case letters, digits and hyphens, like example-city"),
                root.integer("year", 2015, 2100),
                root.text("rule-version", VERSION, "1.0, 2.0 or 3.0"),
                root.text("name"),
                root.optionalInteger("extends", 2015, 2100));
    }

    private Rulebook book(Head head) {
        boolean readable = chain.stream().noneMatch(link -> link.root().keys().isEmpty());
        if (!readable) {
            throw DipErrors.rulebookInvalid(file, problems);
        }
        Node own = chain.get(0).root();
        texts.add(new SectionText(
                HEAD,
                chain.get(0).label(),
                HEAD_KEYS.stream().map(own::canonicalText).collect(Collectors.joining())));
        Rulebook book = new Rulebook(
                head.region(),
                head.year(),
                head.ruleVersion(),
                head.name(),
                section("history", HistoryRule::read, head),
                section("intake", IntakeRule::read, head),
                section("pools", PoolsRule::read, head),
                section("grouping", GroupingRule::read, head),
                section("catalog", CatalogRule::read, head),
                section("scores", ScoresRule::read, head),
                section("institution-coefficient", InstitutionCoefficientRule::read, head),
                section("deviation", DeviationRule::read, head),
                section("ungrouped", UngroupedRule::read, head),
                section("point-value", PointValueRule::read, head),
                section("monthly", MonthlyRule::read, head),
                section("clearing", ClearingRule::read, head),
                texts);
        chain.forEach(link -> link.root().refuseOtherKeys());
        if (!problems.isEmpty()) {
            throw DipErrors.rulebookInvalid(file, problems);
        }
        return book;
    }

    private <R extends Rule> R section(String name, Function<Node, R> reader, Head head) {
        for (Link link : chain) {
            if (link.root().has(name)) {
                Node node = link.root().child(name);
                R rule = reader.apply(node);
                checkSource(node, rule.source(), head.year());
                texts.add(new SectionText(name, link.label(), link.root().canonicalText(name)));
                return rule;
            }
        }
        boolean baseMissing = problems.stream().anyMatch(p -> p.path().equals("extends"));
        if (!baseMissing) {
            chain.get(0).root().problem(name, "missing: a rulebook has every section, its own or by extends");
        }
        return null;
    }

    private static void checkSource(Node node, Source source, int year) {
        if (source != null
                && source.effective() != null
                && year != 0
                && source.effective().isAfter(LocalDate.of(year, 12, 31))) {
            node.problem("source", "takes effect on " + source.effective() + ", after the year " + year);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(path.toString(), "a rulebook", e);
        }
    }

    /** {@code example-city/2026.yaml}: the same wherever the folder of rulebooks stands. */
    private static String label(Path path) {
        Path folder = path.toAbsolutePath().normalize().getParent().getFileName();
        return folder == null ? fileName(path) : folder + "/" + fileName(path);
    }

    private static String fileName(Path path) {
        return path.getFileName().toString();
    }

    /** The rulebooks beside a missing one, or in the folders beside its missing folder. */
    private static List<String> known(Path missing) {
        Path folder = missing.getParent();
        Path start = Files.isDirectory(folder) ? folder : folder.getParent();
        if (start == null || !Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start, 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(found -> YEAR_FILE.matcher(fileName(found)).matches())
                    .map(RulebookLoader::label)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
