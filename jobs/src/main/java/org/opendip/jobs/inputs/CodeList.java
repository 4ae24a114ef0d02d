package org.opendip.jobs.inputs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendip.policy.grouping.ProcedureAttribute;

/** 编码库: the lists of codes that a region works with, each a small CSV file; docs/codes.md describes them. */
public enum CodeList {
    /** Diagnoses of the insurance (医保版疾病诊断). */
    DIAGNOSES(List.of("code", "name"), List.of("name_en"), Shape.DIAGNOSIS),
    /** Procedures of the insurance (医保版手术操作); the attribute may stand here or in a list of its own. */
    PROCEDURES(List.of("code", "name"), List.of("attribute", "name_en"), Shape.PROCEDURE),
    /** What a procedure is: surgery, interventional, therapeutic or diagnostic (手术操作属性). */
    PROCEDURE_ATTRIBUTES(List.of("code", "attribute"), List.of(), Shape.PROCEDURE),
    /** National clinical diagnoses and those of the insurance that they stand for (国临版 to 医保版). */
    DIAGNOSIS_MAP(List.of("from", "to"), List.of(), Shape.DIAGNOSIS),
    /** The same of procedures. */
    PROCEDURE_MAP(List.of("from", "to"), List.of(), Shape.PROCEDURE),
    /** Names of specialties (科别), over those of the national list. */
    SPECIALTIES(List.of("code", "name"), List.of("name_en"), Shape.SPECIALTY);

    /**
     * What a spreadsheet leaves of a code that it takes for a number: {@code 47.01} of 47.0100, {@code 7.81} of 07.8100,
     * {@code 1E+05}. A regular expression without groups.
     */
    public static final String NUMBER = "[0-9]{1,2}(?:\\.[0-9]{0,3})?|[0-9]\\.[0-9]+|[0-9.]+[eE][+-]?[0-9]+";

    /** Columns that hold a code. */
    private static final List<String> CODES = List.of("code", "from", "to");

    private static final Map<String, ProcedureAttribute> CHINESE = Map.of(
            "手术", ProcedureAttribute.SURGERY,
            "介入治疗", ProcedureAttribute.INTERVENTIONAL,
            "治疗性操作", ProcedureAttribute.THERAPEUTIC,
            "诊断性操作", ProcedureAttribute.DIAGNOSTIC);

    private final List<String> needed;
    private final List<String> further;
    private final Shape shape;

    CodeList(List<String> needed, List<String> further, Shape shape) {
        this.needed = needed;
        this.further = further;
        this.shape = shape;
    }

    /** How whole codes look; a spreadsheet that takes a code for a number cuts it. */
    private enum Shape {
        DIAGNOSIS("[A-Z][0-9]{2}\\.[0-9x][0-9x]{2}[0-9A-Zx.+*/]*", "a whole code like A09.900x001") {
            @Override
            String clean(String code) {
                return code.substring(0, 1).toUpperCase(Locale.ROOT)
                        + code.substring(1).replace('X', 'x');
            }
        },
        PROCEDURE("[0-9]{2}\\.[0-9x][0-9x]{2}[0-9A-Zx]+", "a whole code like 47.0100 or 39.9500x007") {
            @Override
            String clean(String code) {
                return code.replace('X', 'x');
            }
        },
        SPECIALTY("[A-Z][0-9]{2}", "a code of the first level like A03") {
            @Override
            String clean(String code) {
                return code.toUpperCase(Locale.ROOT);
            }
        };

        private final Pattern pattern;
        private final String words;

        Shape(String pattern, String words) {
            this.pattern = Pattern.compile(pattern);
            this.words = words;
        }

        abstract String clean(String code);
    }

    /** As options and files name it: {@code procedure-attributes}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The list of that name. */
    public static Optional<CodeList> of(String word) {
        return Arrays.stream(values()).filter(l -> l.word().equals(word)).findFirst();
    }

    /** Columns that a file must have. */
    public List<String> needed() {
        return needed;
    }

    /** Columns that it may have. */
    public List<String> further() {
        return further;
    }

    /** Whether a run needs the list. */
    public boolean required() {
        return this == DIAGNOSES || this == PROCEDURES;
    }

    /** Whether one code may stand in several rows: a clinical code may stand for several of the insurance. */
    boolean severalRows() {
        return needed.contains("from");
    }

    /**
     * A cell as the list holds it: a code with its letters as the lists write them, an attribute by its English word.
     *
     * @param problems says what the cell must be
     */
    String clean(String column, String cell, java.util.function.Consumer<String> problems) {
        if (CODES.contains(column)) {
            if (cell.isEmpty()) {
                problems.accept("is empty, and must be " + shape.words);
                return cell;
            }
            String code = shape.clean(cell);
            if (!shape.pattern.matcher(code).matches()) {
                problems.accept("must be " + shape.words + ", is '" + cell + "'"
                        + (cell.matches(NUMBER) ? ": a spreadsheet has taken it for a number" : ""));
            }
            return code;
        }
        if (column.equals("attribute")) {
            if (cell.isEmpty() && this == PROCEDURES) {
                return cell;
            }
            ProcedureAttribute attribute = CHINESE.get(cell);
            String word = attribute == null ? cell : attribute.name().toLowerCase(Locale.ROOT);
            if (Arrays.stream(ProcedureAttribute.values())
                    .noneMatch(a -> a.name().toLowerCase(Locale.ROOT).equals(word))) {
                problems.accept("must be one of " + attributes() + ", is '" + cell + "'");
            }
            return word;
        }
        return cell;
    }

    private static String attributes() {
        Map<String, String> words = new LinkedHashMap<>();
        for (ProcedureAttribute attribute : ProcedureAttribute.values()) {
            CHINESE.forEach((chinese, same) -> {
                if (same == attribute) {
                    words.put(attribute.name().toLowerCase(Locale.ROOT), chinese);
                }
            });
        }
        return words.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
