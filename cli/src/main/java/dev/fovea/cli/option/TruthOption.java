package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.localization.BoundingBox;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.localization.ObjectMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the object really is. */
public final class TruthOption {
    private static final Pattern BOX = Pattern.compile("(\\d{1,6}),(\\d{1,6}),(\\d{1,6}),(\\d{1,6})");
    private static final int INSIDE = 128;

    @Option(
            names = "--truth",
            paramLabel = "T",
            description =
                    "Where the object of the one picture really is, to print the overlap (intersection over union): a "
                            + "mask of the picture's size, bright on the object, or a box as X,Y,WIDTH,HEIGHT.")
    private @Nullable String truth;

    /**
     * What is known of an object.
     *
     * @param mask empty if only the box is known
     */
    public record Truth(BoundingBox box, Optional<ObjectMask> mask) {
        /**
         * Overlap with the box that was found.
         *
         * @throws FoveaException if the true box reaches beyond the picture
         */
        public double boxOverlap(LocalizedObject found) {
            int width = found.mask().width();
            int height = found.mask().height();
            if (mask.isEmpty() && (box.x() + box.width() > width || box.y() + box.height() > height)) {
                throw new FoveaException(
                        "The box of --truth %d,%d,%d,%d reaches beyond the picture of %d x %d; give X,Y,WIDTH,HEIGHT in its pixels"
                                .formatted(box.x(), box.y(), box.width(), box.height(), width, height));
            }
            return box.iou(found.box());
        }

        /**
         * Overlap with the mask that was found.
         *
         * @throws FoveaException if the true mask is of another size than the picture
         */
        public Optional<Double> maskOverlap(LocalizedObject found) {
            return mask.map(m -> {
                if (m.width() != found.mask().width()
                        || m.height() != found.mask().height()) {
                    throw new FoveaException(
                            "The mask of --truth is %d x %d pixels, the picture %d x %d; give one of its size"
                                    .formatted(
                                            m.width(),
                                            m.height(),
                                            found.mask().width(),
                                            found.mask().height()));
                }
                return m.iou(found.mask());
            });
        }
    }

    /** Reads what is known, if anything. */
    public Optional<Truth> truth() {
        return Optional.ofNullable(truth).map(TruthOption::read);
    }

    private static Truth read(String text) {
        Matcher box = BOX.matcher(text);
        if (!box.matches()) {
            if (!Files.exists(Path.of(text))) {
                throw new FoveaException(
                        "--truth '%s' is neither X,Y,WIDTH,HEIGHT nor a mask that exists".formatted(text));
            }
            ObjectMask mask = mask(new PictureReader().read(Path.of(text)), text);
            return new Truth(mask.box(), Optional.of(mask));
        }
        int width = Integer.parseInt(box.group(3));
        int height = Integer.parseInt(box.group(4));
        if (width == 0 || height == 0) {
            throw new FoveaException("The box of --truth '%s' is empty; give X,Y,WIDTH,HEIGHT".formatted(text));
        }
        return new Truth(
                new BoundingBox(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2)), width, height),
                Optional.empty());
    }

    private static ObjectMask mask(Picture picture, String name) {
        boolean[] inside = new boolean[picture.width() * picture.height()];
        boolean any = false;
        for (int i = 0; i < inside.length; i++) {
            inside[i] = picture.channel(i % picture.width(), i / picture.width(), 0) >= INSIDE;
            any |= inside[i];
        }
        if (!any) {
            throw new FoveaException("The mask '%s' of --truth has no pixel of 128 or brighter".formatted(name));
        }
        return ObjectMask.of(picture.width(), picture.height(), inside);
    }
}
