/** Differentiates an ONNX graph into another plain ONNX graph. Protobuf only, no runtime. */
@NullMarked
package dev.fovea.autodiff;

import org.jspecify.annotations.NullMarked;
