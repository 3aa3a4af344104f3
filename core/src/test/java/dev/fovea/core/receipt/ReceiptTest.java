package dev.fovea.core.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private static ObjectNode tree() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("model").put("name", "a \"b\"").put("threads", 2);
        root.putArray("mean").add(0.5).add(0.25);
        return root;
    }

    @Test
    void isWrittenTheSameOnEverySystem() {
        assertThat(new Receipt(tree()).toJson()).isEqualTo("""
                {
                  "model" : {
                    "name" : "a \\"b\\"",
                    "threads" : 2
                  },
                  "mean" : [ 0.5, 0.25 ]
                }
                """);
        assertThat(new Receipt(tree()))
                .hasToString("{\"model\":{\"name\":\"a \\\"b\\\"\",\"threads\":2},\"mean\":[0.5,0.25]}");
    }

    @Test
    void canBeReadBack() throws Exception {
        assertThat(new ObjectMapper().readTree(new Receipt(tree()).toJson())).isEqualTo(tree());
    }

    @Test
    void isACopy() {
        ObjectNode given = tree();
        Receipt receipt = new Receipt(given);
        given.put("late", true);
        ((ObjectNode) receipt.json()).put("later", true);
        assertThat(receipt.json()).isEqualTo(tree());
    }

    @Test
    void versionsAreKnown() {
        Versions versions = Versions.current();
        assertThat(versions.fovea()).isNotBlank();
        assertThat(versions.onnxRuntime()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(versions.java()).isEqualTo(System.getProperty("java.version"));
        assertThat(versions.platform()).contains(System.getProperty("os.arch"));
    }
}
