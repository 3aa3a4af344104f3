package dev.fovea.core.attribution;

import dev.fovea.core.image.Framing;
import java.util.ArrayList;
import java.util.List;

/**
 * The ten sub-images of Simonyan et al. (2013, section 3.1): corners and centre of the resized picture, as they are and
 * reflected, and how their maps go back together.
 *
 * <p>Where the usual framing leaves no margin to cut from (the picture is squashed to the model's size), the picture is
 * resized to 256/224 of it first.
 */
record TenCrops(Framing seen, List<Crop> crops) {

    /** One sub-image. */
    record Crop(Framing framing, boolean reflected) {}

    static TenCrops of(Framing seen) {
        int w = seen.width();
        int h = seen.height();
        boolean margin = seen.resizedWidth() > w || seen.resizedHeight() > h;
        int rw = Math.max(w, margin ? seen.resizedWidth() : w * 256 / 224);
        int rh = Math.max(h, margin ? seen.resizedHeight() : h * 256 / 224);
        Framing resized = Framing.of(seen.sourceWidth(), seen.sourceHeight()).squash(rw, rh);
        int[][] corners = {{0, 0}, {rw - w, 0}, {0, rh - h}, {rw - w, rh - h}, {(rw - w) / 2, (rh - h) / 2}};
        List<Crop> crops = new ArrayList<>();
        for (boolean reflected : new boolean[] {false, true}) {
            for (int[] corner : corners) {
                crops.add(new Crop(resized.crop(corner[0], corner[1], w, h), reflected));
            }
        }
        return new TenCrops(seen, List.copyOf(crops));
    }

    /** The whole resized picture that the crops are cut from. */
    Framing canvas() {
        Framing first = crops.get(0).framing();
        return Framing.of(first.sourceWidth(), first.sourceHeight())
                .squash(first.resizedWidth(), first.resizedHeight());
    }

    /** The crops' maps, un-reflected and averaged by coverage, over the whole resized picture. */
    SaliencyMap paste(float[][] maps, boolean signed) {
        Framing canvas = canvas();
        double[] sum = new double[canvas.width() * canvas.height()];
        int[] cover = new int[sum.length];
        for (int i = 0; i < maps.length; i++) {
            Crop crop = crops.get(i);
            Framing f = crop.framing();
            for (int y = 0; y < f.height(); y++) {
                for (int x = 0; x < f.width(); x++) {
                    int from = y * f.width() + (crop.reflected() ? f.width() - 1 - x : x);
                    int to = (f.cropY() + y) * canvas.width() + f.cropX() + x;
                    sum[to] += maps[i][from];
                    cover[to]++;
                }
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = cover[i] == 0 ? 0 : (float) (sum[i] / cover[i]);
        }
        return SaliencyMap.of(canvas.width(), canvas.height(), mean, signed);
    }
}
