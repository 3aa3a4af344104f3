/** Receptive fields, computed from the graph. */
@NullMarked
package dev.fovea.core.inside.field;

import org.jspecify.annotations.NullMarked;
