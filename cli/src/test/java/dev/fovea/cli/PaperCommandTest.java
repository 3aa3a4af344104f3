package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.scenes.EmbeddedModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PaperCommandTest {
    private static final String PNG = "data:image/png;base64,";

    @TempDir
    Path folder;

    private Embedded files;
    private Path page;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        page = folder.resolve("out").resolve("page.html");
    }

    private CommandRun run(Object... pictures) {
        List<Object> args = new ArrayList<>(List.of("paper"));
        args.addAll(List.of(pictures));
        args.addAll(List.of("--model", files.model(), "--out", page, "--steps", "2"));
        return CommandRun.of(args.toArray());
    }

    /** The page as XML, which it is by construction, so that a parser finds every tag that is not closed. */
    private Document parsed() throws Exception {
        String html = Files.readString(page);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document document, String tag) {
        NodeList found = document.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @Test
    void thePageHasEveryFigureAndNeedsNothingElse() throws Exception {
        CommandRun run = run(files.picture());

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("1 of 1 pictures, 1 class models", "saved " + page);
        Document document = parsed();
        assertThat(all(document, "section")).hasSize(5);
        assertThat(all(document, "article")).hasSize(5);
        List<Element> pictures = all(document, "img");
        assertThat(pictures)
                .as("2 of the class, 3 of saliency, 1 box, 4 of rules, 1 line")
                .hasSize(11);
        for (Element img : pictures) {
            assertThat(img.getAttribute("src")).startsWith(PNG);
            byte[] png = Base64.getDecoder().decode(img.getAttribute("src").substring(PNG.length()));
            Picture picture = new PictureReader().read(png, "img");
            assertThat(img.getAttribute("width")).isEqualTo(Integer.toString(picture.width()));
            assertThat(img.getAttribute("height")).isEqualTo(Integer.toString(picture.height()));
            assertThat(img.getAttribute("alt")).isNotBlank();
        }
        for (Element link : all(document, "a")) {
            assertThat(link.getAttribute("href")).startsWith("#");
            assertThat(all(document, "section"))
                    .extracting(s -> "#" + s.getAttribute("id"))
                    .contains(link.getAttribute("href"));
        }
        String text = document.getDocumentElement().getTextContent();
        assertThat(text).containsPattern("At the mirror image the score is -?[0-9.]+ and the line says -?[0-9.]+\\.");
        assertThat(text)
                .as("where the sidecar lies")
                .doesNotContain(files.folder().toString());
        assertThat(text).contains("butterfly", "\"sha256\"", "Section 3.1", "How to read it", "after 2 steps");
        assertThat(Files.readString(page)).doesNotContain("://", "<script", "{{", "@import", "url(");
    }

    @Test
    void classesThatAreTheSameAreShownOnce() throws Exception {
        Files.copy(files.picture(), files.folder().resolve("again.png"));

        CommandRun run = run(files.picture(), files.folder().resolve("again.png"));

        assertThat(run.out()).contains("2 of 2 pictures, 1 class models");
        assertThat(all(parsed(), "article")).hasSize(1 + 2 * 4);
    }

    @Test
    void namesAndLabelsAreTextNotMarkup() throws Exception {
        String evil = "<script>alert('&')</script>";
        Path picture = files.write("a&b <i> {{style}} 'x'.png", EmbeddedModel.demoPicture());
        Path model = files.write("m<b>&amp;.onnx", EmbeddedModel.model());
        files.write("m<b>&amp;.fovea.json", EmbeddedModel.sidecar());

        CommandRun run = CommandRun.of(
                "paper",
                picture,
                "--model",
                model,
                "--out",
                page,
                "--steps",
                "1",
                "--labels",
                files.write("labels.txt", labels(model, evil).getBytes(StandardCharsets.UTF_8)));

        assertThat(run.err()).isEmpty();
        Document document = parsed();
        assertThat(all(document, "script")).isEmpty();
        assertThat(all(document, "b")).allMatch(b -> b.getTextContent().matches("\\d"));
        assertThat(document.getDocumentElement().getTextContent())
                .contains(evil, "a&b <i> {{style}} 'x'.png", "m<b>&amp;.onnx");
    }

    private static String labels(Path model, String name) {
        try (Classifier classifier = Classifier.load(model)) {
            return IntStream.range(0, (int) classifier.classCount())
                    .mapToObj(i -> name + i)
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void aBrokenPictureDoesNotKeepTheOthersFromThePage() throws Exception {
        Path broken = files.write("broken.png", new byte[] {1, 2, 3});

        CommandRun run = run(broken, files.picture());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains("broken.png");
        assertThat(all(parsed(), "article")).hasSize(5);
    }

    @Test
    void withoutAPictureThereIsNoPage() throws IOException {
        Path broken = files.write("broken.png", new byte[] {1, 2, 3});
        assertThat(run(broken).exit()).isEqualTo(2);
        assertThat(run("x.npy").err()).contains("'x.npy' is a tensor; the page needs pictures");
        assertThat(page).doesNotExist();
    }

    @Test
    void aRecipeThatIsNotThereIsRefused() {
        CommandRun run = CommandRun.of("paper", files.picture(), "--model", files.model(), "--recipe", "dali");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("There is no recipe 'dali' for class models; choose one of simonyan");
    }
}
