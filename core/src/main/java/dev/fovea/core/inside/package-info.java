/** Looking inside a model: filters, activation maps, and the patches of pictures that a channel answers most to. */
@NullMarked
package dev.fovea.core.inside;

import org.jspecify.annotations.NullMarked;
