package dev.fovea.core.inside;

import dev.fovea.core.inside.field.Region;
import java.nio.file.Path;

/**
 * Where in a picture a channel answers most.
 *
 * @param file the picture
 * @param channel the channel
 * @param value the answer of the unit there, the largest of the channel in this picture
 * @param y the unit's row in the map
 * @param x the unit's column in the map
 * @param region what the unit hangs on, in pixels of the picture as the model sees it; may reach beyond it
 * @param unit the part of the region that the unit stands for: its cell of the map laid on the picture
 */
public record Patch(Path file, int channel, float value, int y, int x, Region region, Region unit) {}
