/** Backward rules, one short rule per operator, grouped by family. */
@NullMarked
package dev.fovea.autodiff.rules;

import org.jspecify.annotations.NullMarked;
