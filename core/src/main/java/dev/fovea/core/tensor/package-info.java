/** Float tensors and their .npy files. */
@NullMarked
package dev.fovea.core.tensor;

import org.jspecify.annotations.NullMarked;
