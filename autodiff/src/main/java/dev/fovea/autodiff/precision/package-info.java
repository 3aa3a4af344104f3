/**
 * Computes a graph in float64 where ONNX Runtime's CPU provider has float64 kernels for only some operators.
 *
 * <p>A float32 gradient is exact up to rounding only where no unit sits on a kink. In a network with millions of ReLU or
 * Clip units a few pre-activations lie within float32's rounding of the kink, fall on its other side, and change the
 * gradient by far more than rounding: by 1e-3 to 1e-2 of its maximum in MobileNetV2, in any float32 computation.
 */
@NullMarked
package dev.fovea.autodiff.precision;

import org.jspecify.annotations.NullMarked;
