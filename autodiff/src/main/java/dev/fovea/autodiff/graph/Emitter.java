package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes nodes as expressions: {@code mul(dy, sub(scalar(1), square(y)))}. Everything it writes is named
 * {@code <scope>/<k>}. Not thread-safe.
 */
public class Emitter {
    /** What is written, by this emitter and those that share its place. */
    private static final class Sheet {
        final List<Node> nodes = new ArrayList<>();
        final Map<String, TensorProto> constants = new LinkedHashMap<>();
        final Map<TensorProto, String> small = new HashMap<>();
    }

    private static final int SMALL_BYTES = 1 << 14;

    private final String scope;
    private final Sheet sheet;
    private int next;

    public Emitter(String scope) {
        this(scope, new Sheet());
    }

    /** An emitter that writes to the same place as {@code other} under another scope. */
    protected Emitter(String scope, Emitter other) {
        this(scope, other.sheet);
    }

    private Emitter(String scope, Sheet sheet) {
        this.scope = scope;
        this.sheet = sheet;
    }

    /** An emitter that writes to the same place under another scope. */
    public Emitter scoped(String otherScope) {
        return new Emitter(otherScope, sheet);
    }

    /** The nodes written so far. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(sheet.nodes);
    }

    /** The constants written so far. */
    public Map<String, TensorProto> constants() {
        return Collections.unmodifiableMap(sheet.constants);
    }

    // ------------------------------------------------------------------ any operator

    /** One operator with one output of the type of its first input. */
    public Value op(String op, Attributes attributes, Value... inputs) {
        return typed(inputs[0].type(), op, attributes, inputs);
    }

    public Value op(String op, Value... inputs) {
        return op(op, Attributes.NONE, inputs);
    }

    /** One operator with one output of the given type. */
    public Value typed(ElementType type, String op, Attributes attributes, Value... inputs) {
        return outputs(op, attributes, List.of(type), inputs).get(0);
    }

