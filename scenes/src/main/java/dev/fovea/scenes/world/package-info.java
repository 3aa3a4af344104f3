/** What scenes are made of: the ten kinds of things, the clutter around them, the grounds they lie on. */
@NullMarked
package dev.fovea.scenes.world;

import org.jspecify.annotations.NullMarked;
