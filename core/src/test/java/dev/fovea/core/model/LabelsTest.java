package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    private static final Labels ANIMALS = new Labels(
            List.of("tabby, tabby cat", "tiger cat", "tiger, Panthera tigris", "crane", "ox", "Crane", "fox"));

    @TempDir
    private Path folder;

    private static Arguments text(String name, String text, String... labels) {
        return Arguments.argumentSet(name, text, List.of(labels));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                text("lines", "cat\ndog\nfish\n", "cat", "dog", "fish"),
                text("Windows lines and blank ones", "cat\r\n\r\n  dog  \r\nfish", "cat", "dog", "fish"),
                text("byte order mark", "\uFEFFcat\ndog", "cat", "dog"),
                text(
                        "WordNet",
                        "n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n",
                        "tench, Tinca tinca",
                        "goldfish, Carassius auratus"),
                text("label and index", "maple,0\noak,1\n", "maple", "oak"),
                text("label and index in disorder", "oak, 1\nelm, wych,2\nmaple,0\n", "maple", "oak", "elm, wych"),
                text("label and index with a gap", "maple,0\noak,2\n", "maple", "class 1", "oak"),
                text("one line", "cat, dog ,fish", "cat", "dog", "fish"),
                text(
                        "JSON array",
                        "[\"cat\", \"jack-o'-lantern\", \"a \\\"b\\\"\"]",
                        "cat",
                        "jack-o'-lantern",
                        "a \"b\""),
                text("id2label", "{\"1\": \"dog\", \"0\": \"cat\", \"10\": \"ten\"}", tenLabels()),
                text("nothing", ""),
                text("an index no model has", "cat,99999999999999999999\n", "cat", "99999999999999999999"),
                text("an empty array", "[]"));
    }

    private static String[] tenLabels() {
        return new String[] {
            "cat", "dog", "class 2", "class 3", "class 4", "class 5", "class 6", "class 7", "class 8", "class 9", "ten"
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsEveryForm(String text, List<String> labels) throws IOException {
        assertThat(Labels.parse(text).names()).isEqualTo(labels);
        Path file = Files.writeString(folder.resolve("labels.txt"), text);
        assertThat(Labels.read(file).names()).isEqualTo(labels);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        OneLine.refuses(
                () -> Labels.read(folder.resolve("none.txt")),
                "the label file",
                "none.txt': no such readable text file");
        OneLine.refuses(() -> Labels.read(folder), "no such readable text file");
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 65});
        OneLine.refuses(() -> Labels.read(binary), "binary.txt': no such readable text file");
        Path broken = Files.writeString(folder.resolve("broken.json"), "[\"cat\",\n \"dog\"");
        OneLine.refuses(() -> Labels.read(broken), "broken.json", "not valid JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "tiger cat, 1",
        "TIGER CAT, 1",
        "tiger_cat, 1",
        "' ox ', 4",
        "panthera, 2",
        "tabby, 0",
        "fo, 6",
        "'tiger, Panthera tigris', 2"
    })
    void findsAClassByItsLabelOrAPartOfIt(String wanted, int index) {
        assertThat(ANIMALS.index(wanted)).isEqualTo(index);
    }

    @Test
    void asksWhereSeveralFit() {
        OneLine.refuses(() -> ANIMALS.index("tiger"), "'tiger' fits 2 labels ('tiger cat', 'tiger, Panthera tigris')");
        OneLine.refuses(
                () -> new Labels(List.of("ab", "bb", "cb", "db", "eb", "fb")).index("b"),
                "'b' fits 6 labels ('ab', 'bb', 'cb', 'db', 'eb', ...); give the whole label or an index");
    }

    /** ImageNet has two cranes and two maillots. */
    @Test
    void asksWhereTwoClassesHaveOneLabel() {
        OneLine.refuses(() -> ANIMALS.index("crane"), "'crane' is the label of classes 3, 5; give the index");
    }

    @Test
    void saysWhereNoneFits() {
        OneLine.refuses(
                () -> ANIMALS.index("tigre cat"),
                "No class 'tigre cat' among the 7 labels; near are 'tiger cat', 'tabby, tabby cat', ",
                "; see 'fovea inspect' or give an index");
        OneLine.refuses(() -> Labels.NONE.index("cat"), "No class 'cat': the model comes without labels");
    }

    @Test
    void namesClassesWithoutALabelByTheirIndex() {
        assertThat(ANIMALS.name(4)).isEqualTo("ox");
        assertThat(ANIMALS.name(7)).isEqualTo("class 7");
        assertThat(Labels.NONE.isEmpty()).isTrue();
    }

    /** What exporters write into ONNX metadata: JSON, or the repr of a Python list or dictionary. */
    static Stream<Arguments> metadata() {
        return Stream.of(
                text("Ultralytics", "{0: 'cat', 1: 'dog', 2: 'fish'}", "cat", "dog", "fish"),
                text(
                        "apostrophes",
                        "{0: 'cat', 1: \"jack-o'-lantern\", 2: 'it\\'s \"x\"'}",
                        "cat",
                        "jack-o'-lantern",
                        "it's \"x\""),
                text("numbers within names", "{0: 'no 1: one', 1: '2: two', 2: 'x'}", "no 1: one", "2: two", "x"),
                text("keys as text", "{'0': 'cat', '1': 'dog', '2': \"o'x\"}", "cat", "dog", "o'x"),
                text("a list", "['cat', \"jack-o'-lantern\", 'fish',]", "cat", "jack-o'-lantern", "fish"),
                text("escapes", "{0: 'caf\\xe9', 1: 'a\\\\b', 2: '\\u00fc\\n'}", "café", "a\\b", "ü\n"),
                text(
                        "JSON",
                        "{\"0\": \"cat\", \"1\": \"it's\", \"2\": \"a \\\"b\\\" \\u00fc\"}",
                        "cat",
                        "it's",
                        "a \"b\" ü"),
                text("a JSON list", "[\"cat\", \"it's\", \"fish\"]", "cat", "it's", "fish"),
                text("commas", "cat,dog,fish", "cat", "dog", "fish"),
                text("no names", "[]"),
                text("something else", "[yes"));
    }

    private static ToyModel threeClasses() {
        return ToyModel.taking(1, 3, 2, 2).then("Flatten").dense(3, new double[36], 0, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("metadata")
    void readsWhatExportersWrite(String text, List<String> labels) {
        for (String key : List.of("names", "labels", "id2label")) {
            byte[] model = threeClasses().metadata(key, text).bytes();
            try (Classifier classifier = Classifier.from(model).load()) {
                assertThat(classifier.labels().names()).isEqualTo(labels);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat,dog", "cat,dog,fish,bird"})
    void ignoresLabelsOfAnotherNumber(String labels) {
        byte[] model = threeClasses().metadata("names", labels).bytes();
        try (Classifier classifier = Classifier.from(model).load()) {
            assertThat(classifier.labels()).isEqualTo(Labels.NONE);
        }
        try (Classifier classifier = Classifier.from(model)
                .withLabels(new Labels(List.of("a", "b", "c")))
                .load()) {
            assertThat(classifier.labels().names()).containsExactly("a", "b", "c");
        }
    }
}
