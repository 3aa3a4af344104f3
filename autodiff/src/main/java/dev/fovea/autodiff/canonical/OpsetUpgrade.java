package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Raises models older than opset {@value Canonical#MINIMUM_OPSET} to it and gives every operator its modern form: what
 * became an input is an input. Only the changes of meaning in ONNX's change log have a row; most operators have none.
 */
final class OpsetUpgrade implements Canonical.Pass {
    private static final long OLDEST = 7;
    private static final long IR_VERSION = 8;
    private static final long ALWAYS = Long.MAX_VALUE;

    /** How {@code op} is rewritten in models of an opset older than {@code before}. */
    private record Row(String op, long before, Rewrite rewrite) {}

    private static final List<Row> TABLE = List.of(
            new Row("Clip", 11, s -> s.again(s.x(), s.takeFloats("min"), s.takeFloats("max"))),
            new Row("Pad", 11, s -> s.again(s.x(), s.takeInts("pads"), s.takeFloats("value"))),
            new Row("Slice", 10, s -> s.again(s.x(), s.takeInts("starts"), s.takeInts("ends"), s.takeInts("axes"))),
            new Row("TopK", 10, s -> s.again(s.x(), s.takeInts("k"))),
            new Row("Squeeze", 13, OpsetUpgrade::axesAsInput),
            new Row("Unsqueeze", 13, OpsetUpgrade::axesAsInput),
            new Row("ReduceSum", 13, OpsetUpgrade::axesAsInput),
            new Row("ReduceMean", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceMax", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceMin", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceProd", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceL1", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceL2", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceLogSum", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceLogSumExp", 18, OpsetUpgrade::axesAsInput),
            new Row("ReduceSumSquare", 18, OpsetUpgrade::axesAsInput),
            new Row("Split", 18, OpsetUpgrade::split),
            new Row("Softmax", 13, single(OpsetUpgrade::overFlattened)),
            new Row("LogSoftmax", 13, single(OpsetUpgrade::overFlattened)),
            new Row("Hardmax", 13, single(OpsetUpgrade::overFlattened)),
            new Row("Scatter", ALWAYS, s -> s.keep("ScatterElements", s.attributes(), s.inputsFrom(0))),
            new Row("Upsample", ALWAYS, single(OpsetUpgrade::upsample)),
            new Row("Resize", 11, single(OpsetUpgrade::resize)),
            new Row("RoiAlign", 16, s -> s.keep("RoiAlign", halfPixelOutput(s), s.inputsFrom(0))),
            new Row("BatchNormalization", ALWAYS, single(OpsetUpgrade::inferenceNormalization)),
            new Row("Dropout", ALWAYS, OpsetUpgrade::inferenceDropout),
            new Row("GroupNormalization", 21, single(OpsetUpgrade::scaledByGroup)),
            new Row("MeanVarianceNormalization", ALWAYS, single(OpsetUpgrade::meanVariance)),
            new Row("Scan", 9, Rewrite.refuse("Scan with a batch dimension cannot be converted. Export at opset 9+")));

    /** Operators that no opset from here on has, or that have an equal. */
    static Set<String> alwaysReplaced() {
        return TABLE.stream().filter(row -> row.before() == ALWAYS).map(Row::op).collect(Collectors.toSet());
    }

    @Override
    public Graph apply(Graph graph) {
        long opset = graph.opset();
        if (opset < OLDEST) {
            throw new UnsupportedModelException(
                    "The model is written for opset %d; Fovea reads opset %d and newer. Convert it with onnx.version_converter"
                            .formatted(opset, OLDEST));
        }
        return new Rewriting(opset, node -> find(node, opset)).apply(graph.withShell(raised(graph.shell())));
    }

    private static Optional<Rewrite> find(Node node, long opset) {
        return TABLE.stream()
                .filter(r -> opset < r.before && node.is(r.op))
                .findFirst()
                .map(Row::rewrite);
    }

    private static ModelProto raised(ModelProto shell) {
        ModelProto.Builder raised = shell.toBuilder()
                .setIrVersion(Math.max(IR_VERSION, shell.getIrVersion()))
                .clearOpsetImport();
        for (OperatorSetIdProto o : shell.getOpsetImportList()) {
            boolean own = o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx");
            raised.addOpsetImport(
                    own
                            ? o.toBuilder()
                                    .setVersion(Math.max(Canonical.MINIMUM_OPSET, o.getVersion()))
                                    .build()
                            : o);
        }
        return raised.build();
    }

    // ------------------------------------------------------------------ rewrites longer than a line

    private static List<Value> axesAsInput(Site s) {
        return s.attributes().has("axes") ? s.again(s.x(), s.takeInts("axes")) : s.again(s.inputsFrom(0));
    }

    /** Sizes became an input; without sizes the number of equal parts must be said. */
    private static List<Value> split(Site s) {
        if (s.attributes().has("split")) {
            return s.again(s.x(), s.takeInts("split"));
        }
        if (s.in(1).isPresent()) {
            return s.again(s.x(), s.in(1));
        }
        int parts = s.node().outputs().size();
        return s.keep("Split", s.attributes().with("num_outputs", parts), s.x());
    }

    private static Value overFlattened(Site s) {
        return overFlattened(s, s.node().op(), s.x(), s.attributes().i("axis", 1));
    }

    /** Before opset 13 the softmax family runs over all dimensions from {@code axis} on. */
    static Value overFlattened(Site s, String op, Value x, long axis) {
        Attributes last = Attributes.of("axis", -1);
        if (axis == -1) {
            return s.keepOne(op, last, x);
        }
        Value flat = s.op("Flatten", Attributes.of("axis", axis), x);
        return s.reshape(s.keepOne(op, last, flat), s.shapeOf(x));
    }

    private static Value upsample(Site s) {
        Value scales = s.attributes().has("scales") ? s.takeFloats("scales") : s.in(1);
        return s.keepOne("Resize", asymmetric(s, "floor"), s.x(), Value.ABSENT, scales);
    }

    /**
     * At opset 10 nearest means floor where a dimension grows and ceiling where it shrinks (ONNX Runtime's "simple"
     * mode): first what grows, then what shrinks.
     */
    private static Value resize(Site s) {
        Value scales = s.in(1);
        if (!s.attributes().s("mode", "nearest").equals("nearest")) {
            return s.keepOne("Resize", asymmetric(s, "floor"), s.x(), Value.ABSENT, scales);
        }
        TensorProto known = s.constantAt(1);
        double[] factors = known == null ? new double[] {2, 0.5} : Tensors.toDoubles(known);
        boolean shrinks = Arrays.stream(factors).anyMatch(f -> f < 1);
        boolean grows = Arrays.stream(factors).anyMatch(f -> f > 1);
        if (!shrinks || !grows) {
            return s.keepOne("Resize", asymmetric(s, shrinks ? "ceil" : "floor"), s.x(), Value.ABSENT, scales);
        }
        Value one = s.constant(Tensors.scalar(ElementType.FLOAT, 1));
        Value up = s.op("Resize", asymmetric(s, "floor"), s.x(), Value.ABSENT, s.op("Max", scales, one));
        return s.keepOne("Resize", asymmetric(s, "ceil"), up, Value.ABSENT, s.op("Min", scales, one));
    }

    private static Attributes asymmetric(Site s, String nearest) {
        return Attributes.of("mode", s.attributes().s("mode", "nearest"))
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", nearest);
    }

    private static Attributes halfPixelOutput(Site s) {
        return s.attributes().with("coordinate_transformation_mode", "output_half_pixel");
    }

    /** Only the running statistics are read; the outputs of training are dropped. */
    private static Value inferenceNormalization(Site s) {
        if (s.opset() >= 14 && s.attributes().i("training_mode", 0) != 0) {
            throw s.refusal("it is in training mode, where the score of a picture hangs on its batch."
                    + " Export the model in evaluation mode");
        }
        if (s.opset() < 9 && s.attributes().i("spatial", 1) == 0) {
            throw s.refusal("spatial = 0 (statistics per pixel) has no modern form. Export at opset 9 or newer");
        }
        return s.keepOne("BatchNormalization", s.attributes().without("spatial", "training_mode"), s.inputsFrom(0));
    }

    /** Dropout does nothing at inference; the mask, if read, is all true. */
    private static List<Value> inferenceDropout(Site s) {
        TensorProto training = s.constantAt(2);
        if (training != null && Tensors.toLongs(training)[0] != 0) {
            throw s.refusal("it is in training mode and drops at random. Export the model in evaluation mode");
        }
        boolean certain = training != null || s.node().input(2).isEmpty();
        if (certain && !(s.node().outputs().size() > 1 && s.isUsed(1))) {
            return List.of(s.op("Identity", s.x()));
        }
        return s.keep("Dropout", s.attributes().without("ratio"), s.inputsFrom(0));
    }

    /** Before opset 21 scale and bias are per group, which is instance normalization of the groups. */
    private static Value scaledByGroup(Site s) {
        Value groups = s.reshape(s.x(), 0, s.attributes().i("num_groups", 1), -1);
        Attributes epsilon = Attributes.of("epsilon", s.attributes().f("epsilon", 1e-5));
        return s.reshape(s.keepOne("InstanceNormalization", epsilon, groups, s.in(1), s.in(2)), s.shapeOf(s.x()));
    }

    /**
     * Written out, as ONNX Runtime infers no shape for this operator. ONNX adds 1e-9 to the deviation; below the root it
     * is the same but for the derivative where nothing deviates, which exists then. The flags are of files before
     * opset 9.
     */
    private static Value meanVariance(Site s) {
        boolean acrossChannels = s.attributes().i("across_channels", 0) != 0;
        long[] axes = s.attributes().ints("axes", acrossChannels ? new long[] {0, 1, 2, 3} : new long[] {0, 2, 3});
        Value centred = s.sub(s.x(), s.mean(s.x(), axes));
        if (s.attributes().i("normalize_variance", 1) == 0) {
            return centred;
        }
        Value variance = s.mean(s.square(centred), axes);
        return s.div(centred, s.sqrt(s.add(variance, s.float32(1e-18))));
    }
}
