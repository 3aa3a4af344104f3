package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Broadcast;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that rearrange or repeat all elements. Those that leave some out are in {@link Slicing}. */
final class Shaping {

    private Shaping() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Identity", s -> s.first(s.dy()))
                .with("Reshape", s -> s.first(s.reshapeLike(s.dy(), s.x())))
                .with("Flatten", s -> s.first(s.reshapeLike(s.dy(), s.x())))
                .with("Squeeze", s -> s.first(s.reshapeLike(s.dy(), s.x())))
                .with("Unsqueeze", s -> s.first(s.reshapeLike(s.dy(), s.x())))
                .with("Transpose", s -> s.first(s.op("Transpose", inverse(s.attributes()), s.dy())))
                .with("Concat", Shaping::concat)
                .with("Split", s -> s.first(split(s)))
                .with("Expand", Shaping::expand)
                .with("Tile", s -> s.first(tile(s)))
                .with("SpaceToDepth", s -> s.first(s.op("DepthToSpace", s.attributes(), s.dy())))
                .with("DepthToSpace", s -> s.first(depthToSpace(s)))
                .with("ReverseSequence", s -> s.first(s.op("ReverseSequence", s.attributes(), s.dy(), s.in(1))));
    }

    /** Without a permutation Transpose reverses the dimensions and undoes itself. */
    private static Attributes inverse(Attributes attributes) {
        long[] perm = attributes.ints("perm");
        if (perm == null) {
            return attributes;
        }
        long[] inverse = new long[perm.length];
        for (int i = 0; i < perm.length; i++) {
            inverse[(int) perm[i]] = i;
        }
        return Attributes.of("perm", inverse);
    }

    /** Each active input gets its own stretch of the cotangent. */
    private static List<Cotangent> concat(Step s) {
        long axis = s.attributes().i("axis", 0);
        List<Cotangent> back = new ArrayList<>();
        long start = 0;
        Value from = s.ints(0);
        for (int i = 0; i < s.node().inputs().size(); i++) {
            Value x = s.in(i);
            long size = x.shape() == null ? -1 : x.shape().size((int) axis);
            start = start < 0 || size < 0 ? -1 : start + size;
            Value to = start < 0 ? s.add(from, s.gather(0, s.shapeOf(x), s.ints(axis))) : s.ints(start);
            back.add(s.isActive(i) ? s.slice(s.dy(), from, to, s.ints(axis)) : Cotangent.NONE);
            from = to;
        }
        return back;
    }

    private static Value split(Step s) {
        Value[] parts = IntStream.range(0, s.node().outputs().size())
                .mapToObj(i -> s.flowsInto(i) ? s.dy(i) : s.zerosLike(s.out(i)))
                .toArray(Value[]::new);
        return s.concat(s.attributes().i("axis", 0), parts);
    }

    /** Which axes were repeated can be said only where both ranks are known. */
    private static List<Cotangent> expand(Step s) {
        return s.x().shape() == null || s.y().shape() == null
                ? Positions.rule(s)
                : s.first(Broadcast.undo(s, s.dy(), s.y(), s.x()));
    }

    /** Dimension d repeated r times is r x d; the sum over r remains. */
    private static Value tile(Step s) {
        Value pairs = s.concat(1, s.unsqueeze(s.in(1), 1), s.unsqueeze(s.shapeOf(s.x()), 1));
        long[] repeats = LongStream.range(0, s.x().rank()).map(i -> 2 * i).toArray();
        return s.reduce("ReduceSum", s.reshape(s.dy(), s.reshape(pairs, -1)), false, repeats);
    }

    /** SpaceToDepth knows depth-column-row order only; in the other order the blocks must come innermost. */
    private static Value depthToSpace(Step s) {
        long block = s.attributes().i("blocksize", 1);
        Value blocksFirst = s.op("SpaceToDepth", Attributes.of("blocksize", block), s.dy());
        if (s.attributes().s("mode", "DCR").equals("DCR")) {
            return blocksFirst;
        }
        long depth = s.x().size(1) / (block * block);
        Value apart = s.reshape(blocksFirst, 0, block * block, depth, -1);
        return s.reshapeLike(s.transpose(apart, 0, 2, 1, 3), s.x());
    }
}
