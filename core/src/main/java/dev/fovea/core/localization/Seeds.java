package dev.fovea.core.localization;

/** What becomes of the pixels that the colour models are learnt from. */
public enum Seeds {
    /** Nothing further: the cut decides about them as about all others, as in the paper. */
    COLORS_ONLY,
    /** They keep their side, as a user's strokes do in interactive segmentation (Boykov and Jolly 2001). */
    FIXED
}
