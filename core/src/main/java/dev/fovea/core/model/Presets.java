package dev.fovea.core.model;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The preprocessings that most published classifiers were trained with, by name. */
public final class Presets {

    private Presets() {}

    private record Preset(Preprocessing preprocessing, String meaning) {}

    private static Map<String, Preset> all() {
        List<Double> none = List.of(0.0);
        List<Double> one = List.of(1.0);
        ShorterSide centre = new ShorterSide(0, 0);
        Squash whole = new Squash(0, 0);
        Map<String, Preset> all = new LinkedHashMap<>();
        put(
                all,
                "imagenet",
                "torchvision and most PyTorch models: RGB, /255, mean .485 .456 .406, std .229 .224 .225",
                centre,
                Channels.RGB,
                1 / 255.0,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225));
        put(
                all,
                "imagenet-caffe-bgr",
                "Caffe and old VGG, SqueezeNet: BGR 0-255 minus 104 117 123",
                centre,
                Channels.BGR,
                1,
                List.of(104.0, 117.0, 123.0),
                one);
        put(
                all,
                "tf",
                "TensorFlow, Inception, MobileNet: RGB, x/127.5 - 1, centre crop",
                centre,
                Channels.RGB,
                1 / 127.5,
                one,
                one);
        put(
                all,
                "clip",
                "CLIP: RGB, /255, mean .481 .458 .408, std .269 .261 .276, bicubic to the crop's size",
                new ShorterSide(-1, 0),
                Channels.RGB,
                1 / 255.0,
                List.of(0.48145466, 0.4578275, 0.40821073),
                List.of(0.26862954, 0.26130258, 0.27577711));
        put(
                all,
                "unit",
                "RGB or grey 0-1, the whole picture squashed to the model's size",
                whole,
                Channels.RGB,
                1 / 255.0,
                none,
                one);
        put(all, "unit-bgr", "BGR 0-1, the whole picture squashed", whole, Channels.BGR, 1 / 255.0, none, one);
        put(
                all,
                "symmetric",
                "RGB or grey -1 to 1, the whole picture squashed",
                whole,
                Channels.RGB,
                1 / 127.5,
                one,
                one);
        put(all, "raw", "RGB or grey 0-255 as it is, the whole picture squashed", whole, Channels.RGB, 1, none, one);
        put(all, "raw-bgr", "BGR 0-255 as it is, the whole picture squashed", whole, Channels.BGR, 1, none, one);
        return all;
    }

    private static void put(
            Map<String, Preset> all,
            String name,
            String meaning,
            Preprocessing.Fit fit,
            Channels channels,
            double scale,
            List<Double> mean,
            List<Double> std) {
        Resampling filter = name.equals("clip") ? Resampling.BICUBIC : Resampling.BILINEAR;
        all.put(
                name,
                new Preset(
                        new Preprocessing(fit, filter, channels, scale, mean, std, "preset '" + name + "'"), meaning));
    }

    /**
     * The preset of that name.
     *
     * @throws FoveaException if there is none; the message lists the names
     */
    public static Preprocessing named(String name) {
        Preset preset = all().get(name);
        if (preset == null) {
            throw new FoveaException("There is no preprocessing preset '%s'; choose one of %s"
                    .formatted(name, String.join(", ", all().keySet())));
        }
        return preset.preprocessing();
    }

    /** The names, in the order they are shown. */
    public static List<String> names() {
        return List.copyOf(all().keySet());
    }

    /** Names with what they do, for help texts. */
    public static String described() {
        return all().entrySet().stream()
                .map(e -> e.getKey() + " (" + e.getValue().meaning() + ")")
                .collect(Collectors.joining("; "));
    }
}
