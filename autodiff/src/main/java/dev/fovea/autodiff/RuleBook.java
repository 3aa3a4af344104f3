package dev.fovea.autodiff;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.rules.GradientRules;
import dev.fovea.autodiff.rules.Rectifiers;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which backward rule each operator has. {@link #gradient()} holds the derivatives; other books (guided
 * backpropagation, deconvnet, relevance propagation) are the same book with some rules replaced.
 *
 * <p>Immutable and thread-safe.
 */
public final class RuleBook {
    private final Map<String, Rule> byOperator;
    private final Map<String, Rule> byNode;
    private final Set<String> broadcasting;

    private RuleBook(Map<String, Rule> byOperator, Map<String, Rule> byNode, Set<String> broadcasting) {
        this.byOperator = Map.copyOf(byOperator);
        this.byNode = Map.copyOf(byNode);
        this.broadcasting = Set.copyOf(broadcasting);
    }

    /** A book without rules. */
    public static RuleBook empty() {
        return new RuleBook(Map.of(), Map.of(), Set.of());
    }

    /** The derivatives of every supported operator. */
    public static RuleBook gradient() {
        return GradientRules.book();
    }

    /** {@link #gradient()} with the deconvnet's way through ReLUs: the sign of what arrives decides. */
    public static RuleBook deconvnet() {
        return gradient().and(Rectifiers.deconvnet());
    }

    /** {@link #gradient()} with guided backpropagation's way through ReLUs: it and the deconvnet must agree to pass. */
    public static RuleBook guided() {
        return gradient().and(Rectifiers.guided());
    }

    /** This book with another rule for {@code op} (with its domain in front unless it is ONNX's own). */
    public RuleBook with(String op, Rule rule) {
        Map<String, Rule> all = new HashMap<>(byOperator);
        all.put(op, rule);
        return new RuleBook(all, byNode, broadcasting);
    }

    /**
     * This book with a rule for an operator whose inputs broadcast: each cotangent may have the output's shape, the
     * engine sums it down to the input's.
     */
    public RuleBook withBroadcasting(String op, Rule rule) {
        Set<String> all = new HashSet<>(broadcasting);
        all.add(op);
        return new RuleBook(byOperator, byNode, all).with(op, rule);
    }

    /** This book with another rule for one node, by its name. */
    public RuleBook withNode(String node, Rule rule) {
        Map<String, Rule> all = new HashMap<>(byNode);
        all.put(node, rule);
        return new RuleBook(byOperator, all, broadcasting);
    }

    /** The rules of this book and of {@code other}; where both have one, the other's. */
    public RuleBook and(RuleBook other) {
        Map<String, Rule> operators = new HashMap<>(byOperator);
        operators.putAll(other.byOperator);
        Map<String, Rule> nodes = new HashMap<>(byNode);
        nodes.putAll(other.byNode);
        Set<String> broadcast = new HashSet<>(broadcasting);
        broadcast.addAll(other.broadcasting);
        return new RuleBook(operators, nodes, broadcast);
    }

    /** The rule for a node: its own if it has one, else its operator's. */
    public Optional<Rule> find(Node node) {
        Rule own = byNode.get(node.name());
        return Optional.ofNullable(own != null ? own : byOperator.get(node.op()));
    }

    boolean isBroadcasting(Node node) {
        return broadcasting.contains(node.op());
    }

    /** The operators with a rule, sorted. */
    public Set<String> operators() {
        return Collections.unmodifiableSet(new TreeSet<>(byOperator.keySet()));
    }
}
