package dev.fovea.core.inside.field;

/** A rectangle of the model's input, in pixels; it may reach beyond the picture, into padding. */
public record Region(int x, int y, int width, int height) {}
