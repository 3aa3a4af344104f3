/**
 * Rendered scenes with pixel-exact object masks, and the small classifier trained on them.
 *
 * <p>{@link dev.fovea.scenes.SceneGenerator} draws a scene from a seed; {@link dev.fovea.scenes.EmbeddedModel} holds the
 * network that names what it shows.
 */
@NullMarked
package dev.fovea.scenes;

import org.jspecify.annotations.NullMarked;
