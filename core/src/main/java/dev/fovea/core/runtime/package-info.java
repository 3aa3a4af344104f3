/** ONNX Runtime's start. */
@NullMarked
package dev.fovea.core.runtime;

import org.jspecify.annotations.NullMarked;
