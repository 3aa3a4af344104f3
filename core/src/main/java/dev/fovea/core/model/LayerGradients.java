package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;

/**
 * A layer's values for a batch and the gradient of what was made of them.
 *
 * @param activations the layer's values
 * @param gradient cotangent · d activations / d input, in the shape and layout of the input
 */
public record LayerGradients(Tensor activations, Tensor gradient) {}
