package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Batches of any size for models that take a fixed one. */
final class Batches {

    private Batches() {}

    /** Scores that differ by less than this share of the largest are the same, added up in another order. */
    private static final double SAME = 1e-3;

    private static final long MANY_WEIGHTS = 8_000_000;

    /** Whether a picture's scores change when another one is run with it, or cannot be had at all. */
    static boolean mixes(Tensor picture, Function<Tensor, List<ClassScores>> run) {
        float[] other = new float[picture.values().length];
        for (int i = 0; i < other.length; i++) {
            other[i] = 1 - picture.values()[i];
        }
        float[] alone = run.apply(picture).get(0).logits();
        float[] together;
        try {
            together = run.apply(Tensor.concat(List.of(picture, new Tensor(picture.shape(), other))))
                    .get(0)
                    .logits();
        } catch (FoveaException e) {
            return true;
        }
        double largest = 0;
        double difference = 0;
        for (int k = 0; k < alone.length; k++) {
            if (Float.isFinite(alone[k])) {
                largest = Math.max(largest, Math.abs(alone[k]));
                difference = Math.max(difference, Math.abs(alone[k] - together[k]));
            }
        }
        return difference > SAME * largest;
    }

    /**
     * Whether the model has weights that are read once for all pictures of a batch and cost more to read than to multiply
     * by, such as VGG's fully connected layers. Any other gains nothing from pictures run together on a CPU, and loses
     * where what is kept for the way back no longer fits into its caches.
     */
    static boolean shareWeights(GraphProto graph) {
        Set<String> read = new HashSet<>();
        graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("Gemm"))
                .forEach(n -> read.addAll(n.getInputList()));
        return graph.getInitializerList().stream()
                        .filter(t -> read.contains(t.getName()))
                        .mapToLong(Tensors::count)
                        .sum()
                > MANY_WEIGHTS;
    }

    /** Parts of {@code fixed} pictures each, the last one padded by repeating its last picture; whole if -1. */
    static List<Tensor> split(Tensor batch, long fixed) {
        if (fixed < 0 || fixed == batch.batch()) {
            return List.of(batch);
        }
        List<Tensor> parts = new ArrayList<>();
        for (int at = 0; at < batch.batch(); at += (int) fixed) {
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i < fixed; i++) {
                rows.add(batch.row(Math.min(at + i, batch.batch() - 1)));
            }
            parts.add(Tensor.concat(rows));
        }
        return parts;
    }

    /** The first {@code count} rows of all parts. */
    static Tensor join(List<Tensor> parts, int count) {
        Tensor all = parts.size() == 1 ? parts.get(0) : Tensor.concat(parts);
        if (all.batch() == count) {
            return all;
        }
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(all.row(i));
        }
        return Tensor.concat(rows);
    }
}
