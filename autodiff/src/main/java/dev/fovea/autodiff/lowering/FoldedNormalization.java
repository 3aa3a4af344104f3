package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A BatchNormalization by stored statistics becomes part of the weights of the Conv before it. */
final class FoldedNormalization extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node norm = s.node();
        Node conv = s.producer(norm.input(0), "Conv");
        boolean plain = norm.is("BatchNormalization") && norm.attributes().i("training_mode", 0) == 0;
        if (!plain || conv == null || !s.isReadOnce(conv.output(0))) {
            return null;
        }
        List<Weights> statistics = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            Weights w = Weights.of(s.constantOf(norm.input(i)));
            if (w != null) {
                statistics.add(w);
            }
        }
        Weights kernel = Weights.of(s.constantOf(conv.input(1)));
        Weights bias = Weights.of(s.constantOf(conv.input(2)));
        if (kernel == null
                || statistics.size() < 4
                || bias == null && !conv.input(2).isEmpty()) {
            return null;
        }
        double epsilon = norm.attributes().f("epsilon", 1e-5);
        int channels = kernel.dim(0);
        double[] factor = new double[channels];
        Weights shift = Weights.zeros(channels);
        for (int c = 0; c < channels; c++) {
            float scale = statistics.get(0).values()[c];
            float mean = statistics.get(2).values()[c];
            factor[c] = scale / Math.sqrt(statistics.get(3).values()[c] + epsilon);
            double centred = (bias == null ? 0 : bias.values()[c]) - (double) mean;
            shift.values()[c] = (float) (centred * factor[c] + statistics.get(1).values()[c]);
        }
        Attributes a = conv.attributes();
        return s.op(
                "Conv",
                a,
                s.operand(conv.input(0)),
                s.constant(kernel.scaled(factor).toTensor()),
                s.constant(shift.toTensor()));
    }
}
