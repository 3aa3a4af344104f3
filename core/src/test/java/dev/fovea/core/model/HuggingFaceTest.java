package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.core.OneLine;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.Fit;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations as the image processors of transformers and timm write them, old and new, and what those do. */
class HuggingFaceTest {
    private static final String HALF = "\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5]";
    private static final String IMAGENET =
            "\"image_mean\": [0.485, 0.456, 0.406], \"image_std\": [0.229, 0.224, 0.225]";
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);
    private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

    private static Arguments row(
            String name, String json, Fit fit, Resampling filter, List<Double> mean, List<Double> std) {
        return Arguments.argumentSet(
                name, json, new Preprocessing(fit, filter, Channels.RGB, 1 / 255.0, mean, std, "p.json"));
    }

    static Stream<Arguments> processors() {
        return Stream.of(
                row(
                        "ViT, new",
                        "{\"do_normalize\": true, \"do_rescale\": true, \"do_resize\": true, " + HALF
                                + ", \"image_processor_type\": \"ViTImageProcessor\", \"resample\": 2,"
                                + " \"rescale_factor\": 0.00392156862745098, \"size\": {\"height\": 224, \"width\": 224}}",
                        new Squash(224, 224),
                        Resampling.BILINEAR,
                        HALVES,
                        HALVES),
                row(
                        "ViT, old",
                        "{\"do_normalize\": true, \"do_resize\": true, " + HALF + ", \"size\": 224}",
                        new Squash(224, 224),
                        Resampling.BILINEAR,
                        HALVES,
                        HALVES),
                row(
                        "ResNet, old: the size is the crop's",
                        "{\"crop_pct\": 0.875, \"do_normalize\": true, \"do_resize\": true, \"feature_extractor_type\":"
                                + " \"ConvNextFeatureExtractor\", " + IMAGENET + ", \"resample\": 3, \"size\": 224}",
                        new ShorterSide(256, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "ConvNeXt, new",
                        "{\"crop_pct\": 0.875, \"do_normalize\": true, \"do_rescale\": true, \"do_resize\": true, "
                                + IMAGENET + ", \"image_processor_type\": \"ConvNextImageProcessor\", \"resample\": 3,"
                                + " \"rescale_factor\": 0.00392156862745098, \"size\": {\"shortest_edge\": 224}}",
                        new ShorterSide(256, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "ConvNeXt without a share",
                        "{\"crop_pct\": null, " + IMAGENET + ", \"resample\": 3, \"size\": {\"shortest_edge\": 224}}",
                        new ShorterSide(256, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "ConvNeXt from 384 on: squashed, nothing cropped",
                        "{\"crop_pct\": 0.95, " + IMAGENET + ", \"resample\": 3, \"size\": {\"shortest_edge\": 384}}",
                        new Squash(384, 384),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "PoolFormer's share",
                        "{\"crop_pct\": 0.9, " + IMAGENET + ", \"resample\": 3, \"size\": {\"shortest_edge\": 224}}",
                        new ShorterSide(248, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "CLIP, new",
                        "{\"crop_size\": {\"height\": 224, \"width\": 224}, \"do_center_crop\": true, \"do_normalize\":"
                                + " true, \"do_rescale\": true, \"do_resize\": true, " + IMAGENET + ", \"resample\": 3,"
                                + " \"size\": {\"shortest_edge\": 224}}",
                        new ShorterSide(224, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "CLIP, old",
                        "{\"crop_size\": 224, \"do_center_crop\": true, \"do_normalize\": true, \"do_resize\": true,"
                                + " \"feature_extractor_type\": \"CLIPFeatureExtractor\", " + IMAGENET
                                + ", \"resample\": 3, \"size\": 224}",
                        new ShorterSide(224, 224),
                        Resampling.BICUBIC,
                        MEAN,
                        STD),
                row(
                        "MobileNet",
                        "{\"crop_size\": {\"height\": 224, \"width\": 224}, \"do_center_crop\": true, \"do_normalize\":"
                                + " true, " + HALF + ", \"resample\": 2, \"size\": {\"shortest_edge\": 256}}",
                        new ShorterSide(256, 224),
                        Resampling.BILINEAR,
                        HALVES,
                        HALVES),
                row(
                        "EfficientNet shifts to -1 to 1 before",
                        "{\"do_center_crop\": false, \"do_normalize\": true, \"rescale_offset\": true, " + HALF
                                + ", \"resample\": 0, \"size\": {\"height\": 240, \"width\": 240}}",
                        new Squash(240, 240),
                        Resampling.NEAREST,
                        List.of(1.5, 1.5, 1.5),
                        HALVES),
                row(
                        "nothing normalised",
                        "{\"do_normalize\": false, " + HALF
                                + ", \"resample\": 1, \"size\": {\"height\": 64, \"width\": 32}}",
                        new Squash(64, 32),
                        Resampling.LANCZOS,
                        List.of(0.0),
                        List.of(1.0)));
    }

    @ParameterizedTest
    @MethodSource("processors")
    void readsPreprocessors(String json, Preprocessing expected) {
        assertThat(HuggingFace.preprocessor(json, "p.json")).isEqualTo(expected);
    }

    @Test
    void readsMobileVitsBlueFirst() {
        Preprocessing p = HuggingFace.preprocessor(
                "{\"crop_size\": 256, \"do_center_crop\": true, \"do_flip_channel_order\": true, \"do_resize\": true,"
                        + " \"feature_extractor_type\": \"MobileViTFeatureExtractor\", \"resample\": 2, \"size\": 288}",
                "p.json");
        assertThat(p.channels()).isEqualTo(Channels.BGR);
        assertThat(p.fit()).isEqualTo(new ShorterSide(288, 256));
        assertThat(p.mean()).containsExactly(0.0);
    }

    @Test
    void readsPicturesThatAreNotRescaled() {
        Preprocessing p = HuggingFace.preprocessor("{\"do_rescale\": false, \"size\": 32}", "p.json");
        assertThat(p.scale()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotFollow() {
        OneLine.refuses(
                () -> HuggingFace.preprocessor("{\"resample\": 5, \"size\": 32}", "p.json"),
                "p.json: resample 5 is not read (0, 1, 2 or 3 are)");
        OneLine.refuses(
                () -> HuggingFace.preprocessor("{\"do_normalize\": true, \"size\": 32}", "p.json"),
                "p.json: do_normalize without image_mean and image_std");
        OneLine.refuses(
                () -> HuggingFace.preprocessor("{\"image_mean\": \"half\", \"image_std\": 1, \"size\": 32}", "p.json"),
                "p.json: 'half' is not a number or a list of numbers");
        OneLine.refuses(
                () -> HuggingFace.preprocessor("{\"size\": ", "p.json"),
                "p.json is not valid JSON",
                "(line 1, column ");
    }

    private static JsonNode timm(String more) {
        return Sidecar.tree(
                "{\"architecture\": \"resnet50\", \"num_classes\": 3, \"label_names\": [\"a\", \"b\", \"c\"],"
                        + " \"pretrained_cfg\": {\"tag\": \"a1_in1k\", \"input_size\": [3, 224, 224], \"mean\": [0.485, 0.456,"
                        + " 0.406], \"std\": [0.229, 0.224, 0.225]" + more + "}}",
                "config.json");
    }

    static Stream<Arguments> timmConfigurations() {
        return Stream.of(
                Arguments.of(
                        ", \"interpolation\": \"bicubic\", \"crop_pct\": 0.95, \"crop_mode\": \"center\"",
                        new ShorterSide(235, 224),
                        Resampling.BICUBIC),
                Arguments.of(
                        ", \"interpolation\": \"bilinear\", \"crop_pct\": 0.875",
                        new ShorterSide(256, 224),
                        Resampling.BILINEAR),
                Arguments.of("", new ShorterSide(256, 224), Resampling.BILINEAR),
                Arguments.of(
                        ", \"interpolation\": \"bicubic\", \"crop_pct\": 1.0, \"crop_mode\": \"squash\"",
                        new Squash(224, 224),
                        Resampling.BICUBIC));
    }

    @ParameterizedTest
    @MethodSource("timmConfigurations")
    void readsTimmsConfiguration(String more, Fit fit, Resampling filter) {
        assertThat(HuggingFace.timm(timm(more), "config.json"))
                .contains(new Preprocessing(fit, filter, Channels.RGB, 1 / 255.0, MEAN, STD, "config.json"));
    }

    /** Borders and crops of squashed pictures have no form here: better none than a wrong one. */
    @Test
    void doesNotGuessTimmsOtherCrops() {
        assertThat(HuggingFace.timm(timm(", \"crop_mode\": \"border\""), "config.json"))
                .isEmpty();
        assertThat(HuggingFace.timm(timm(", \"crop_mode\": \"squash\", \"crop_pct\": 0.9"), "config.json"))
                .isEmpty();
        assertThat(HuggingFace.timm(Sidecar.tree("{}", "config.json"), "config.json"))
                .isEmpty();
    }

    @Test
    void readsLabels() {
        assertThat(HuggingFace.labels(timm("")).names()).containsExactly("a", "b", "c");
        assertThat(HuggingFace.labels(Sidecar.tree("{\"id2label\": {\"1\": \"dog\", \"0\": \"cat\"}}", "c"))
                        .names())
                .containsExactly("cat", "dog");
        assertThat(HuggingFace.labels(Sidecar.tree("{\"model_type\": \"vit\"}", "c")))
                .isEqualTo(Labels.NONE);
    }
}
