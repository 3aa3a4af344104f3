/** Whether a derived gradient is right: finite differences of the model itself. */
@NullMarked
package dev.fovea.core.verification;

import org.jspecify.annotations.NullMarked;
