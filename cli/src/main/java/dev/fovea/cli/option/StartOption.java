package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import dev.fovea.core.classmodel.ClassModel;
import dev.fovea.core.classmodel.Start;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureLimits;
import dev.fovea.core.image.PictureReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a dream begins, and how large it is. */
public final class StartOption {
    private static final Pattern NOISE = Pattern.compile("noise:(\\d*\\.?\\d+)");

    @Option(
            names = "--start",
            paramLabel = "S",
            description =
                    "zero (the mean colour), grey, random (pixels), noise:SIGMA (on what is climbed), or a picture "
                            + "file. Default: the recipe's; deepdream's is random.")
    private @Nullable String start;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = SizeConverter.class,
            description =
                    "Size of the result, or 'start' for that of the starting picture. Default: what the model takes; "
                            + "a larger result is reduced for the model in every step.")
    private @Nullable Size size;

    private record Size(int width, int height) {
        static final Size OF_START = new Size(0, 0);
    }

    /** The recipe with this start and size. */
    public ClassModel over(ClassModel recipe, PictureLimits limits) {
        Start chosen = start == null ? recipe.start() : start(start, limits);
        ClassModel started = recipe.withStart(chosen);
        if (size == null) {
            return started;
        }
        if (!size.equals(Size.OF_START)) {
            return started.withSize(new ClassModel.Size(size.height(), size.width()));
        }
        if (chosen instanceof Start.FromPicture from) {
            Picture picture = from.picture();
            return started.withSize(new ClassModel.Size(picture.height(), picture.width()));
        }
        throw new FoveaException("--size start needs a picture to start from; give one with --start");
    }

    private static Start start(String text, PictureLimits limits) {
        Matcher noise = NOISE.matcher(text);
        if (noise.matches()) {
            return new Start.Noise(Double.parseDouble(noise.group(1)));
        }
        switch (text.toLowerCase(Locale.ROOT)) {
            case "zero":
                return new Start.Zero();
            case "grey", "gray":
                return new Start.Grey();
            case "random":
                return new Start.RandomPixels();
            default:
                Path file = Path.of(text);
                if (!Files.exists(file)) {
                    throw new FoveaException(
                            "--start '%s' is none of zero, grey, random, noise:SIGMA, and there is no such file"
                                    .formatted(text));
                }
                return new Start.FromPicture(new PictureReader(limits).read(file));
        }
    }

    private static final class SizeConverter implements ITypeConverter<Size> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

        @Override
        public Size convert(String value) {
            if (value.equalsIgnoreCase("start")) {
                return Size.OF_START;
            }
            Matcher found = FORM.matcher(value);
            if (!found.matches() || value.startsWith("0x")) {
                throw new TypeConversionException(
                        "expected WIDTHxHEIGHT such as 400x300, or start; found '%s'".formatted(value));
            }
            return new Size(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
        }
    }
}
