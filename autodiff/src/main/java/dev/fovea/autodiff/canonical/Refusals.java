package dev.fovea.autodiff.canonical;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that no score of a picture may hang on, each with the reason. */
final class Refusals {
    private static final String RANDOM = "it gives another value at each run. Export the model in evaluation mode";
    private static final String LAYOUT =
            "the file was saved by ONNX Runtime for one processor's memory layout. Save it with optimisation below 'layout'";

    private Refusals() {}

    /** The reason for each operator. */
    static Map<String, String> reasons() {
        Map<String, String> all = new HashMap<>();
        for (String op : List.of(
                "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli")) {
            all.put(op, RANDOM);
        }
        for (String op : List.of(
                "Conv",
                "MaxPool",
                "AveragePool",
                "GlobalMaxPool",
                "GlobalAveragePool",
                "Upsample",
                "ReorderInput",
                "ReorderOutput")) {
            all.put("com.microsoft.nchwc." + op, LAYOUT);
        }
        return all;
    }

    static Map<String, Rewrite> rewrites() {
        Map<String, Rewrite> all = new HashMap<>();
        reasons().forEach((op, reason) -> all.put(op, Rewrite.refuse(reason)));
        return all;
    }
}
