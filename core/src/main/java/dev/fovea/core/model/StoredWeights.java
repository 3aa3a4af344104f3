package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.core.FoveaException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Huge weights that stay in their file until somebody needs the numbers, so that they need not be in Java's heap beside
 * the memory that ONNX Runtime reads. Such a tensor has its data in an external file, as ONNX knows it, by its absolute
 * path; no other tensor of a checked {@link ModelFile} has.
 */
final class StoredWeights {
    /** From this size on weights stay in their file. */
    static final int HUGE_BYTES = 32 << 20;

    private static final int CHUNK = 1 << 20;
    private static final String LOCATION = "location";
    private static final String OFFSET = "offset";
    private static final String LENGTH = "length";
    private static final String MODIFIED = "modified";

    private StoredWeights() {}

    /** Whether a tensor without data, of that many bytes in a file, is left there. */
    static boolean suits(TensorProto t, long bytes) {
        return bytes >= HUGE_BYTES && ElementType.of(t.getDataType()) == ElementType.FLOAT;
    }

    static boolean isStored(TensorProto t) {
        return t.getDataLocation() == DataLocation.EXTERNAL;
    }

    /** The tensor with its data left in a file. */
    static TensorProto in(Path file, long offset, long bytes, TensorProto t) throws IOException {
        TensorProto.Builder stored = t.toBuilder().clearRawData().clearExternalData();
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put(LOCATION, file.toAbsolutePath());
        entries.put(OFFSET, offset);
        entries.put(LENGTH, bytes);
        entries.put(MODIFIED, Files.getLastModifiedTime(file).toMillis());
        entries.forEach((key, value) -> stored.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value.toString())));
        return stored.setDataLocation(DataLocation.EXTERNAL).build();
    }

    /** The bytes that a stored tensor has in its file; 0 for others. */
    static long bytes(TensorProto t) {
        return isStored(t) ? Long.parseLong(entries(t).getOrDefault(LENGTH, "0")) : 0;
    }

    /** The same of all constants of a graph. */
    static long bytes(Graph graph) {
        return graph.constants().values().stream()
                .mapToLong(StoredWeights::bytes)
                .sum();
    }

    /** What a tensor says of its data in another file. */
    static Map<String, String> entries(TensorProto t) {
        Map<String, String> entries = new HashMap<>();
        t.getExternalDataList().forEach(e -> entries.put(e.getKey(), e.getValue()));
        return entries;
    }

    /** What is told of one part after the other. */
    interface Reader {
        void part(ByteBuffer part);
    }

    /**
     * Shows a stored tensor's data in parts, little-endian, whole elements each.
     *
     * @throws FoveaException if the file has changed since the model was read, or can no longer be read
     */
    static void read(TensorProto t, Reader reader) {
        ByteBuffer part = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, String> entries = entries(t);
        Path file = Path.of(entries.getOrDefault(LOCATION, ""));
        try (FileChannel in = FileChannel.open(file)) {
            if (!entries.getOrDefault(MODIFIED, "")
                    .equals("" + Files.getLastModifiedTime(file).toMillis())) {
                throw new FoveaException(
                        "The file '%s' has changed since weight '%s' was found in it; load the model again"
                                .formatted(file, t.getName()));
            }
            in.position(Long.parseLong(entries.getOrDefault(OFFSET, "0")));
            for (long rest = bytes(t); rest > 0; rest -= part.limit()) {
                part.clear().limit((int) Math.min(CHUNK, rest));
                while (part.hasRemaining()) {
                    if (in.read(part) < 0) {
                        throw new EOFException("it is cut off");
                    }
                }
                reader.part(part.flip());
            }
        } catch (IOException e) {
            throw new FoveaException(
                    "Weight '%s' can no longer be read from '%s': %s".formatted(t.getName(), file, e.getMessage()), e);
        }
    }

    /** A tensor's data outside of Java's heap. */
    static ByteBuffer direct(TensorProto t) {
        boolean stored = isStored(t);
        ByteBuffer all = ByteBuffer.allocateDirect(
                Math.toIntExact(stored ? bytes(t) : t.getRawData().size()));
        if (stored) {
            read(t, all::put);
        } else {
            t.getRawData().copyTo(all);
        }
        return all.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A graph whose constants hold their own data, for those that cannot be fed with it. */
    static Graph inlined(Graph graph) {
        return inlined(graph, Set.of());
    }

    /** The same but for the constants named. */
    static Graph inlined(Graph graph, Set<String> left) {
        Map<String, TensorProto> changed = new LinkedHashMap<>();
        graph.constants().forEach((name, t) -> {
            if (isStored(t) && !left.contains(name)) {
                changed.put(name, inlined(t));
            }
        });
        return changed.isEmpty() ? graph : graph.plus(List.of(), changed);
    }

    private static TensorProto inlined(TensorProto t) {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(bytes(t)));
        read(t, all::put);
        ByteString raw = UnsafeByteOperations.unsafeWrap(all.array());
        return t.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(raw)
                .build();
    }
}
