package dev.fovea.core.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parameters of a method as they stand in a receipt: a public record, with the records in it. */
public final class Settings {
    private Settings() {}

    /**
     * The kind of a record, which is its name, and its components: numbers, texts, enums, records and lists of these. What
     * else it holds, such as a picture, is left out.
     */
    public static ObjectNode of(Record record) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", record.getClass().getSimpleName());
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                json(component.getAccessor().invoke(record)).ifPresent(value -> node.set(component.getName(), value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "A receipt shows public records only, found " + record.getClass(), e);
            }
        }
        return node;
    }

    private static Optional<JsonNode> json(Object value) {
        if (value instanceof Record r) {
            return Optional.of(of(r));
        }
        if (value instanceof Enum<?> e) {
            return Optional.of(new TextNode(e.name().toLowerCase(Locale.ROOT)));
        }
        if (value instanceof Double d) {
            return Optional.of(new DoubleNode(d));
        }
        if (value instanceof Long || value instanceof Integer) {
            return Optional.of(new LongNode(((Number) value).longValue()));
        }
        if (value instanceof Boolean b) {
            return Optional.of(BooleanNode.valueOf(b));
        }
        if (value instanceof String s) {
            return Optional.of(new TextNode(s));
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.forEach(v -> json(v).ifPresent(array::add));
            return Optional.of(array);
        }
        return Optional.empty();
    }
}
