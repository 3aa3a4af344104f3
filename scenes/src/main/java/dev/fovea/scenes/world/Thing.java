package dev.fovea.scenes.world;

import dev.fovea.scenes.draw.Colour;
import dev.fovea.scenes.draw.Dice;
import dev.fovea.scenes.draw.Figure;
import java.util.Locale;

/** The ten kinds of things a scene can be about. The order is the order of the classifier's scores. */
public enum Thing {
    ANCHOR(MadeThings::anchor),
    BUTTERFLY(LivingThings::butterfly),
    FISH(LivingThings::fish),
    GEAR(MadeThings::gear),
    KEY(MadeThings::key),
    LEAF(LivingThings::leaf),
    MUG(MadeThings::mug),
    MUSHROOM(LivingThings::mushroom),
    STAR(LivingThings::star),
    UMBRELLA(MadeThings::umbrella);

    private final Sketch sketch;

    Thing(Sketch sketch) {
        this.sketch = sketch;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Draws one of its kind, in colours that stand out from the ground's mean colour. */
    public Figure draw(Dice dice, Colour ground) {
        return sketch.draw(dice, Palette.random(dice, ground));
    }

    @FunctionalInterface
    private interface Sketch {
        Figure draw(Dice dice, Palette palette);
    }
}
