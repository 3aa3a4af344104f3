package dev.fovea.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of Simonyan, Vedaldi and Zisserman (2013) for the user's model and pictures, as one HTML file: style and
 * pictures are in it, there is no script, and nothing is asked of a network. Figures become HTML as they come in, so that
 * no picture is held longer than it is worked on. For one thread.
 */
public final class PaperPage {
    /** Where the template takes a part; one pass, so that no part is taken for template. */
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final String model;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Section classes = new Section(
            "Class models",
            "Section 2 of the paper",
            "The picture that one class score likes best: gradient ascent on the score before the softmax by the recipe"
                    + " named above (the paper's: from the mean picture, its norm held down).",
            "It shows what raises the score, not what the class looks like, and nothing of your pictures. Another recipe"
                    + " or seed gives another picture for the same class; a picture that says little to us does not make"
                    + " the classifier wrong.");
    private final Section saliency = new Section(
            "Saliency maps",
            "Section 3.1",
            "Bright pixels need to be changed least to change the score of the class most: the size of the gradient of"
                    + " the score, the largest of the channels, averaged over ten cropped and reflected sub-images.",
            "This is how the score responds around this very picture. Its sign is dropped: a bright pixel may speak for"
                    + " the class or against it. Every map has a range of its own, so compare places within a map, not"
                    + " brightness between maps.");
    private final Section objects = new Section(
            "Segmentation and boxes",
            "Section 3.2",
            "Pixels in the brightest 5 % of the map teach the object's colours, those in the darkest 30 % the"
                    + " background's; a minimum cut then gives every pixel a side. Outline: the largest piece. Box:"
                    + " around it. The classifier was never shown a box.",
            "It finds what the score hangs on, which may be a part of the object or more than it. The cut follows"
                    + " colours: where object and background share them it spreads or stops short.");
    private final Section rules = new Section(
            "Three ways back",
            "Section 4",
            "The same score taken back to the picture by the gradient, by a deconvnet and by guided backpropagation."
                    + " They differ at ReLUs only: what passes is what the unit let through, what is positive, or what"
                    + " is both.",
            "Only the gradient is a derivative of the score. Guided maps are sharper, but they hardly change when a"
                    + " model's weights are replaced by random ones (Adebayo et al. 2018): they tell more of edges than"
                    + " of what the classifier makes of them.");
    private final Section linear = new Section(
            "The score as a line",
            "Section 3, equations 3 and 4",
            "The map is the slope w of S(I) = w·I + b, a first-order expansion at your picture. The curves follow the"
                    + " score and that line on the straight way to the zero image (the mean picture, where a mean is"
                    + " subtracted).",
            "Where the curves part, the map no longer speaks for the model. They touch at t = 0 by construction. This way"
                    + " flatters the line: a network of ReLUs with small biases answers a paler picture with nearly as"
                    + " much lower a score. The mirror image, which leaves the way at once, is the harder test.");

    /** @param model what to call the model */
    public PaperPage(String model) {
        this.model = model;
    }

    /** Adds a line to what is said of the model and of the run. */
    public void fact(String name, String value) {
        facts.put(name, value);
    }

    /** Adds a class model. */
    public void add(ClassStudy study) {
        classes.add(Figures.classModel(study));
    }

    /** Adds a picture's figures. */
    public void add(PictureStudy study) {
        saliency.add(Figures.saliency(study));
        objects.add(Figures.object(study));
        rules.add(Figures.rules(study));
        linear.add(Figures.line(study));
    }

    /** The whole file. */
    public String html() {
        List<Section> sections = List.of(classes, saliency, objects, rules, linear);
        StringBuilder links = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < sections.size(); i++) {
            links.append(sections.get(i).link(i + 1));
            body.append(sections.get(i).html(i + 1));
        }
        StringBuilder said = new StringBuilder();
        facts.forEach((name, value) ->
                said.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.text(name), Html.text(value))));
        Map<String, String> parts = Map.of(
                "style", resource("paper.css"),
                "model", Html.text(model),
                "facts", said.toString(),
                "links", links.toString(),
                "sections", body.toString());
        return PLACE.matcher(resource("paper.html"))
                .replaceAll(m -> Matcher.quoteReplacement(parts.getOrDefault(m.group(1), "")));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PaperPage.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The page's template cannot be read from the class path", e);
        }
    }
}
