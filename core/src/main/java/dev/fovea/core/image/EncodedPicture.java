package dev.fovea.core.image;

import org.jspecify.annotations.Nullable;

/**
 * A picture file taken apart.
 *
 * @param bytes what the decoder is to see: the picture data, where the format allows without the metadata around it,
 *     which no decoder then trips over or unpacks without bound
 * @param orientation how the picture is stored
 * @param iccProfile the colour profile, if there is one that matters
 */
record EncodedPicture(byte[] bytes, Orientation orientation, byte @Nullable [] iccProfile) {
    EncodedPicture(byte[] bytes, Orientation orientation) {
        this(bytes, orientation, null);
    }
}
