package dev.fovea.scenes;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The classifier that comes with Fovea, trained on rendered scenes only: four convolutions, 0.7 MB, ten classes
 * ({@link SceneClasses#labels()}), input {@code image} of N x 3 x 112 x 112, output {@code logits} of N x 10. Its model
 * card says how it was made and how good it is.
 *
 * <p>Every call gives fresh bytes. Thread-safe.
 */
public final class EmbeddedModel {
    /** The seed of the demo scene; no training scene has it. */
    public static final long DEMO_SEED = 311;

    private EmbeddedModel() {}

    /** The ONNX file. */
    public static byte[] model() {
        return resource("scenes-cnn.onnx");
    }

    /** The sidecar that belongs beside the ONNX file: preprocessing and labels, JSON in UTF-8. */
    public static byte[] sidecar() {
        return resource("scenes-cnn.fovea.json");
    }

    /** The demo scene, {@code SceneGenerator.render(DEMO_SEED)}, as a PNG file. */
    public static byte[] demoPicture() {
        return resource("demo.png");
    }

    /** Where the demo scene shows its object, as a PNG file: white there, black elsewhere. */
    public static byte[] demoMask() {
        return resource("demo.mask.png");
    }

    private static byte[] resource(String name) {
        try (InputStream in = EmbeddedModel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("No resource " + name + " beside " + EmbeddedModel.class.getName()
                        + ": the jar of fovea-scenes is incomplete; take it from a full build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
