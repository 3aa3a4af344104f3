package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code (x scale + shift) W + b} with constants for all but x becomes {@code x (scale W) + (shift W + b)}, where {@link
 * CentredNormalizations} has set scale and shift apart.
 */
final class AffineProducts extends Peephole {

    /** {@code x scale + shift}; the shift may be missing. */
    private record Affine(String x, Weights scale, @Nullable Weights shift) {}

    @Override
    @Nullable Value rewrite(Spot s) {
        Node node = s.node();
        if (node.is("MatMul")) {
            return biasOf(s, node) != null ? null : folded(s, node, null);
        }
        Node product = node.is("Add") ? s.producer(node.input(0), "MatMul") : null;
        product = product == null && node.is("Add") ? s.producer(node.input(1), "MatMul") : product;
        Weights bias = product == null ? null : biasOf(s, product);
        return product == null || bias == null ? null : folded(s, product, bias);
    }

    private static @Nullable Value folded(Spot s, Node product, @Nullable Weights bias) {
        Affine a = affine(s, product.input(0));
        Weights w = Weights.of(s.constantOf(product.input(1)));
        if (a == null
                || w == null
                || w.dims().length != 2
                || w.dim(0) != a.scale().dim(0)) {
            return null;
        }
        int outputs = w.dim(1);
        double[] factors = new double[w.dim(0)];
        double[] sums = new double[outputs];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = a.scale().values()[i];
            double shift = a.shift() == null ? 0 : a.shift().values()[i];
            for (int o = 0; o < outputs; o++) {
                sums[o] += shift * w.values()[i * outputs + o];
            }
        }
        Weights constant = Weights.zeros(outputs);
        for (int o = 0; o < outputs; o++) {
            constant.values()[o] = (float) (sums[o] + (bias == null ? 0 : bias.values()[o]));
        }
        Value scaled =
                s.op("MatMul", s.operand(a.x()), s.constant(w.scaled(factors).toTensor()));
        return a.shift() == null && bias == null ? scaled : s.add(scaled, s.constant(constant.toTensor()));
    }

    private static @Nullable Affine affine(Spot s, String value) {
        Node add = s.producer(value, "Add");
        Node mul = s.producer(add == null ? value : add.input(0), "Mul");
        if (mul == null || s.producer(mul.input(0), "SimplifiedLayerNormalization") == null) {
            return null;
        }
        Weights scale = Weights.of(s.constantOf(mul.input(1)));
        Weights shift = add == null ? null : Weights.of(s.constantOf(add.input(1)));
        return scale == null || add != null && shift == null ? null : new Affine(mul.input(0), scale, shift);
    }

    /** The constant vector that the product's only reader adds; null if it does not. */
    private static @Nullable Weights biasOf(Spot s, Node product) {
        Node add =
                s.isReadOnce(product.output(0)) ? s.readers(product.output(0)).get(0) : null;
        Weights bias = add == null || !add.is("Add")
                ? null
                : Weights.of(s.constantOf(add.input(add.input(0).equals(product.output(0)) ? 1 : 0)));
        TensorProto w = s.constantOf(product.input(1));
        return bias != null
                        && w != null
                        && w.getDimsCount() == 2
                        && bias.dims().length == 1
                        && bias.dim(0) == w.getDims(1)
                ? bias
                : null;
    }
}
