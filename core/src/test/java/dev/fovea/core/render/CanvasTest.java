package dev.fovea.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanvasTest {
    @Test
    void fillsAndFrames() {
        Canvas canvas = new Canvas(4, 4);
        canvas.fill(1, 1, 2, 2, 0xFF0000);
        canvas.frame(1, 1, 2, 2, 0x0000FF);

        assertThat(canvas.toPicture().toRgb())
                .containsExactly(
                        0x0000FF, 0x0000FF, 0x0000FF, 0x0000FF, // row 0
                        0x0000FF, 0xFF0000, 0xFF0000, 0x0000FF, // row 1
                        0x0000FF, 0xFF0000, 0xFF0000, 0x0000FF, // row 2
                        0x0000FF, 0x0000FF, 0x0000FF, 0x0000FF); // row 3
    }

    @Test
    void coversAPixelAsFarAsTheStrokeDoes() {
        Canvas canvas = new Canvas(5, 4);
        canvas.stroke(List.of(new double[] {-5, 1.5, 10, 1.5}), 2, 0x000000);

        Picture picture = canvas.toPicture();
        assertThat(picture.rgb(2, 0)).isEqualTo(0x808080);
        assertThat(picture.rgb(2, 1)).isEqualTo(0x000000);
        assertThat(picture.rgb(2, 2)).isEqualTo(0x808080);
        assertThat(picture.rgb(2, 3)).isEqualTo(0xFFFFFF);
    }

    @Test
    void laysOverlappingLinesOnOnce() {
        Canvas once = new Canvas(5, 4);
        once.stroke(List.of(new double[] {1, 1.2, 4, 1.2}), 1, 0x000000);
        Canvas twice = new Canvas(5, 4);
        twice.stroke(List.of(new double[] {1, 1.2, 4, 1.2}, new double[] {4, 1.2, 2, 1.2, 1, 1.2}), 1, 0x000000);

        assertThat(twice.toPicture().toRgb()).isEqualTo(once.toPicture().toRgb());
    }

    @Test
    void dropsWhatLiesOutside() {
        Canvas canvas = new Canvas(2, 2);
        canvas.fill(-9, -9, 3, 30, 0);
        canvas.stroke(List.of(new double[] {50, 50, 60, 60}, new double[] {-20, 1}), 2, 0);
        canvas.place(Picture.of(2, 2, new int[] {1, 2, 3, 4}), -1, -1);
        canvas.place(Picture.of(1, 1, new int[] {5}), 7, 7);

        assertThat(canvas.toPicture().toRgb()).containsExactly(4, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF);
    }
}
