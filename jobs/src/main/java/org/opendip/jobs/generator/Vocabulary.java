package org.opendip.jobs.generator;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of the invented region: categories, procedures and usual other diagnoses from the resource lists, and the
 * derived codes and names around them (subcategories, extensions). Only categories and procedures of the lists carry their
 * official names; a derived name says so by its pattern.
 */
final class Vocabulary {
    /** In both languages. */
    record Name(String zh, String en) implements Serializable {
        private static Name of(Map<String, String> row) {
            return new Name(row.get("name"), row.get("name_en"));
        }

        /** Of an extension of a code; the code itself is the one of index 0. */
        Name extended(int index) {
            return index == 0 ? this : marked("扩展" + index, "extension " + index);
        }

        private Name marked(String code) {
            return marked(code, code);
        }

        private Name marked(String inZh, String inEn) {
            return new Name(zh + "（" + inZh + "）", en + " (" + inEn + ")");
        }
    }

    record Category(String code, Name name, boolean undivided, int frequency, char sex) {}

    /** A procedure fits a category that begins with one of its prefixes. */
    record Procedure(String code, Name name, Attribute attribute, List<String> prefixes, double weight) {
        boolean fits(String category) {
            for (String prefix : prefixes) {
                if (category.startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        }
    }

    record OtherDiagnosis(String code, Name name, String kind, int weight) {}

    private static final Name[] QUALIFIERS = {
        new Name("单纯性", "simple"),
        new Name("伴有感染", "with infection"),
        new Name("伴有梗阻", "with obstruction"),
        new Name("复发性", "recurrent"),
        new Name("多发性", "multiple"),
        new Name("伴有出血", "with haemorrhage"),
        new Name("慢性", "chronic"),
        new Name("继发性", "secondary"),
        new Name("其他特指的", "other specified"),
        new Name("未特指的", "unspecified")
    };
    private static final String[] ASTERISKS = {"J17.0*", "H36.0*", "N08.3*", "G63.2*"};

    final Map<String, Category> categories = new LinkedHashMap<>();
    final List<Procedure> procedures = new ArrayList<>();
    final List<Procedure> incidental = new ArrayList<>();
    final List<OtherDiagnosis> others = new ArrayList<>();
    private final Map<String, Procedure> byCode = new LinkedHashMap<>();

    Vocabulary() {
        for (Map<String, String> r : resource("categories.csv")) {
            String code = r.get("category");
            categories.put(
                    code,
                    new Category(
                            code,
                            Name.of(r),
                            !r.get("undivided").isEmpty(),
                            Integer.parseInt(r.get("frequency")),
                            r.get("sex").isEmpty() ? sexOf(code) : r.get("sex").charAt(0)));
        }
        for (Map<String, String> r : resource("procedures.csv")) {
            Procedure base = new Procedure(
                    r.get("code"),
                    Name.of(r),
                    Attribute.of(r.get("attribute")),
                    List.of(r.get("categories").split(" ")),
                    Double.parseDouble(r.get("weight")));
            procedures.add(base);
        }
        for (Procedure base : List.copyOf(procedures)) {
            procedures.addAll(extensions(base));
        }
        procedures.forEach(p -> byCode.putIfAbsent(p.code(), p));
        for (Map<String, String> r : resource("incidental-procedures.csv")) {
            Procedure p = new Procedure(r.get("code"), Name.of(r), Attribute.of(r.get("attribute")), List.of(), 0);
            incidental.add(p);
            byCode.putIfAbsent(p.code(), p);
        }
        for (Map<String, String> r : resource("other-diagnoses.csv")) {
            others.add(new OtherDiagnosis(r.get("code"), Name.of(r), r.get("kind"), Integer.parseInt(r.get("weight"))));
        }
    }

    private List<Procedure> extensions(Procedure base) {
        List<Procedure> out = new ArrayList<>();
        String stem = base.code().contains("0x00") || base.code().matches(".*x\\d{3}")
                ? base.code().replaceFirst("x\\d{3}$", "")
                : base.code();
        for (int i = 1; i <= 5; i++) {
            String code = stem + "x0" + (i < 4 ? "0" + i : "1" + i);
            if (procedures.stream().noneMatch(p -> p.code().equals(code))) {
                out.add(new Procedure(
                        code,
                        base.name().extended(i),
                        base.attribute(),
                        base.prefixes(),
                        base.weight() * (1 + 0.06 * i)));
            }
        }
        return out;
    }

    private static List<Map<String, String>> resource(String name) {
        try (InputStream in = Vocabulary.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is missing from the jar.");
            }
            return CsvFile.read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds categories with derived names until there are as many as asked. */
    void fillUpTo(int count) {
        String[] blocks = {
            "A20-A75", "B15-B97", "C00-C97", "D00-D89", "E00-E89", "F00-F99", "G00-G99", "H00-H95", "I00-I99",
                    "J00-J99",
            "K00-K93", "L00-L99", "M00-M99", "N00-N99", "O00-O99", "P00-P96", "Q00-Q99", "R00-R99", "S00-S99", "T00-T98"
        };
        for (int number = 0; number < 100 && categories.size() < count; number++) {
            for (String block : blocks) {
                int from = Integer.parseInt(block.substring(1, 3));
                int to = Integer.parseInt(block.substring(5, 7));
                int shuffled = (number * 37 + block.charAt(0)) % 100;
                String code = String.format("%c%02d", block.charAt(0), shuffled);
                if (shuffled >= from && shuffled <= to && categories.size() < count && !categories.containsKey(code)) {
                    categories.put(code, new Category(code, chapterName(code).marked(code), false, 0, sexOf(code)));
                }
            }
        }
    }

    static char sexOf(String category) {
        char letter = category.charAt(0);
        int number = Integer.parseInt(category.substring(1, 3));
        boolean female = letter == 'O'
                || letter == 'N' && number >= 70 && number <= 98
                || letter == 'C' && number >= 51 && number <= 58
                || letter == 'D' && number >= 24 && number <= 28
                || letter == 'Z' && number >= 31 && number <= 39;
        boolean male = letter == 'N' && number >= 40 && number <= 51 || letter == 'C' && number >= 60 && number <= 63;
        return female ? 'F' : male ? 'M' : ' ';
    }

    private static Name chapterName(String category) {
        int number = Integer.parseInt(category.substring(1, 3));
        return switch (category.charAt(0)) {
            case 'A', 'B' -> new Name("其他传染病和寄生虫病", "Other infectious and parasitic diseases");
            case 'C' -> new Name("其他恶性肿瘤", "Other malignant neoplasms");
            case 'D' ->
                number < 50
                        ? new Name("其他良性和原位肿瘤", "Other benign and in situ neoplasms")
                        : new Name("其他血液和造血器官疾病", "Other diseases of the blood and blood-forming organs");
            case 'E' -> new Name("其他内分泌营养和代谢疾病", "Other endocrine, nutritional and metabolic diseases");
            case 'F' -> new Name("其他精神和行为障碍", "Other mental and behavioural disorders");
            case 'G' -> new Name("其他神经系统疾病", "Other diseases of the nervous system");
            case 'H' ->
                number < 60
                        ? new Name("其他眼和附器疾病", "Other diseases of the eye and adnexa")
                        : new Name("其他耳和乳突疾病", "Other diseases of the ear and mastoid process");
            case 'I' -> new Name("其他循环系统疾病", "Other diseases of the circulatory system");
            case 'J' -> new Name("其他呼吸系统疾病", "Other diseases of the respiratory system");
            case 'K' -> new Name("其他消化系统疾病", "Other diseases of the digestive system");
            case 'L' -> new Name("其他皮肤和皮下组织疾病", "Other diseases of the skin and subcutaneous tissue");
            case 'M' ->
                new Name("其他肌肉骨骼系统和结缔组织疾病", "Other diseases of the musculoskeletal system and connective tissue");
            case 'N' -> new Name("其他泌尿生殖系统疾病", "Other diseases of the genitourinary system");
            case 'O' -> new Name("其他妊娠分娩和产褥期情况", "Other conditions of pregnancy, childbirth and the puerperium");
            case 'P' -> new Name("其他起源于围生期的情况", "Other conditions originating in the perinatal period");
            case 'Q' -> new Name("其他先天性畸形", "Other congenital malformations");
            case 'R' -> new Name("其他症状体征和异常所见", "Other symptoms, signs and abnormal findings");
            case 'S', 'T' -> new Name("其他损伤和中毒", "Other injury and poisoning");
            default -> new Name("其他影响健康状态的因素", "Other factors influencing health status");
        };
    }

    Name diagnosisName(String diagnosis) {
        String code = diagnosis.substring(0, 3);
        Category category = categories.get(code);
        Name stem = category != null ? category.name() : chapterName(diagnosis).marked(code);
        char digit = diagnosis.length() > 4 ? diagnosis.charAt(4) : 'x';
        if (digit < '0' || digit > '9') {
            return stem;
        }
        Name qualifier = QUALIFIERS[digit - '0'];
        return new Name(
                digit >= '8' ? qualifier.zh() + stem.zh() : stem.zh() + "，" + qualifier.zh(),
                stem.en() + ", " + qualifier.en());
    }

    /** The full codes of a four-character diagnosis, the commonest first: one to four, seldom a dagger pair. */
    static List<String> fullCodes(String diagnosis) {
        long bits = Draw.mix(diagnosis.hashCode() * 31L + 7);
        int count = 1 + (int) ((bits >>> 8) & 3);
        List<String> codes = new ArrayList<>();
        codes.add(diagnosis + "00");
        if (count > 1) {
            codes.add(diagnosis + "00x001");
        }
        if (count > 2) {
            codes.add(diagnosis + "01");
        }
        if (count > 3) {
            codes.add(diagnosis + "00x0" + (10 + ((bits >>> 16) & 31)));
        }
        if (((bits >>> 24) & 127) < 2) {
            codes.add(diagnosis + "00x005+" + ASTERISKS[(int) (bits >>> 40) & 3]);
        }
        return codes;
    }

    Name procedureName(String code) {
        Procedure known = byCode.get(code);
        if (known != null) {
            return known.name();
        }
        String stem = code.length() >= 5 ? code.substring(0, 5) : code;
        return procedures.stream()
                .filter(p -> p.code().startsWith(stem))
                .map(Procedure::name)
                .findFirst()
                .orElse(new Name("其他手术操作", "Other procedure"))
                .marked(code);
    }

    /** Empty when the code is not of these lists. */
    Attribute attributeOf(String code) {
        Procedure known = byCode.get(code);
        return known != null ? known.attribute() : Attribute.guess(code);
    }
}
