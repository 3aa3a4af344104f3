package dev.fovea.core.inside;

import dev.fovea.autodiff.graph.Shape;
import dev.fovea.core.inside.field.ReceptiveField;
import dev.fovea.core.tensor.Tensor;
import java.util.Optional;

/**
 * How the values of a layer are read as maps, one per channel: of NxCxHxW and NxHxWxC by their axes, of a transformer's
 * NxTxC as a square grid of the tokens, without the first one (the class token) if only the others make a square.
 *
 * @param channels the axis of the channels
 * @param rows the axis of rows; of tokens their axis
 * @param columns the axis of columns; of tokens their axis too
 * @param skipped how many tokens come before the grid
 */
record MapLayout(int channels, int rows, int columns, int skipped) {

    /**
     * The layout of a layer, if it has one: four axes of which two are known to be the picture's, or tokens.
     *
     * @param batch the number of pictures that the model takes at once; -1 if any. Where the first axis is another, as of
     *     the windows of a Swin transformer, the others are no maps of a picture
     */
    static Optional<MapLayout> of(Shape shape, ReceptiveField field, long batch) {
        if (shape.size(0) > 1 && shape.size(0) != batch) {
            return Optional.empty();
        }
        if (shape.rank() == 4 && field.isMap()) {
            int rows = field.rowAxis();
            int columns = field.columnAxis();
            // The axes are 0 to 3, and 0 is the batch.
            return rows == 0 || columns == 0 || rows == columns || shape.size(rows) == 1 && shape.size(columns) == 1
                    ? Optional.empty()
                    : Optional.of(new MapLayout(6 - rows - columns, rows, columns, 0));
        }
        if (shape.rank() == 3) {
            for (int skipped = 0; skipped < 2; skipped++) {
                int side = side(shape.size(1) - skipped);
                if (side > 1) {
                    return Optional.of(new MapLayout(2, 1, 1, skipped));
                }
            }
        }
        return Optional.empty();
    }

    private static int side(long tokens) {
        int root = (int) Math.round(Math.sqrt(Math.max(0, tokens)));
        return (long) root * root == tokens ? root : 0;
    }

    private boolean tokens() {
        return rows == columns;
    }

    /** The rows of the maps of a layer of that shape; -1 if unknown. */
    int height(long[] shape) {
        return tokens() ? side(shape[rows] - skipped) : (int) shape[rows];
    }

    /** The columns of the maps of a layer of that shape; -1 if unknown. */
    int width(long[] shape) {
        return tokens() ? side(shape[columns] - skipped) : (int) shape[columns];
    }

    /** The maps of one picture's values, N = 1. */
    ChannelMaps read(Tensor values) {
        long[] shape = values.shape();
        int height = height(shape);
        int width = width(shape);
        int count = (int) shape[channels];
        int[] steps = new int[shape.length];
        int step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= (int) shape[axis];
        }
        float[] maps = new float[count * height * width];
        int at = 0;
        for (int c = 0; c < count; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int place =
                            tokens() ? (skipped + y * width + x) * steps[rows] : y * steps[rows] + x * steps[columns];
                    maps[at++] = values.values()[c * steps[channels] + place];
                }
            }
        }
        return new ChannelMaps(count, height, width, maps);
    }
}
