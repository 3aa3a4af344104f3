package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights that one model keeps in other files beside it; no file elsewhere is read. */
final class ExternalWeights {
    private final @Nullable Path model;
    private final long limit;
    private long total;
    private boolean any;

    /**
     * @param model its path; null if it is none
     * @param bytes the size of its own file
     * @param limit of all weights together, in bytes
     */
    ExternalWeights(@Nullable Path model, long bytes, long limit) {
        this.model = model;
        this.limit = limit;
        this.total = bytes;
    }

    /**
     * The tensor with its data, or with the absolute path of its file if it is huge.
     *
     * @throws FoveaException if its file is missing, cut off, too large or not in the model's folder
     */
    TensorProto found(TensorProto t) {
        if (model == null) {
            throw new FoveaException(
                    "The model keeps its weights in another file; load it from its path, not from bytes");
        }
        any = true;
        Map<String, String> entry = StoredWeights.entries(t);
        String location = entry.getOrDefault("location", "");
        Path file = beside(model, location);
        if (file == null) {
            throw new FoveaException(
                    "The model '%s' keeps weight '%s' in '%s', outside its own folder; that is not read"
                            .formatted(model, t.getName(), location));
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long offset = Long.parseLong(entry.getOrDefault("offset", "0"));
            long length = Long.parseLong(entry.getOrDefault("length", Long.toString(in.length() - offset)));
            if (offset < 0 || length < 0 || offset > in.length() - length) {
                throw new FoveaException(
                        "The weight file '%s' is cut off: '%s' needs %d bytes from byte %d on, it has %d"
                                .formatted(file, t.getName(), length, offset, in.length()));
            }
            total += length;
            if (total > limit) {
                throw ModelFile.tooLarge(model.toString(), total);
            }
            return StoredWeights.suits(t, length)
                    ? StoredWeights.in(file, offset, length, t)
                    : read(t, in, offset, length);
        } catch (IOException | NumberFormatException e) {
            throw new FoveaException(
                    "The model '%s' keeps weight '%s' in '%s', which cannot be read; put it beside the model"
                            .formatted(model, t.getName(), file),
                    e);
        }
    }

    private static TensorProto read(TensorProto t, RandomAccessFile in, long offset, long length) throws IOException {
        byte[] data = new byte[(int) length];
        in.seek(offset);
        in.readFully(data);
        return t.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(UnsafeByteOperations.unsafeWrap(data))
                .build();
    }

    /** A file in the model's folder or below; null if the location leads out of it or is no path. */
    private static @Nullable Path beside(Path model, String location) {
        try {
            Path folder = model.toAbsolutePath().normalize().getParent();
            Path file = folder == null ? null : folder.resolve(location).normalize();
            return file == null || location.isEmpty() || !file.startsWith(folder) ? null : file;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Whether the model keeps weights in other files. */
    boolean any() {
        return any;
    }
}
