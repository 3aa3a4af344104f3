package dev.fovea.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.scenes.EmbeddedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The embedded model, its sidecar and picture as files. */
record Embedded(Path folder) {

    static Embedded in(Path folder) {
        Embedded files = new Embedded(folder);
        files.write("model.onnx", EmbeddedModel.model());
        files.write("model.fovea.json", EmbeddedModel.sidecar());
        files.write("scene.png", EmbeddedModel.demoPicture());
        return files;
    }

    Path model() {
        return folder.resolve("model.onnx");
    }

    Path picture() {
        return folder.resolve("scene.png");
    }

    /** What lies in a folder, by name. */
    static List<String> names(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file beside the model. */
    Path write(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The embedded model with a change, with a sidecar of its own. */
    Path changed(String name, Consumer<ModelProto.Builder> change) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(EmbeddedModel.model()).toBuilder();
            change.accept(model);
            write(name + ".fovea.json", EmbeddedModel.sidecar());
            return write(name + ".onnx", model.build().toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
