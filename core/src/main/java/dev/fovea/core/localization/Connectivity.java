package dev.fovea.core.localization;

/** Which pixels are neighbours. */
public enum Connectivity {
    /** Left, right, above, below. */
    FOUR(4),
    /** The diagonals as well. */
    EIGHT(8);

    /** Column steps; the direction {@code d ^ 1} is opposite to {@code d}, and the first four are no diagonals. */
    private static final int[] X = {1, -1, 0, 0, 1, -1, -1, 1};

    private static final int[] Y = {0, 0, 1, -1, 1, -1, 1, -1};

    private final int directions;

    Connectivity(int directions) {
        this.directions = directions;
    }

    /** How many neighbours a pixel has. */
    int directions() {
        return directions;
    }

    static int dx(int direction) {
        return X[direction];
    }

    static int dy(int direction) {
        return Y[direction];
    }

    static int opposite(int direction) {
        return direction ^ 1;
    }

    /** Centre to centre, in pixels. */
    static double distance(int direction) {
        return direction < 4 ? 1 : Math.sqrt(2);
    }
}
