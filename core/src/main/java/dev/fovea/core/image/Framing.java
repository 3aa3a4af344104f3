package dev.fovea.core.image;

/**
 * How a picture was resized and cropped to fit a model, and so how a map in the model's view lies on the picture.
 *
 * <p>The source ({@code sourceWidth x sourceHeight}) is resized to {@code resizedWidth x resizedHeight}, of which the
 * rectangle at ({@code cropX}, {@code cropY}) of {@code width x height} is what the model sees. Where the rectangle
 * reaches beyond the resized picture (negative offsets) it is padded with black. All in pixels; immutable.
 *
 * <pre>{@code
 * Framing framing = Framing.of(picture).resizeShorterSide(256).centerCrop(224);
 * Picture seen = framing.apply(picture, Resampling.BILINEAR);
 * float[] onPicture = framing.toSource(map, 224, 224);
 * }</pre>
 */
public record Framing(
        int sourceWidth,
        int sourceHeight,
        int resizedWidth,
        int resizedHeight,
        int cropX,
        int cropY,
        int width,
        int height) {

    public Framing {
        if (Math.min(Math.min(sourceWidth, sourceHeight), Math.min(resizedWidth, resizedHeight)) < 1
                || Math.min(width, height) < 1) {
            throw new IllegalArgumentException("Every size of a framing must be at least 1, found source %d x %d, "
                            .formatted(sourceWidth, sourceHeight)
                    + "resized %d x %d, crop %d x %d".formatted(resizedWidth, resizedHeight, width, height));
        }
    }

    /** The whole picture at its own size. */
    public static Framing of(Picture picture) {
        return of(picture.width(), picture.height());
    }

    /** A whole picture of that size. */
    public static Framing of(int width, int height) {
        return new Framing(width, height, width, height, 0, 0, width, height);
    }

    /**
     * The shorter side made {@code size}, the other one in proportion, its fraction cut off: torchvision's {@code
     * Resize(size)}.
     */
    public Framing resizeShorterSide(int size) {
        return resizedWidth <= resizedHeight
                ? squash(size, inProportion(size, resizedHeight, resizedWidth))
                : squash(inProportion(size, resizedWidth, resizedHeight), size);
    }

    private static int inProportion(int size, int longer, int shorter) {
        return (int) ((double) ((long) size * longer) / shorter);
    }

    /** Both sides made the given sizes, whatever the proportions: torchvision's {@code Resize((height, width))}. */
    public Framing squash(int newWidth, int newHeight) {
        if (cropX != 0 || cropY != 0 || width != resizedWidth || height != resizedHeight) {
            throw new IllegalStateException("A framing resizes first and crops last; this one is cropped already");
        }
        return new Framing(sourceWidth, sourceHeight, newWidth, newHeight, 0, 0, newWidth, newHeight);
    }

    /** The square in the middle, padded where the picture is smaller: torchvision's {@code CenterCrop(size)}. */
    public Framing centerCrop(int size) {
        return centerCrop(size, size);
    }

    /** The rectangle in the middle, padded where the picture is smaller: torchvision's {@code CenterCrop}. */
    public Framing centerCrop(int newWidth, int newHeight) {
        return crop(cropX + centred(width, newWidth), cropY + centred(height, newHeight), newWidth, newHeight);
    }

    /** Python's round() goes to the even neighbour, and torchvision cuts by round((size - crop) / 2). */
    private static int centred(int size, int crop) {
        return crop > size ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
    }

    /** The rectangle at ({@code x}, {@code y}) of the resized picture; what lies outside of that is padding. */
    public Framing crop(int x, int y, int newWidth, int newHeight) {
        return new Framing(sourceWidth, sourceHeight, resizedWidth, resizedHeight, x, y, newWidth, newHeight);
    }

    /**
     * What the model sees of the picture: {@code width x height}.
     *
     * @throws IllegalArgumentException if the picture has not the source size
     */
    public Picture apply(Picture picture, Resampling resampling) {
        if (picture.width() != sourceWidth || picture.height() != sourceHeight) {
            throw new IllegalArgumentException("This framing is of a picture of %d x %d, found %d x %d"
                    .formatted(sourceWidth, sourceHeight, picture.width(), picture.height()));
        }
        return picture.resize(resizedWidth, resizedHeight, resampling).crop(cropX, cropY, width, height);
    }

    /** Whether the model saw the source pixel at column {@code x}, row {@code y}: its centre is inside of the crop. */
    public boolean sees(int x, int y) {
        return inside(x, sourceWidth, resizedWidth, cropX, width)
                && inside(y, sourceHeight, resizedHeight, cropY, height);
    }

    private static boolean inside(int position, int source, int resized, int offset, int size) {
        double at = (position + 0.5) * resized / source - offset;
        return at >= 0 && at < size;
    }

    /**
     * A map over the model's view, laid on the source picture at the picture's own resolution: bilinear with half-pixel
     * centres, averaged where the picture is the smaller of the two. Pixels the model did not see (see {@link #sees})
     * are 0: no score can hang on them.
     *
     * @param map {@code mapWidth * mapHeight} values over the whole view, row by row; any resolution, for instance
     *     {@code width x height} for a gradient or 7 x 7 for the activations of a late layer
     * @return {@code sourceWidth * sourceHeight} values, row by row
     * @throws IllegalArgumentException if the sizes disagree or are not positive
     */
    public float[] toSource(float[] map, int mapWidth, int mapHeight) {
        FloatResizer.checkSize(map, mapWidth, mapHeight);
        float[] onSource = FloatResizer.resample(
                map,
                mapWidth,
                mapHeight,
                axis(mapWidth, sourceWidth, resizedWidth, cropX, width),
                axis(mapHeight, sourceHeight, resizedHeight, cropY, height));
        boolean[] seen = new boolean[sourceWidth];
        for (int x = 0; x < sourceWidth; x++) {
            seen[x] = inside(x, sourceWidth, resizedWidth, cropX, width);
        }
        for (int y = 0; y < sourceHeight; y++) {
            boolean row = inside(y, sourceHeight, resizedHeight, cropY, height);
            for (int x = 0; x < sourceWidth; x++) {
                if (!row || !seen[x]) {
                    onSource[y * sourceWidth + x] = 0;
                }
            }
        }
        return onSource;
    }

    private static AxisWeights axis(int mapSize, int source, int resized, int offset, int size) {
        double perPixel = (double) mapSize / size;
        return AxisWeights.of(
                Resampling.BILINEAR, mapSize, source, -offset * perPixel, (double) resized / source * perPixel);
    }
}
