package dev.fovea.core.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.fovea.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory outside of Java's heap that runs of one layout read from and write to, kept from one run to the next. Memory of
 * their own would be zeroed for every run, copied once more, and freed only when Java's collector comes by. One run at a
 * time; must be closed.
 */
final class RunBuffers implements AutoCloseable {
    /** Larger results are of single runs, such as the maps of all layers: not worth being held. */
    private static final long KEPT_BYTES = 64 << 20;

    /** What runs must have in common to use the same memory: the shapes of what goes in, the names of what comes out. */
    record Layout(Map<String, List<Long>> shapes, Set<String> outputs) {
        static Layout of(Map<String, Tensor> inputs, Set<String> outputs) {
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            inputs.forEach((name, t) ->
                    shapes.put(name, Arrays.stream(t.shape()).boxed().toList()));
            return new Layout(shapes, outputs);
        }
    }

    private record Slot(OnnxTensor tensor, ByteBuffer memory, long[] shape) {}

    private final OrtEnvironment environment;
    private final Layout layout;
    private final Map<String, Slot> inputs = new LinkedHashMap<>();
    private final Map<String, Slot> outputs = new LinkedHashMap<>();
    private boolean keeping = true;

    RunBuffers(OrtEnvironment environment, Layout layout) {
        this.environment = environment;
        this.layout = layout;
    }

    Layout layout() {
        return layout;
    }

    /** Takes what goes into the next run. */
    void put(String name, Tensor given, OnnxJavaType type) throws OrtException {
        Slot slot = inputs.get(name);
        if (slot == null) {
            slot = slot(given.shape(), type);
            inputs.put(name, slot);
        }
        float[] values = given.values();
        if (type == OnnxJavaType.FLOAT) {
            slot.memory().asFloatBuffer().put(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                slot.memory().put(i, (byte) Math.max(0, Math.min(255, Math.round(values[i]))));
            }
        }
    }

    /** Has memory for a float output from the next run on, unless it is very large. */
    void keep(String name, long[] shape) throws OrtException {
        long bytes = Arrays.stream(shape).reduce(Float.BYTES, (a, b) -> a * b);
        if (keeping && bytes > 0 && bytes <= KEPT_BYTES) {
            outputs.put(name, slot(shape.clone(), OnnxJavaType.FLOAT));
        }
    }

    private Slot slot(long[] shape, OnnxJavaType type) throws OrtException {
        int bytes = Math.toIntExact(Arrays.stream(shape).reduce(type.size, Math::multiplyExact));
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        return new Slot(OnnxTensor.createTensor(environment, memory, shape, type), memory, shape);
    }

    /** What goes in, by name. */
    Map<String, OnnxTensor> inputs() {
        return tensors(inputs);
    }

    /** What has memory to come out in, by name. */
    Map<String, OnnxTensor> outputs() {
        return tensors(outputs);
    }

    private static Map<String, OnnxTensor> tensors(Map<String, Slot> slots) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        slots.forEach((name, slot) -> tensors.put(name, slot.tensor()));
        return Collections.unmodifiableMap(tensors);
    }

    /** Copies of what the last run wrote here, by name. */
    Map<String, Tensor> written() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        outputs.forEach((name, slot) -> {
            float[] values = new float[slot.memory().capacity() / Float.BYTES];
            slot.memory().asFloatBuffer().get(values);
            copies.put(name, new Tensor(slot.shape().clone(), values));
        });
        return copies;
    }

    /** Has no memory for outputs any more; whether it had. */
    boolean dropOutputs() {
        boolean had = !outputs.isEmpty();
        outputs.values().forEach(slot -> slot.tensor().close());
        outputs.clear();
        keeping = false;
        return had;
    }

    @Override
    public void close() {
        dropOutputs();
        inputs.values().forEach(slot -> slot.tensor().close());
        inputs.clear();
    }
}
