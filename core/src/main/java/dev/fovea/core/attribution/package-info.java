/** Attribution methods, one file per method, and the maps they give. */
@NullMarked
package dev.fovea.core.attribution;

import org.jspecify.annotations.NullMarked;
