/** Pictures: decoding, orientation, resizing as Pillow does. */
@NullMarked
package dev.fovea.core.image;

import org.jspecify.annotations.NullMarked;
