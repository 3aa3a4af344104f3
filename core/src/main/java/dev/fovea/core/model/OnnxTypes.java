package dev.fovea.core.model;

import ai.onnxruntime.TensorInfo;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** ONNX Runtime's types of tensors in Fovea's terms. */
final class OnnxTypes {

    private OnnxTypes() {}

    /** A value of that name, with the type and shape that ONNX Runtime tells. */
    static Value value(String name, TensorInfo tensor) {
        String[] symbols = tensor.getDimensionNames();
        long[] sizes = tensor.getShape();
        List<Shape.Dim> dims = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            dims.add(new Shape.Dim(sizes[i], symbols[i].isEmpty() ? null : symbols[i]));
        }
        return new Value(name, of(tensor), new Shape(dims));
    }

    /** The type of a tensor's elements. */
    static ElementType of(TensorInfo tensor) {
        String name = tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return Arrays.stream(ElementType.values())
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElse(ElementType.OTHER);
    }
}
