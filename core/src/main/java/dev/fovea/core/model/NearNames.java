package dev.fovea.core.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** For errors: the names that are written most like one that does not exist. */
final class NearNames {
    private static final int SHOWN = 5;

    private NearNames() {}

    /** Up to five, nearest first, in quotes. */
    static String to(String wanted, Collection<String> names) {
        return names.stream()
                .distinct()
                .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
                .limit(SHOWN)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
    }

    /** Levenshtein's distance without regard to case, least to the parts between commas; less if one contains the other. */
    private static int distance(String wanted, String name) {
        int least = Integer.MAX_VALUE;
        for (String part : name.split(",")) {
            least = Math.min(
                    least, apart(wanted.toLowerCase(Locale.ROOT), part.strip().toLowerCase(Locale.ROOT)));
        }
        return least;
    }

    private static int apart(String a, String b) {
        if (!a.isEmpty() && b.contains(a)) {
            return 0;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
