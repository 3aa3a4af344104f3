package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.ClassScores;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Score;
import dev.fovea.core.model.Selection;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Occlusion: by how much the score drops when a square window of the picture is covered (Zeiler and Fergus 2014, section
 * 4.2). A pixel's value is the mean drop over the windows that cover it: positive where the picture speaks for the class,
 * negative where it speaks against. Forward runs only, so that it serves models without a backward rule too; many of them.
 * Windows start at every multiple of the stride, and the last ones at the far edges, so that every pixel is covered.
 * Immutable and thread-safe.
 *
 * <p>PAIR's library ({@link #pair}) adds the drops of all windows up instead: away from the edges, window² / stride² times
 * these values.
 *
 * @param window side of the window in pixels of the model's input; 0 for an eighth of the input's shorter side
 * @param stride from one window to the next; 0 for half a window
 * @param value what covers, in normalised input: 0 is the mean picture where a mean is subtracted
 * @param score which number of the class is watched
 */
public record Occlusion(int window, int stride, double value, Score score) implements Method {
    /** Windows that are run at once where the model takes any number. */
    private static final int BATCH = 16;

    public Occlusion {
        if (window < 0 || stride < 0 || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "Window and stride must not be negative and the value must be finite, found %d, %d, %s"
                            .formatted(window, stride, value));
        }
    }

    /** Windows of an eighth of the shorter side, half of one apart, covered with 0; the logit: about 225 runs. */
    public Occlusion() {
        this(0, 0, 0, Score.LOGIT);
    }

    /** The windows of PAIR's saliency library: 15 pixels, at every pixel, covered with 0; tens of thousands of runs. */
    public static Occlusion pair() {
        return new Occlusion(15, 1, 0, Score.LOGIT);
    }

    public Occlusion withScore(Score chosen) {
        return new Occlusion(window, stride, value, chosen);
    }

    @Override
    public String description() {
        return window == 0
                ? "occlusion"
                : "occlusion, window %d, stride %s".formatted(window, stride == 0 ? "half" : stride);
    }

    @Override
    public String mapName() {
        return "Occlusion map";
    }

    @Override
    public String meaning() {
        String watched = switch (score) {
            case LOGIT -> "S";
            case PROBABILITY -> "P";
            case LOG_PROBABILITY -> "log P";
        };
        return "drop of %s when covered".formatted(watched);
    }

    /** These options with window and stride in pixels for an input of that size. */
    private Occlusion in(int height, int width) {
        int side = window > 0 ? window : Math.max(1, Math.min(height, width) / 8);
        if (side > height || side > width) {
            throw new FoveaException(
                    "A window of %d pixels does not fit the model's input of %d x %d; choose a smaller one"
                            .formatted(side, width, height));
        }
        return new Occlusion(side, stride > 0 ? stride : Math.max(1, side / 2), value, score);
    }

    /**
     * The map of one class.
     *
     * @throws FoveaException if the class does not exist or the window does not fit the model's input
     */
    @Override
    public Explanation explain(Classifier classifier, Subject subject, Target target, Progress progress) {
        long start = System.nanoTime();
        int height = subject.height(classifier);
        int width = subject.width(classifier);
        Occlusion exact = in(height, width);
        ClassScores scores = classifier.scores(subject.tensor()).get(0);
        Selection selection = Selection.of(target, scores, classifier.labels());
        double whole = selection.value(scores, score);
        int[] tops = exact.starts(height);
        int[] lefts = exact.starts(width);
        double[] sum = new double[height * width];
        int[] covers = new int[height * width];
        int batch = classifier.input().batch() < 0
                ? BATCH
                : (int) classifier.input().batch();
        int total = Math.multiplyExact(tops.length, lefts.length);
        for (int done = 0; done < total; done += batch) {
            List<Tensor> covered = new ArrayList<>();
            for (int i = done; i < Math.min(total, done + batch); i++) {
                covered.add(exact.cover(classifier, subject.tensor(), tops[i / lefts.length], lefts[i % lefts.length]));
            }
            List<ClassScores> found = classifier.scores(Tensor.concat(covered));
            for (int i = 0; i < found.size(); i++) {
                int top = tops[(done + i) / lefts.length];
                int left = lefts[(done + i) % lefts.length];
                double drop = whole - selection.value(found.get(i), score);
                for (int y = top; y < top + exact.window; y++) {
                    for (int x = left; x < left + exact.window; x++) {
                        sum[y * width + x] += drop;
                        covers[y * width + x]++;
                    }
                }
            }
            progress.done(done + found.size(), total);
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = covers[i] == 0 ? 0 : (float) (sum[i] / covers[i]);
        }
        SaliencyMap map = SaliencyMap.of(width, height, mean, true);
        return new Explanation(classifier, exact, subject, scores, selection, map, System.nanoTime() - start);
    }

    /** Where windows begin along a side. */
    private int[] starts(int size) {
        int last = size - window;
        int count = (last + stride - 1) / stride + 1;
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = Math.min(last, i * stride);
        }
        return starts;
    }

    private Tensor cover(Classifier classifier, Tensor tensor, int top, int left) {
        int[] size = classifier.input().size(tensor.shape());
        int pixels = size[0] * size[1];
        float[] values = tensor.values().clone();
        for (int y = top; y < top + window; y++) {
            for (int x = left; x < left + window; x++) {
                for (int c = 0; c < classifier.input().channels(); c++) {
                    values[classifier.input().offset(c, y * size[1] + x, pixels)] = (float) value;
                }
            }
        }
        return new Tensor(tensor.shape(), values);
    }
}
