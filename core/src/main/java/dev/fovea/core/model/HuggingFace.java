package dev.fovea.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.Fit;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.List;
import java.util.Optional;

/**
 * Hugging Face's descriptions beside a model: {@code preprocessor_config.json} of transformers, and {@code config.json}
 * with {@code id2label} or timm's {@code pretrained_cfg}.
 */
final class HuggingFace {

    private HuggingFace() {}

    static Preprocessing preprocessor(String json, String source) {
        JsonNode p = Sidecar.tree(json, source);
        boolean rescale = p.path("do_rescale").asBoolean(true);
        boolean normalize = p.path("do_normalize").asBoolean(true) && p.has("image_mean");
        return new Preprocessing(
                fit(p),
                filter(p.path("resample").asInt(2), source),
                Channels.RGB,
                rescale ? p.path("rescale_factor").asDouble(1 / 255.0) : 1,
                normalize ? Sidecar.numbers(p.path("image_mean"), 0) : List.of(0.0),
                normalize ? Sidecar.numbers(p.path("image_std"), 1) : List.of(1.0),
                source);
    }

    private static Fit fit(JsonNode p) {
        JsonNode size = p.path("size");
        int crop = side(p.path("crop_size"));
        int shortest = size.path("shortest_edge").asInt(0);
        if (p.has("crop_pct") && shortest > 0 && shortest < 384) {
            // ConvNeXt's processor: the size is the crop's, the resize is larger.
            return new ShorterSide((int) (shortest / p.path("crop_pct").asDouble(1)), shortest);
        }
        if (!p.path("do_resize").asBoolean(true)) {
            return p.path("do_center_crop").asBoolean(false) ? new ShorterSide(-1, crop) : new Squash(0, 0);
        }
        if (shortest > 0) {
            return new ShorterSide(shortest, p.path("do_center_crop").asBoolean(true) && crop > 0 ? crop : shortest);
        }
        int height = size.isInt() ? size.asInt() : size.path("height").asInt(0);
        int width = size.isInt() ? size.asInt() : size.path("width").asInt(0);
        return p.path("do_center_crop").asBoolean(false) && crop > 0 && crop < height
                ? new ShorterSide(height, crop)
                : new Squash(height, width);
    }

    private static int side(JsonNode size) {
        return size.isInt() ? size.asInt() : size.path("height").asInt(0);
    }

    /** Numbers as Pillow's resampling filters have them. */
    private static Resampling filter(int pillow, String source) {
        return switch (pillow) {
            case 0 -> Resampling.NEAREST;
            case 1 -> Resampling.LANCZOS;
            case 2 -> Resampling.BILINEAR;
            case 3 -> Resampling.BICUBIC;
            default ->
                throw new FoveaException("%s: resample %d is not read (0, 1, 2 or 3 are)".formatted(source, pillow));
        };
    }

    /** timm's configuration, if {@code config.json} has one. */
    static Optional<Preprocessing> timm(JsonNode config, String source) {
        JsonNode c = config.path("pretrained_cfg");
        if (!c.has("mean")) {
            return Optional.empty();
        }
        int size = c.path("input_size").path(1).asInt(224);
        int resize = (int) Math.floor(size / c.path("crop_pct").asDouble(0.875));
        boolean squash = c.path("crop_mode").asText("center").equals("squash");
        return Optional.of(new Preprocessing(
                squash ? new Squash(size, size) : new ShorterSide(resize, size),
                Sidecar.filter(c.path("interpolation").asText("bilinear"), source),
                Channels.RGB,
                1 / 255.0,
                Sidecar.numbers(c.path("mean"), 0),
                Sidecar.numbers(c.path("std"), 1),
                source));
    }

    static Labels labels(JsonNode config) {
        if (config.has("id2label")) {
            return Labels.of(config.path("id2label"));
        }
        return config.path("label_names").isArray() ? Labels.of(config.path("label_names")) : Labels.NONE;
    }
}
