package dev.fovea.scenes.draw;

/**
 * One distant lamp and an even sky.
 *
 * @param angle direction the light comes from, in radians, in the picture's plane
 * @param height how steeply it falls: 0 grazing, 1 almost from above
 * @param ambient share of the light that comes from the sky, 0 to 1
 * @param tint colour of the light
 * @param falloff how much darker the picture's far side is than its near side
 * @param shadow darkness of shadows, 0 to 1
 */
public record Light(double angle, double height, double ambient, Colour tint, double falloff, double shadow) {
    /** Light that changes nothing: colours come out as they are. */
    public static final Light NEUTRAL = new Light(0, 1, 1, Colour.WHITE, 0, 0);

    public static Light random(Dice dice) {
        double warmth = dice.range(-0.07, 0.07);
        return new Light(
                dice.range(0, 2 * StrictMath.PI),
                dice.range(0.4, 1),
                dice.range(0.35, 0.6),
                new Colour(1 + warmth, 1, 1 - warmth).times(dice.range(0.84, 1.12)),
                dice.range(0.05, 0.3),
                dice.range(0.35, 0.65));
    }

    /** How far, per unit of height, shadows fall; the lower the light the longer. */
    double reach() {
        return 0.5 / (0.35 + height);
    }

    /** This light as seen by a figure that was turned and perhaps mirrored. */
    Ray ray(Pose pose) {
        double x = StrictMath.cos(angle);
        double y = StrictMath.sin(angle);
        double z = 0.5 + height;
        double length = Math.sqrt(1 + z * z);
        return new Ray(pose.localDirectionX(x, y) / length, pose.localDirectionY(x, y) / length, z / length, this);
    }

    /** A direction towards the lamp, of length 1, in a figure's coordinates. */
    record Ray(double x, double y, double z, Light light) {
        /** The colour of a surface whose normal is (slopeX, slopeY, 1), up to length. */
        Colour lit(Colour own, double slopeX, double slopeY, double gloss) {
            double length = Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
            double facing = Math.max(0, (slopeX * x + slopeY * y + z) / length);
            // A flat surface keeps its own colour whatever the height of the lamp.
            double level = light.ambient + (1 - light.ambient) * facing / z;
            double half = Math.sqrt(x * x + y * y + (z + 1) * (z + 1));
            double glint = Math.max(0, (slopeX * x + slopeY * y + z + 1) / (half * length));
            double squared = glint * glint;
            double fourth = squared * squared;
            double sharp = fourth * fourth * fourth * fourth;
            return own.times(level)
                    .plus(Colour.grey(gloss * 0.6 * sharp * sharp))
                    .times(light.tint);
        }
    }
}
