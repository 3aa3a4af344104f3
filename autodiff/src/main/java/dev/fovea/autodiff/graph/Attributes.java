package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a node: read with a default, written by name. Immutable. */
public final class Attributes {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, AttributeProto> byName;

    private Attributes(Map<String, AttributeProto> byName) {
        this.byName = byName;
    }

    /** The given attributes; of two with one name the later. */
    public static Attributes of(Collection<AttributeProto> protos) {
        Map<String, AttributeProto> all = new LinkedHashMap<>();
        protos.forEach(a -> all.put(a.getName(), a));
        return new Attributes(all);
    }

    /** One attribute: a Long, Integer, long[], Float, Double, float[], String, TensorProto or GraphProto. */
    public static Attributes of(String name, Object value) {
        return NONE.with(name, value);
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public long i(String name, long absent) {
        AttributeProto a = byName.get(name);
        return a == null ? absent : a.getI();
    }

    public float f(String name, double absent) {
        AttributeProto a = byName.get(name);
        return a == null ? (float) absent : a.getF();
    }

    public String s(String name, String absent) {
        AttributeProto a = byName.get(name);
        return a == null ? absent : a.getS().toStringUtf8();
    }

    public long @Nullable [] ints(String name) {
        AttributeProto a = byName.get(name);
        return a == null
                ? null
                : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    public long[] ints(String name, long[] absent) {
        long[] given = ints(name);
        return given == null ? absent : given;
    }

    public @Nullable AttributeProto proto(String name) {
        return byName.get(name);
    }

    public Collection<AttributeProto> protos() {
        return byName.values();
    }

    /** These attributes and one more, or the same one with another value. */
    public Attributes with(String name, Object value) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long || value instanceof Integer) {
            a.setType(AttributeType.INT).setI(((Number) value).longValue());
        } else if (value instanceof Float || value instanceof Double) {
            a.setType(AttributeType.FLOAT).setF(((Number) value).floatValue());
        } else if (value instanceof String s) {
            a.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(s));
        } else if (value instanceof long[] ints) {
            a.setType(AttributeType.INTS);
            for (long i : ints) {
                a.addInts(i);
            }
        } else if (value instanceof float[] floats) {
            a.setType(AttributeType.FLOATS);
            for (float f : floats) {
                a.addFloats(f);
            }
        } else if (value instanceof TensorProto t) {
            a.setType(AttributeType.TENSOR).setT(t);
        } else if (value instanceof GraphProto g) {
            a.setType(AttributeType.GRAPH).setG(g);
        } else {
            throw new IllegalArgumentException("An attribute cannot hold a " + value.getClass());
        }
        Map<String, AttributeProto> all = new LinkedHashMap<>(byName);
        all.put(name, a.build());
        return new Attributes(all);
    }

    /** These attributes but the named ones. */
    public Attributes without(String... names) {
        Map<String, AttributeProto> all = new LinkedHashMap<>(byName);
        for (String name : names) {
            all.remove(name);
        }
        return new Attributes(all);
    }
}
