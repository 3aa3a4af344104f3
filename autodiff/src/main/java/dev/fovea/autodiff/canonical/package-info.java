/** Passes that bring any accepted model into one dialect before it is differentiated. */
@NullMarked
package dev.fovea.autodiff.canonical;

import org.jspecify.annotations.NullMarked;
