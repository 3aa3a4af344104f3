package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Value;
import java.util.Map;
import java.util.stream.LongStream;

/** Normalizations by the statistics of the input itself, written out. */
final class Normalizations {

    private Normalizations() {}

    static Map<String, Decomposition> table() {
        return Map.of(
                "InstanceNormalization", Normalizations::instance,
                "GroupNormalization", Normalizations::group,
                "LayerNormalization", s -> trailing(s, true),
                "RMSNormalization", s -> trailing(s, false),
                "LRN", Normalizations::localResponse);
    }

    private static Value instance(Site s) {
        long[] axes = LongStream.range(2, s.x().rank()).toArray();
        return affinePerChannel(s, whitened(s, s.x(), true, axes));
    }

    private static Value group(Site s) {
        Value groups = s.reshape(s.x(), 0, s.attributes().i("num_groups", 1), -1);
        return affinePerChannel(s, s.reshapeLike(whitened(s, groups, true, 2), s.x()));
    }

    private static Value affinePerChannel(Site s, Value white) {
        return s.add(s.mul(white, s.perChannel(s.in(1))), s.perChannel(s.in(2)));
    }

    /** Over all axes from {@code axis} on, then scaled and shifted by tensors that broadcast. */
    private static Value trailing(Site s, boolean centred) {
        long first = s.attributes().i("axis", -1);
        long[] axes =
                LongStream.range(first < 0 ? first : first - s.x().rank(), 0).toArray();
        Value scaled = s.mul(whitened(s, s.x(), centred, axes), s.in(1));
        return s.in(2).isPresent() ? s.add(scaled, s.in(2)) : scaled;
    }

    private static Value whitened(Site s, Value x, boolean centred, long... axes) {
        Value centre = centred ? s.sub(x, s.mean(x, axes)) : x;
        Value variance = s.mean(s.square(centre), axes);
        return s.div(centre, s.sqrt(s.add(variance, s.f("epsilon", 1e-5))));
    }

    /** {@code x (bias + alpha/size · sum of x² over neighbouring channels)^-beta}. */
    private static Value localResponse(Site s) {
        long size = s.attributes().i("size", 1);
        long before = (size - 1) / 2;
        long[] one = {1};
        Window channels = new Window(1, new long[] {size}, one, one);
        long[] pads = {before, size - 1 - before};
        Value sums = channels.sums(s, channels.padded(s, s.square(s.x()), s.x().rank(), pads, 0));
        Value base = s.add(s.mul(sums, s.f("alpha", 1e-4) / size), s.f("bias", 1));
        return s.mul(s.x(), s.op("Pow", base, s.scalar(-s.f("beta", 0.75), base)));
    }
}
