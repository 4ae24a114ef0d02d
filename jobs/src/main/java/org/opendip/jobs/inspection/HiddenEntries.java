package org.opendip.jobs.inspection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendip.policy.quality.SmallCells;

/**
 * Which levels and groups of a catalog have too few cases to be published, or would give away one that has: within each
 * entry those below it, from the whole catalog, whose cases are told with its indicators, down to the groups.
 */
final class HiddenEntries {
    private record Entry(Object key, long cases) {}

    private record LevelKey(Levels.Sort sort, String code, String treatment) {}

    private static final Object CATALOG = new Object();

    private final Map<Object, List<Entry>> below = new LinkedHashMap<>();
    private final Set<Object> hidden = new HashSet<>();
    private final int minimum;

    /** @param minimum entries with fewer cases are hidden; 1 hides none */
    HiddenEntries(List<Levels.Level> levels, List<CatalogView.Group> groups, int minimum) {
        this.minimum = minimum;
        for (Levels.Level level : levels) {
            Object parent =
                    switch (level.sort()) {
                        case CHAPTER -> CATALOG;
                        case BLOCK -> new LevelKey(Levels.Sort.CHAPTER, level.parent(), null);
                        case DIAGNOSIS -> new LevelKey(Levels.Sort.BLOCK, level.parent(), level.treatment());
                    };
            add(parent, key(level), level.cases());
        }
        for (CatalogView.Group g : groups) {
            add(new LevelKey(Levels.Sort.DIAGNOSIS, g.diagnosis(), g.treatment()), g.code(), g.cases());
        }
        hide(CATALOG);
    }

    private static Object key(Levels.Level level) {
        return new LevelKey(level.sort(), level.code(), level.treatment());
    }

    private void add(Object parent, Object key, long cases) {
        below.computeIfAbsent(parent, p -> new ArrayList<>()).add(new Entry(key, cases));
    }

    private void hide(Object parent) {
        List<Entry> entries = below.getOrDefault(parent, List.of());
        boolean[] hides =
                SmallCells.hidden(entries.stream().map(Entry::cases).toList(), minimum, hidden.contains(parent));
        for (int i = 0; i < hides.length; i++) {
            if (hides[i]) {
                hidden.add(entries.get(i).key());
            }
            hide(entries.get(i).key());
        }
    }

    boolean contains(Levels.Level level) {
        return hidden.contains(key(level));
    }

    boolean contains(CatalogView.Group group) {
        return hidden.contains(group.code());
    }
}
