package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The order in which ONNX Runtime runs an optimised gradient graph. Between the forward and the backward pass lie <em>local
 * derivatives</em>, which hang on the forward pass alone and which only the backward pass reads: masks, slopes. One that
 * reads more maps than it makes (of Swish: one of three) is computed as soon as its maps are there, which then need not be
 * kept; any other when it is needed. That decides what memory holds and so what the caches do: a tenth of the time of
 * EfficientNet.
 *
 * <p>ONNX Runtime is told by the order of the nodes in the file. It walks back from the outputs, and of a node's operands
 * takes the one that is written last first; nodes need not be written before what reads them. So they are written in the
 * order of that walk, turned round.
 */
final class RunOrder {
    /** Below this, as with the zeros that the weights of the classes are put among, nothing is gained. */
    private static final int WORTHWHILE_NODES = 3;

    private final List<NodeProto> nodes;
    private final List<List<Integer>> operands = new ArrayList<>();
    private final List<List<Integer>> readers = new ArrayList<>();
    private final BitSet backward = new BitSet();
    private final BitSet forward = new BitSet();
    private final int[] depth;
    private final List<LocalDerivative> locals = new ArrayList<>();

    /**
     * Connected nodes between the passes, how many maps they read of the forward pass, and how many the other reads of them:
     * one seen with a stride counts as the part of it that is seen.
     */
    private record LocalDerivative(BitSet nodes, double read, double made) {
        boolean early() {
            return made < read;
        }
    }

    private RunOrder(GraphProto graph, String logits) {
        nodes = graph.getNodeList();
        depth = new int[nodes.size()];
        Map<String, Integer> producers = new HashMap<>();
        List<Integer> beginnings = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            TreeSet<Integer> found = new TreeSet<>();
            for (String name : reads(nodes.get(i))) {
                Integer producer = producers.get(name);
                if (producer != null) {
                    found.add(producer);
                    depth[i] = Math.max(depth[i], depth[producer] + 1);
                } else if (name.startsWith(GradientGraph.OWN_INPUTS)) {
                    beginnings.add(i);
                }
            }
            operands.add(List.copyOf(found));
            readers.add(new ArrayList<>());
            for (int producer : found) {
                readers.get(producer).add(i);
            }
            for (String output : nodes.get(i).getOutputList()) {
                producers.put(output, i);
            }
        }
        Integer target = producers.get(logits);
        spread(target == null ? List.of() : List.of(target), forward, operands);
        spread(beginnings, backward, readers);
        findLocals();
    }

    /** Whether the order is worth opening a model twice for. */
    static boolean matters(GraphProto derived, String logits) {
        return new RunOrder(derived, logits)
                        .locals.stream()
                                .filter(l -> l.nodes().cardinality() >= WORTHWHILE_NODES && l.made() <= l.read())
                                .count()
                > 1;
    }

    /**
     * The same model, written such that ONNX Runtime runs it in the better order.
     *
     * @param optimised a model as ONNX Runtime has saved it, to be opened without further optimisation
     * @param logits the value that the forward pass ends with
     */
    static byte[] arranged(byte[] optimised, String logits) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(optimised);
        RunOrder order = new RunOrder(model.getGraph(), logits);
        BitSet early = new BitSet();
        order.locals.stream().filter(LocalDerivative::early).forEach(l -> early.or(l.nodes()));
        List<Integer> walk =
                order.walk(Comparator.<Integer, Boolean>comparing(early::get).thenComparing(i -> order.depth[i]));
        Collections.reverse(walk);
        List<NodeProto> written = walk.stream().map(order.nodes::get).toList();
        return model.toBuilder()
                .setGraph(model.getGraph().toBuilder().clearNode().addAllNode(written))
                .build()
                .toByteArray();
    }

    /**
     * ONNX Runtime's walk back from what nobody reads: the nodes as it comes to them.
     *
     * @param preference the operand that is greatest is taken first
     */
    private List<Integer> walk(Comparator<Integer> preference) {
        List<Integer> walk = new ArrayList<>();
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (readers.get(i).isEmpty()) {
                open.push(i);
            }
        }
        while (!open.isEmpty()) {
            int node = open.pop();
            if (!seen.get(node)) {
                seen.set(node);
                walk.add(node);
                operands.get(node).stream().sorted(preference).forEach(open::push);
            }
        }
        return walk;
    }

    private void findLocals() {
        BitSet left = new BitSet();
        left.set(0, nodes.size());
        left.andNot(forward);
        left.andNot(backward);
        while (!left.isEmpty()) {
            BitSet members = new BitSet();
            Deque<Integer> open = new ArrayDeque<>(List.of(left.nextSetBit(0)));
            while (!open.isEmpty()) {
                int node = open.pop();
                if (left.get(node)) {
                    left.clear(node);
                    members.set(node);
                    open.addAll(operands.get(node));
                    open.addAll(readers.get(node));
                }
            }
            long read = members.stream()
                    .flatMap(m -> operands.get(m).stream().mapToInt(Integer::intValue))
                    .filter(forward::get)
                    .distinct()
                    .count();
            double made = members.stream()
                    .filter(m -> readers.get(m).stream().anyMatch(backward::get))
                    .mapToDouble(m -> 1 / stride(nodes.get(m)))
                    .sum();
            locals.add(new LocalDerivative(members, read, made));
        }
    }

    private static void spread(List<Integer> from, BitSet reached, List<List<Integer>> along) {
        Deque<Integer> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            int node = open.pop();
            if (!reached.get(node)) {
                reached.set(node);
                open.addAll(along.get(node));
            }
        }
    }

    private static double stride(NodeProto node) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals("strides"))
                .flatMap(a -> a.getIntsList().stream())
                .reduce(1L, Math::multiplyExact);
    }

    private static List<String> reads(NodeProto node) {
        List<String> names = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                attribute.getG().getNodeList().forEach(n -> names.addAll(reads(n)));
            }
        }
        return names;
    }
}
