package dev.fovea.scenes.draw;

/**
 * How a part looks.
 *
 * @param pattern its own colour, in the figure's coordinates
 * @param relief width of the rounded edge, in the figure's units; 0 is flat
 * @param gloss strength of the highlight, 0 to 1
 * @param ink how much the outline is darkened, 0 to 1
 */
public record Surface(Pattern pattern, double relief, double gloss, double ink) {
    public static Surface of(Pattern pattern, double relief, double gloss) {
        return new Surface(pattern, relief, gloss, 0.45);
    }

    public static Surface flat(Colour colour) {
        return new Surface(Pattern.plain(colour), 0, 0, 0);
    }
}
