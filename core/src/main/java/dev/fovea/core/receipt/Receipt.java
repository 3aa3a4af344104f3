package dev.fovea.core.receipt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a map came from: model and picture hashes, preprocessing, class, score, method with every parameter, seed,
 * versions, time, and the checks that were made. Immutable.
 */
public final class Receipt {
    private final ObjectNode json;

    /** Takes a copy of {@code json}. */
    public Receipt(ObjectNode json) {
        this.json = json.deepCopy();
    }

    /** A copy of the receipt as a tree. */
    public JsonNode json() {
        return json.deepCopy();
    }

    /** The receipt as indented JSON, lines ending in a line feed. */
    public String toJson() {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indent);
        printer.indentArraysWith(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("A tree of plain values always becomes JSON", e);
        }
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
