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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hugging Face's descriptions beside a model: {@code preprocessor_config.json} of transformers, and {@code config.json}
 * with {@code id2label} or timm's {@code pretrained_cfg}.
 */
final class HuggingFace {

    private static final Logger LOG = LoggerFactory.getLogger(HuggingFace.class);

    private HuggingFace() {}

    static Preprocessing preprocessor(String json, String source) {
        JsonNode p = Sidecar.tree(json, source);
        boolean rescale = p.path("do_rescale").asBoolean(true);
        if (p.path("do_normalize").asBoolean(false) && !p.has("image_mean")) {
            throw new FoveaException("%s: do_normalize without image_mean and image_std; put them in or name a preset"
                    .formatted(source));
        }
        boolean normalize = p.path("do_normalize").asBoolean(true) && p.has("image_mean");
        List<Double> mean = normalize ? Sidecar.numbers(p.path("image_mean"), 0, source) : List.of(0.0);
        // EfficientNet's processor subtracts one between rescaling and normalising.
        double shift = p.path("rescale_offset").asBoolean(false) ? 1 : 0;
        return new Preprocessing(
                fit(p),
                filter(p.path("resample").asInt(2), source),
                p.path("do_flip_channel_order").asBoolean(false) ? Channels.BGR : Channels.RGB,
                rescale ? p.path("rescale_factor").asDouble(1 / 255.0) : 1,
                mean.stream().map(m -> m + shift).toList(),
                normalize ? Sidecar.numbers(p.path("image_std"), 1, source) : List.of(1.0),
                source);
    }

    private static Fit fit(JsonNode p) {
        JsonNode size = p.path("size");
        int crop = side(p.path("crop_size"));
        boolean crops = p.path("do_center_crop").asBoolean(crop > 0) && crop > 0;
        if (p.has("crop_pct")) {
            return convNext(
                    size.isInt() ? size.asInt() : size.path("shortest_edge").asInt(224), p.path("crop_pct"));
        }
        if (!p.path("do_resize").asBoolean(true)) {
            return crops ? new ShorterSide(-1, crop) : new Squash(0, 0);
        }
        // A bare number is the shorter side where a crop follows (CLIP, MobileViT), both sides where none does (ViT).
        int shortest = size.isInt() && crops
                ? size.asInt()
                : size.path("shortest_edge").asInt(0);
        if (shortest > 0) {
            return new ShorterSide(shortest, crops ? crop : shortest);
        }
        int height = size.isInt() ? size.asInt() : size.path("height").asInt(0);
        int width = size.isInt() ? size.asInt() : size.path("width").asInt(0);
        return crops && crop < height ? new ShorterSide(height, crop) : new Squash(height, width);
    }

    /** ConvNeXt's processor: the size is the crop's and the resize larger; from 384 on nothing is cropped. */
    private static Fit convNext(int size, JsonNode share) {
        return size < 384 ? new ShorterSide((int) (size / share.asDouble(224 / 256.0)), size) : new Squash(size, size);
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
        double share = c.path("crop_pct").asDouble(0.875);
        int resize = (int) Math.floor(size / share);
        String mode = c.path("crop_mode").asText("center");
        boolean squash = mode.equals("squash");
        if (!mode.equals("center") && !(squash && share == 1)) {
            LOG.warn("{}: crop_mode '{}' with crop_pct {} is not followed; name a preset", source, mode, share);
            return Optional.empty();
        }
        return Optional.of(new Preprocessing(
                squash ? new Squash(size, size) : new ShorterSide(resize, size),
                Sidecar.filter(c.path("interpolation").asText("bilinear"), source),
                Channels.RGB,
                1 / 255.0,
                Sidecar.numbers(c.path("mean"), 0, source),
                Sidecar.numbers(c.path("std"), 1, source),
                source));
    }

    static Labels labels(JsonNode config) {
        if (config.has("id2label")) {
            return Labels.of(config.path("id2label"));
        }
        return config.path("label_names").isArray() ? Labels.of(config.path("label_names")) : Labels.NONE;
    }
}
