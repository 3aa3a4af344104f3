package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Batches of any size for models that take a fixed one. */
final class Batches {

    private Batches() {}

    /** Parts of {@code fixed} pictures each, the last one padded by repeating its last picture; whole if -1. */
    static List<Tensor> split(Tensor batch, long fixed) {
        if (fixed < 0 || fixed == batch.batch()) {
            return List.of(batch);
        }
        List<Tensor> parts = new ArrayList<>();
        for (int at = 0; at < batch.batch(); at += (int) fixed) {
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i < fixed; i++) {
                rows.add(batch.row(Math.min(at + i, batch.batch() - 1)));
            }
            parts.add(Tensor.concat(rows));
        }
        return parts;
    }

    /** The first {@code count} rows of all parts. */
    static Tensor join(List<Tensor> parts, int count) {
        Tensor all = parts.size() == 1 ? parts.get(0) : Tensor.concat(parts);
        if (all.batch() == count) {
            return all;
        }
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(all.row(i));
        }
        return Tensor.concat(rows);
    }
}
