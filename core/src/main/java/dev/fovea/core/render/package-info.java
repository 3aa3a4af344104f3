/** Maps as pictures: colour maps, overlays, panels. */
@NullMarked
package dev.fovea.core.render;

import org.jspecify.annotations.NullMarked;
