package dev.fovea.core.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of a model's classes, by index; may be empty. Immutable and thread-safe.
 *
 * @param names the names; empty if none are known
 */
public record Labels(List<String> names) {
    /** No names: classes are called by their index. */
    public static final Labels NONE = new Labels(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Labels.class);
    private static final long LIMIT = 16L << 20;
    private static final Pattern WORDNET = Pattern.compile("^n\\d{8}\\s+");
    private static final Pattern INDEXED = Pattern.compile("^(.*),\\s*(\\d{1,9})$");

    public Labels {
        names = List.copyOf(names);
    }

    /**
     * These labels if they fit a model, otherwise none.
     *
     * @param classes how many the model has; -1 if unknown; a model of one score tells the second of two labels
     * @param model what to call it in the log
     */
    Labels fitting(long classes, String model) {
        if (isEmpty() || classes <= 0 || names.size() == classes) {
            return this;
        }
        if (classes == 1 && names.size() == 2) {
            return new Labels(names.subList(1, 2));
        }
        LOG.warn(
                "The {} labels found do not fit the {} classes of '{}': they are not used",
                names.size(),
                classes,
                model);
        return NONE;
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** The name of class {@code k}: its label, or {@code class k} if none is known. */
    public String name(int k) {
        return k < names.size() ? names.get(k) : "class " + k;
    }

    /**
     * The class of that label, or of the only label that has {@code wanted} as one of its parts.
     *
     * @throws FoveaException if there is no such class, or several
     */
    public int index(String wanted) {
        if (names.isEmpty()) {
            throw new FoveaException(
                    "No class '%s': the model comes without labels; give the class by its index or name a label file"
                            .formatted(wanted));
        }
        String key = key(wanted);
        List<Integer> same = indices(label -> label.equals(key));
        if (same.size() > 1) {
            throw new FoveaException("'%s' is the label of classes %s; give the index"
                    .formatted(
                            wanted.strip(), same.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        List<Integer> near = same.isEmpty() ? indices(label -> label.contains(key)) : same;
        if (near.size() == 1) {
            return near.get(0);
        }
        String shown = near.stream().limit(5).map(k -> "'" + names.get(k) + "'").collect(Collectors.joining(", "));
        throw new FoveaException(
                near.isEmpty()
                        ? "No class '%s' among the %d labels; near are %s; see 'fovea inspect' or give an index"
                                .formatted(wanted, names.size(), NearNames.to(wanted, names))
                        : "'%s' fits %d labels (%s%s); give the whole label or an index"
                                .formatted(wanted, near.size(), shown, near.size() > 5 ? ", ..." : ""));
    }

    private List<Integer> indices(Predicate<String> test) {
        return IntStream.range(0, names.size())
                .filter(k -> test.test(key(names.get(k))))
                .boxed()
                .toList();
    }

    /** In lower case, with spaces for underscores. */
    private static String key(String label) {
        return label.strip().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Reads a label file: one label a line, {@code label,index} lines, or a JSON array; WordNet numbers in front are
     * dropped.
     */
    public static Labels read(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new FoveaException("The label file '%s' is over %d bytes".formatted(file, LIMIT));
            }
            return parse(Files.readString(file), "label file '%s'".formatted(file));
        } catch (IOException e) {
            throw new FoveaException("Cannot read the label file '%s': no such readable text file".formatted(file), e);
        }
    }

    /** Labels from text, in any form that {@link #read} understands, or on one line between commas. */
    public static Labels parse(String text) {
        return parse(text, "labels");
    }

    private static Labels parse(String text, String source) {
        String trimmed = text.replaceFirst("^\uFEFF", "").strip();
        if (trimmed.startsWith("[") || trimmed.startsWith("{")) {
            try {
                return of(new ObjectMapper().readTree(trimmed));
            } catch (JacksonException e) {
                throw new FoveaException("The %s: not valid JSON, %s".formatted(source, Sidecar.reason(e)), e);
            }
        }
        List<String> lines =
                trimmed.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        if (lines.size() == 1) {
            lines = List.of(trimmed.split("\\s*,\\s*"));
        }
        if (lines.stream().allMatch(l -> INDEXED.matcher(l).matches())) {
            TreeMap<Integer, String> byIndex = new TreeMap<>();
            for (String line : lines) {
                var m = INDEXED.matcher(line);
                if (m.matches()) {
                    byIndex.put(Integer.valueOf(m.group(2)), m.group(1));
                }
            }
            return dense(byIndex);
        }
        return new Labels(
                lines.stream().map(l -> WORDNET.matcher(l).replaceFirst("")).toList());
    }

    /** Labels from a JSON array, or from an object whose keys are the indices (Hugging Face's {@code id2label}). */
    static Labels of(JsonNode json) {
        if (json.isArray()) {
            List<String> names = new ArrayList<>();
            json.forEach(n -> names.add(n.asText()));
            return new Labels(names);
        }
        TreeMap<Integer, String> byIndex = new TreeMap<>();
        json.fields().forEachRemaining(e -> {
            if (e.getKey().matches("\\d{1,9}")) {
                byIndex.put(Integer.valueOf(e.getKey()), e.getValue().asText());
            }
        });
        return dense(byIndex);
    }

    private static Labels dense(TreeMap<Integer, String> byIndex) {
        if (byIndex.isEmpty() || byIndex.lastKey() > 1_000_000) {
            return NONE;
        }
        return new Labels(IntStream.rangeClosed(0, byIndex.lastKey())
                .mapToObj(k -> byIndex.getOrDefault(k, "class " + k))
                .toList());
    }
}
