package dev.fovea.core.attribution;

/**
 * One pixel's place in a ranking.
 *
 * @param rank 1 is the most influential pixel
 * @param x column, 0 at the left
 * @param y row, 0 at the top
 * @param value the map's value there, with its sign
 */
public record RankedPixel(int rank, int x, int y, float value) {}