    /** One operator with an output per given type. */
    public List<Value> outputs(String op, Attributes attributes, List<ElementType> types, Value... inputs) {
        String name = scope + "/" + next++;
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            values.add(new Value(i == 0 ? name : name + "." + i, types.get(i), null));
        }
        List<String> in = Arrays.stream(inputs).map(Value::name).toList();
        sheet.nodes.add(new Node(name, op, in, values.stream().map(Value::name).toList(), attributes));
        return values;
    }

    // ------------------------------------------------------------------ constants

    public Value constant(TensorProto tensor) {
        Shape shape = new Shape(
                tensor.getDimsList().stream().map(d -> new Shape.Dim(d, null)).toList());
        String fresh = scope + "/c" + next++;
        String name =
                tensor.getSerializedSize() > SMALL_BYTES ? fresh : sheet.small.computeIfAbsent(tensor, t -> fresh);
        sheet.constants.putIfAbsent(name, tensor);
        return new Value(name, ElementType.of(tensor.getDataType()), shape);
    }

    /** An int64 vector. */
    public Value ints(long... values) {
        return constant(Tensors.ints(values));
    }

    /** A scalar of the type of {@code like}. */
    public Value scalar(double value, Value like) {
        return constant(Tensors.scalar(like.type(), value));
    }

    /** Zeros in the shape and type of {@code like}. */
    public Value zerosLike(Value like) {
        TensorProto zero = Tensors.scalar(like.type(), 0).toBuilder().addDims(1).build();
        return typed(like.type(), "ConstantOfShape", Attributes.of("value", zero), shapeOf(like));
    }

    // ------------------------------------------------------------------ arithmetic

    public Value add(Value a, Value b) {
        return op("Add", a, b);
    }

    public Value sub(Value a, Value b) {
        return op("Sub", a, b);
    }

    public Value mul(Value a, Value b) {
        return op("Mul", a, b);
    }

    public Value mul(Value a, double b) {
        return b == 1 ? a : mul(a, scalar(b, a));
    }

    public Value add(Value a, double b) {
        return add(a, scalar(b, a));
    }

    /** {@code a - b}. */
    public Value sub(double a, Value b) {
        return sub(scalar(a, b), b);
    }

    public Value div(Value a, Value b) {
        return op("Div", a, b);
    }

    public Value div(Value a, double b) {
        return div(a, scalar(b, a));
    }

    public Value neg(Value a) {
        return op("Neg", a);
    }

    public Value square(Value a) {
        return mul(a, a);
    }

    public Value exp(Value a) {
        return op("Exp", a);
    }

    public Value sqrt(Value a) {
        return op("Sqrt", a);
    }

    // ------------------------------------------------------------------ decisions

    public Value greater(Value a, Value b) {
        return typed(ElementType.BOOL, "Greater", Attributes.NONE, a, b);
    }

    public Value greater(Value a, double b) {
        return greater(a, scalar(b, a));
    }

    public Value less(Value a, Value b) {
        return typed(ElementType.BOOL, "Less", Attributes.NONE, a, b);
    }

    public Value less(Value a, double b) {
        return less(a, scalar(b, a));
    }

    public Value equal(Value a, Value b) {
        return typed(ElementType.BOOL, "Equal", Attributes.NONE, a, b);
    }

    public Value and(Value a, Value b) {
        return op("And", a, b);
    }

    public Value not(Value a) {
        return op("Not", a);
    }

    public Value where(Value condition, Value a, Value b) {
        return typed(a.type(), "Where", Attributes.NONE, condition, a, b);
    }

    /** {@code a} where the condition holds, else zero. */
    public Value keepWhere(Value condition, Value a) {
        return where(condition, a, scalar(0, a));
    }

    public Value cast(Value a, ElementType type) {
        return a.type() == type ? a : typed(type, "Cast", Attributes.of("to", (long) type.code()), a);
    }

    // ------------------------------------------------------------------ shape

    /** The shape of {@code a} as an int64 vector: a constant where every size is known. */
    public Value shapeOf(Value a) {
        Shape shape = a.shape();
        return shape != null && shape.isStatic()
                ? ints(shape.sizes())
                : typed(ElementType.INT64, "Shape", Attributes.NONE, a);
    }

    public Value reshape(Value a, Value shape) {
        return op("Reshape", Attributes.of("allowzero", 1L), a, shape);
    }

    public Value reshape(Value a, long... shape) {
        return op("Reshape", a, ints(shape));
    }

    /** {@code a} in the shape of {@code like}, which has as many elements. One unknown size follows from the others. */
    public Value reshapeLike(Value a, Value like) {
        long[] sizes = like.shape() == null ? new long[0] : like.shape().sizes();
        boolean follows = Arrays.stream(sizes).filter(n -> n < 0).count() == 1
                && Arrays.stream(sizes).noneMatch(n -> n == 0);
        return follows ? reshape(a, sizes) : reshape(a, shapeOf(like));
    }

    /** {@code a} broadcast to the shape of {@code like}. */
    public Value expandLike(Value a, Value like) {
        return op("Expand", a, shapeOf(like));
    }

    public Value transpose(Value a, long... perm) {
        return op("Transpose", Attributes.of("perm", perm), a);
    }

    public Value unsqueeze(Value a, long... axes) {
        return op("Unsqueeze", a, ints(axes));
    }

    public Value squeeze(Value a, long... axes) {
        return op("Squeeze", a, ints(axes));
    }

    public Value concat(long axis, Value... parts) {
        return op("Concat", Attributes.of("axis", axis), parts);
    }

    public Value gather(long axis, Value a, Value indices) {
        return op("Gather", Attributes.of("axis", axis), a, indices);
    }

    /** {@code a[starts:ends]} along {@code axes}. */
    public Value slice(Value a, Value starts, Value ends, Value axes) {
        return op("Slice", a, starts, ends, axes);
    }

    /**
     * {@code a} with margins of zeros along {@code axes}.
     *
     * <p>Written for all axes: where ONNX Runtime (1.29) moves a Transpose past a Pad that names its axes, it permutes
     * the margins as if all were there, and the run fails.
     *
     * @param rank of {@code a}
     * @param begin zeros before, per named axis; negative to cut
     * @param end zeros after, per named axis
     */
    public Value pad(Value a, int rank, long[] axes, long[] begin, long[] end) {
        long[] margins = new long[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            margins[(int) axes[i]] = begin[i];
            margins[rank + (int) axes[i]] = end[i];
        }
        return op("Pad", a, ints(margins));
    }

    // ------------------------------------------------------------------ reductions and products

    /** The sum over {@code axes}, dimensions kept as 1. */
    public Value sum(Value a, long... axes) {
        return reduce("ReduceSum", a, true, axes);
    }

    public Value mean(Value a, long... axes) {
        return reduce("ReduceMean", a, true, axes);
    }

    /** A reduction; no axes means nothing is reduced. */
    public Value reduce(String op, Value a, boolean keepDims, long... axes) {
        return axes.length == 0 ? a : op(op, Attributes.of("keepdims", keepDims ? 1L : 0L), a, ints(axes));
    }

    public Value matmul(Value a, Value b) {
        return op("MatMul", a, b);
    }
}
