/** Rewrites graphs into ones that compute the same values faster: a stage of its own around differentiation. */
@NullMarked
package dev.fovea.autodiff.lowering;

import org.jspecify.annotations.NullMarked;
