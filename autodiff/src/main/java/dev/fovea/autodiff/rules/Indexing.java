package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Operators that read or write elements at computed indices. An element read twice gets both cotangents. */
final class Indexing {
    private Indexing() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Gather", Indexing::gather)
                .with("GatherElements", s -> s.first(addedAt(s, axis(s), s.in(1))))
                .with("GatherND", Indexing::gatherNd)
                .with("ScatterElements", s -> Scatters.rule(s, axis(s), "GatherElements"))
                .with("ScatterND", s -> Scatters.rule(s, Attributes.NONE, "GatherND"))
                .with(
                        "TopK",
                        s -> s.first(
                                addedAt(s, Attributes.of("axis", s.attributes().i("axis", -1)), s.out(1))))
                .with("Trilu", s -> s.first(s.op("Trilu", s.attributes(), s.dy(), s.in(1))))
                .with("Compress", Positions::rule)
                .with(
                        "OneHot",
                        s -> Cotangent.of(
                                Cotangent.NONE,
                                Cotangent.NONE,
                                new Cotangent.Unsupported("the values are not constant")));
    }

    private static Attributes axis(Step s) {
        return Attributes.of("axis", s.attributes().i("axis", 0));
    }

    /** Zeros in the shape of the first input, with the cotangent added along an axis at the indices. */
    private static Value addedAt(Step s, Attributes axis, Value indices) {
        return s.op("ScatterElements", axis.with("reduction", "add"), s.zerosLike(s.x()), indices, s.dy());
    }

    /** A single constant index leaves a slice, which margins of zeros undo. */
    private static List<Cotangent> gather(Step s) {
        TensorProto index = s.constantAt(1);
        long axis = s.attributes().i("axis", 0);
        long size = s.x().shape() == null ? -1 : s.x().shape().size((int) axis);
        if (index == null || index.getDimsCount() > 0 || size < 0) {
            return Positions.rule(s);
        }
        long at = Math.floorMod(Tensors.toLongs(index)[0], size);
        long[] along = {s.x().axis(axis)};
        Value slice = s.unsqueeze(s.dy(), along);
        return s.first(s.pad(slice, s.x().rank(), along, new long[] {at}, new long[] {size - 1 - at}));
    }

    private static List<Cotangent> gatherNd(Step s) {
        return s.attributes().i("batch_dims", 0) > 0
                ? Positions.rule(s)
                : s.first(s.op("ScatterND", Attributes.of("reduction", "add"), s.zerosLike(s.x()), s.in(1), s.dy()));
    }
}
