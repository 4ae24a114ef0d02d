package org.opendip.jobs.inputs;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What the region's code lists call diagnoses and procedures, and specialties where it calls them otherwise than the
 * national list. A list may have a column {@code name_en} beside {@code name}; without it there are no English names.
 */
public final class CodeNames {
    /** Endings of the full code that stands for a subcategory or category as a whole, the likeliest first. */
    private static final String[] WHOLE = {"", "00", "x00", ".900", ".x00"};

    private final TreeMap<String, Name> diagnoses;
    private final TreeMap<String, Name> procedures;
    private final TreeMap<String, Name> specialties;

    /**
     * A name in both languages; either may be empty.
     *
     * @param zh as the region's list has it
     */
    public record Name(String zh, String en) {
        static final Name NONE = new Name("", "");
    }

    CodeNames(TreeMap<String, Name> diagnoses, TreeMap<String, Name> procedures, TreeMap<String, Name> specialties) {
        this.diagnoses = diagnoses;
        this.procedures = procedures;
        this.specialties = specialties;
    }

    /** The names of a run's code lists. */
    public static CodeNames read(Configuration hadoop, RunFile run) {
        TreeMap<String, Name> specialties = Specialties.national();
        specialties.putAll(names(hadoop, run, CodeList.SPECIALTIES));
        return new CodeNames(
                names(hadoop, run, CodeList.DIAGNOSES), names(hadoop, run, CodeList.PROCEDURES), specialties);
    }

    private static TreeMap<String, Name> names(Configuration hadoop, RunFile run, CodeList list) {
        TreeMap<String, Name> names = new TreeMap<>();
        CodeFolder.read(hadoop, run.codes()).file(list, run.year()).ifPresent(file -> CsvFile.read(
                        hadoop,
                        run.codes(),
                        file,
                        r -> Map.entry(
                                r.text("code"),
                                new Name(r.optional("name"), r.has("name_en") ? r.optional("name_en") : "")))
                .forEach(e -> names.put(e.getKey(), e.getValue())));
        return names;
    }

    /** A diagnosis by full code, subcategory ({@code I21.0}) or category ({@code I21}); empty where the list has none. */
    public Name diagnosis(String code) {
        if (code.isEmpty()) {
            return Name.NONE;
        }
        for (String ending : WHOLE) {
            Name name = diagnoses.get(code + ending);
            if (name != null) {
                // The unspecified code of a category stands for it, but is not all of it.
                return ending.startsWith(".") ? among(name) : name;
            }
        }
        Map.Entry<String, Name> first = diagnoses.ceilingEntry(code);
        return first == null || !first.getKey().startsWith(code) ? Name.NONE : among(first.getValue());
    }

    private static Name among(Name name) {
        return name.zh().isEmpty() ? name : new Name(name.zh() + "等", name.en());
    }

    /** A specialty by its code; empty for a text that is none. */
    public Name specialty(String code) {
        return specialties.getOrDefault(code, Name.NONE);
    }

    /** A procedure by full code; empty where the list has none. */
    public Name procedure(String code) {
        return procedures.getOrDefault(code, Name.NONE);
    }
}
