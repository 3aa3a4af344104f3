package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses an ONNX file as it is read, so that its weights are in memory once: every initialiser's raw data becomes an array
 * of its own, or stays in the file if it is huge. Protobuf's own parser would hold the file, or what it has read of it,
 * besides.
 */
final class ModelParser {
    /** Deep subgraphs nest deeper than protobuf's default of 100. */
    private static final int NESTING = 1_000;

    private static final int LARGE = 1 << 20;

    private final CodedInputStream in;
    private final long bytes;
    private final @Nullable Path path;
    private final ExternalWeights elsewhere;

    private ModelParser(InputStream file, long bytes, @Nullable Path path, ExternalWeights elsewhere) {
        this.bytes = bytes;
        this.path = path;
        this.elsewhere = elsewhere;
        this.in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
    }

    /**
     * The model in a file of that many bytes.
     *
     * @param path of the file, where huge weights can be left in it
     * @param elsewhere finds the weights that are not in the file
     * @throws IOException if it is not a whole protobuf message of that kind
     */
    static ModelProto parse(InputStream file, long bytes, @Nullable Path path, ExternalWeights elsewhere)
            throws IOException {
        return new ModelParser(file, bytes, path, elsewhere).model();
    }

    private ModelProto model() throws IOException {
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
        GraphProto.Builder graph = GraphProto.newBuilder();
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, ModelProto.GRAPH_FIELD_NUMBER)) {
                graph(graph);
                found = true;
            } else {
                rest.mergeFieldFrom(tag, in);
            }
        }
        ModelProto.Builder model = ModelProto.newBuilder().mergeFrom(nested(rest));
        return found ? model.setGraph(graph).build() : model.build();
    }

    private void graph(GraphProto.Builder graph) throws IOException {
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
        List<TensorProto> weights = new ArrayList<>();
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, GraphProto.INITIALIZER_FIELD_NUMBER)) {
                weights.add(tensor());
            } else {
                rest.mergeFieldFrom(tag, in);
            }
        }
        in.popLimit(outer);
        graph.mergeFrom(nested(rest)).addAllInitializer(weights);
    }

    private TensorProto tensor() throws IOException {
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
        ByteString raw = null;
        long leftAt = -1;
        int left = 0;
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!is(tag, TensorProto.RAW_DATA_FIELD_NUMBER)) {
                rest.mergeFieldFrom(tag, in);
                continue;
            }
            int size = in.readRawVarint32();
            if (path != null && StoredWeights.suits(tensor(rest), size)) {
                leftAt = in.getTotalBytesRead();
                left = size;
                checkRoom(size);
                in.skipRawBytes(size);
            } else {
                raw = UnsafeByteOperations.unsafeWrap(size < LARGE ? in.readRawBytes(size) : large(size));
            }
        }
        in.popLimit(outer);
        TensorProto tensor = tensor(rest);
        if (StoredWeights.isStored(tensor)) {
            return elsewhere.found(tensor);
        }
        if (path != null && leftAt >= 0) {
            return StoredWeights.in(path, leftAt, left, tensor);
        }
        return raw == null ? tensor : tensor.toBuilder().setRawData(raw).build();
    }

    private static TensorProto tensor(UnknownFieldSet.Builder fields) throws IOException {
        return TensorProto.newBuilder().mergeFrom(nested(fields)).build();
    }

    /** Protobuf would collect what it cannot know to be there in pieces, and join them: twice the memory. */
    private byte[] large(int size) throws IOException {
        checkRoom(size);
        byte[] all = new byte[size];
        for (int at = 0; at < size; at += LARGE) {
            byte[] part = in.readRawBytes(Math.min(LARGE, size - at));
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
    }

    private void checkRoom(int size) throws IOException {
        if (size > in.getBytesUntilLimit() || size > bytes - in.getTotalBytesRead()) {
            throw new EOFException("The file ends before its weights do");
        }
    }

    private static boolean is(int tag, int field) {
        return tag == (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private static CodedInputStream nested(UnknownFieldSet.Builder fields) {
        CodedInputStream in = fields.build().toByteString().newCodedInput();
        in.setRecursionLimit(NESTING);
        return in;
    }
}
