package org.opendip.jobs.inspection;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** 目录层级: ICD-10 chapter; block by treatment type; diagnosis by treatment type. The groups are the level below. */
final class Levels {
    /** The levels above the groups. */
    enum Sort {
        CHAPTER(new Words.Term("主目录", "chapter")),
        BLOCK(new Words.Term("一级目录", "level 1")),
        DIAGNOSIS(new Words.Term("二级目录", "level 2"));

        private final Words.Term term;

        Sort(Words.Term term) {
            this.term = term;
        }

        Words.Term term() {
            return term;
        }
    }

    /**
     * An entry of a level.
     *
     * @param parent code of the entry above, empty for a chapter
     * @param treatment null for a chapter
     * @param mean yuan, six decimals
     */
    record Level(
            Sort sort,
            String parent,
            String code,
            String zh,
            String en,
            String treatment,
            long groups,
            long cases,
            BigDecimal mean) {}

    /** What stands in for chapter and block of a group that ICD-10 does not place. */
    static final String ELSEWHERE = "-";

    private Levels() {}

    static String chapter(CatalogView.Group group) {
        return group.block().map(b -> b.chapter().number()).orElse(ELSEWHERE);
    }

    static String block(CatalogView.Group group) {
        return group.block().map(Icd10.Block::code).orElse(ELSEWHERE);
    }

    private static final class Sums {
        private long groups;
        private long cases;
        private long fen;
    }

    private record Key(String parent, String code, String treatment, String zh, String en) {}

    static List<Level> of(CatalogView view) {
        Map<Key, Sums> chapters = new LinkedHashMap<>();
        Map<String, Map<Key, Sums>> blocks = new TreeMap<>();
        Map<String, Map<Key, Sums>> diagnoses = new TreeMap<>();
        for (CatalogView.Group g : view.groups) {
            Words.Term chapter = g.block()
                    .map(b -> new Words.Term(b.chapter().zh(), b.chapter().en()))
                    .orElse(new Words.Term("其他", "elsewhere"));
            Words.Term block =
                    g.block().map(b -> new Words.Term(b.zh(), b.en())).orElse(chapter);
            add(chapters, new Key("", chapter(g), null, chapter.zh(), chapter.en()), g);
            add(
                    blocks.computeIfAbsent(block(g), k -> new LinkedHashMap<>()),
                    new Key(chapter(g), block(g), g.treatment(), block.zh(), block.en()),
                    g);
            var name = view.names.diagnosis(g.diagnosis());
            add(
                    diagnoses.computeIfAbsent(g.diagnosis(), k -> new LinkedHashMap<>()),
                    new Key(block(g), g.diagnosis(), g.treatment(), name.zh(), name.en()),
                    g);
        }
        List<Level> levels = new ArrayList<>();
        levels(levels, Sort.CHAPTER, chapters);
        blocks.values().forEach(b -> levels(levels, Sort.BLOCK, b));
        diagnoses.values().forEach(d -> levels(levels, Sort.DIAGNOSIS, d));
        return levels;
    }

    private static void add(Map<Key, Sums> sums, Key key, CatalogView.Group group) {
        Sums of = sums.computeIfAbsent(key, k -> new Sums());
        of.groups++;
        of.cases += group.cases();
        of.fen = Math.addExact(of.fen, group.costFen());
    }

    private static void levels(List<Level> levels, Sort sort, Map<Key, Sums> sums) {
        sums.forEach((key, of) -> levels.add(new Level(
                sort,
                key.parent(),
                key.code(),
                key.zh(),
                key.en(),
                key.treatment(),
                of.groups,
                of.cases,
                BigDecimal.valueOf(of.fen, 2).divide(BigDecimal.valueOf(of.cases), 6, RoundingMode.HALF_UP))));
    }
}
