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
import java.util.ArrayList;
import java.util.List;

/**
 * Parses an ONNX file as it is read, so that its weights are in memory once: every initialiser's raw data becomes an array
 * of its own. Protobuf's own parser would hold the file, or what it has read of it, besides.
 */
final class ModelParser {
    /** Deep subgraphs nest deeper than protobuf's default of 100. */
    private static final int NESTING = 1_000;

    private static final int LARGE = 1 << 20;

    private final CodedInputStream in;
    private final long bytes;

    private ModelParser(InputStream file, long bytes) {
        this.bytes = bytes;
        this.in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
    }

    /**
     * The model in a file of that many bytes.
     *
     * @throws IOException if it is not a whole protobuf message of that kind
     */
    static ModelProto parse(InputStream file, long bytes) throws IOException {
        return new ModelParser(file, bytes).model();
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
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, TensorProto.RAW_DATA_FIELD_NUMBER)) {
                int size = in.readRawVarint32();
                raw = UnsafeByteOperations.unsafeWrap(size < LARGE ? in.readRawBytes(size) : large(size));
            } else {
                rest.mergeFieldFrom(tag, in);
            }
        }
        in.popLimit(outer);
        TensorProto.Builder tensor = TensorProto.newBuilder().mergeFrom(nested(rest));
        return raw == null ? tensor.build() : tensor.setRawData(raw).build();
    }

    /** Protobuf would collect what it cannot know to be there in pieces, and join them: twice the memory. */
    private byte[] large(int size) throws IOException {
        if (size > in.getBytesUntilLimit() || size > bytes - in.getTotalBytesRead()) {
            throw new EOFException("The file ends before its weights do");
        }
        byte[] all = new byte[size];
        for (int at = 0; at < size; at += LARGE) {
            byte[] part = in.readRawBytes(Math.min(LARGE, size - at));
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
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
