/** A small rasteriser of signed distance fields: shapes, surfaces, light, and the canvas they are painted on. */
@NullMarked
package dev.fovea.scenes.draw;

import org.jspecify.annotations.NullMarked;
