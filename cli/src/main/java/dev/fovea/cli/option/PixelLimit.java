package dev.fovea.cli.option;

import dev.fovea.core.image.PictureLimits;
import picocli.CommandLine.Option;

/** The largest picture that is decoded. */
public final class PixelLimit {
    @Option(
            names = "--limit-pixels",
            paramLabel = "N",
            converter = NumberConverters.Pixels.class,
            description = "Refuse pictures with more pixels, before decoding them. Default: 100000000.")
    private long pixels = PictureLimits.DEFAULT.maxPixels();

    /** The limits to read pictures with. */
    public PictureLimits limits() {
        return PictureLimits.DEFAULT.withMaxPixels(pixels);
    }
}
