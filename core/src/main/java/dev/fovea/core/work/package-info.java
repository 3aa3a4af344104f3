/** Work on threads beside the one that commands. */
@NullMarked
package dev.fovea.core.work;

import org.jspecify.annotations.NullMarked;
