package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Interleaving} put maps together line by line, channels last: the phases by column of a row side by side, and
 * rows one after the other.
 *
 * @param rows for each phase by rows the maps that its columns come from
 * @param size of what is put together
 */
record Lines(List<List<String>> rows, MapSizes.Size size) {
    private static final long[] LAST = {0, 2, 3, 1};
    private static final long[] FIRST = {0, 3, 1, 2};

    /** What a node puts together, at the end of the work; null if it does not. */
    static @Nullable Lines of(Graph graph, Node node) {
        Node whole = turned(graph, node, FIRST);
        if (whole == null || !whole.is("Reshape")) {
            return null;
        }
        Node lines = graph.producer(whole.input(0));
        MapSizes.Size size = size(graph.constants().get(whole.input(1)));
        if (size == null || lines == null || !joins(lines, 2)) {
            return null;
        }
        List<List<String>> rows =
                lines.inputs().stream().map(line -> columns(graph, line)).toList();
        return rows.stream().anyMatch(List::isEmpty) ? null : new Lines(rows, size);
    }

    private static boolean joins(Node node, long axis) {
        return node.is("Concat") && node.attributes().i("axis", 0) == axis;
    }

    private static @Nullable Node turned(Graph graph, @Nullable Node node, long[] by) {
        return node != null
                        && node.is("Transpose")
                        && Arrays.equals(node.attributes().ints("perm", new long[0]), by)
                ? graph.producer(node.input(0))
                : null;
    }

    private static MapSizes.@Nullable Size size(@Nullable TensorProto shape) {
        long[] s = shape == null ? new long[0] : Tensors.toLongs(shape);
        return s.length == 4 && s[1] > 0 && s[2] > 0 && s[3] > 0
                ? new MapSizes.Size((int) s[3], (int) s[1], (int) s[2])
                : null;
    }

    /** The maps that a line is made of; none if it is another kind of line. */
    private static List<String> columns(Graph graph, String line) {
        Node reshape = graph.producer(line);
        Node row = reshape != null && reshape.is("Reshape") ? graph.producer(reshape.input(0)) : null;
        if (row == null || !joins(row, 3)) {
            return List.of();
        }
        List<Node> turned = row.inputs().stream()
                .map(graph::producer)
                .filter(Objects::nonNull)
                .toList();
        return turned.size() == row.inputs().size() && turned.stream().allMatch(n -> turned(graph, n, LAST) != null)
                ? turned.stream().map(n -> n.input(0)).toList()
                : List.of();
    }

    int stride() {
        return rows.size();
    }

    /** The maps that are read. */
    List<String> sources() {
        return rows.stream().flatMap(List::stream).toList();
    }

    /**
     * The phases by rows, only their columns put together.
     *
     * @param each how many phases of its own each source comes in
     */
    List<Value> phases(Emitter to, int each, Function<String, List<Value>> source) {
        Value[] phases = new Value[stride() * each];
        for (int row = 0; row < stride(); row++) {
            for (int part = 0; part < each; part++) {
                int index = part;
                Value[] columns = rows.get(row).stream()
                        .map(map -> to.transpose(source.apply(map).get(index), LAST))
                        .toArray(Value[]::new);
                Value line = to.reshape(
                        to.concat(3, columns), 0, size.height() / phases.length, size.width(), size.channels());
                phases[part * stride() + row] = to.transpose(line, FIRST);
            }
        }
        return List.of(phases);
    }
}
