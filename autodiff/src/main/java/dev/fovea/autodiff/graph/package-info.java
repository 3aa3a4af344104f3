/** A small typed view over the ONNX protobuf. */
@NullMarked
package dev.fovea.autodiff.graph;

import org.jspecify.annotations.NullMarked;
