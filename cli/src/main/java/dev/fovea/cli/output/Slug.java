package dev.fovea.cli.output;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/** Labels as parts of file names. */
public final class Slug {
    private static final int LONGEST = 40;

    private Slug() {}

    /** A file's name without its ending. */
    public static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The first of a label's synonyms in small letters, digits and hyphens; {@code otherwise} if nothing is left. */
    public static String of(String label, String otherwise) {
        String first = label.split(",", 2)[0];
        String plain = Normalizer.normalize(first, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        String slug = plain.replaceAll("\\p{M}", "").replaceAll("[^a-z0-9]+", "-");
        slug = slug.substring(0, Math.min(LONGEST, slug.length())).replaceAll("^-|-$", "");
        return slug.isEmpty() ? otherwise : slug;
    }
}
