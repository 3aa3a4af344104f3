package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ways back through max poolings and convolutions to few channels where they meet in a sum, as in SqueezeNet's fire
 * modules. What comes back through a pooling is in phases. Each is convolved by itself to the rows of the sum's phases
 * that it reaches, and their shares are added up: the sum's few channels are interleaved instead of the poolings' many.
 */
final class PhasedSums extends Peephole {
    /** So many multiplications take as long as interleaving one element. */
    private static final long INTERLEAVING = 100;

    /** A transposed convolution of what comes back through a pooling in these phases. */
    private record Term(Transposition t, Phase whole, SignedMap[][] parts) {

        int stride() {
            return parts.length;
        }

        /** What it costs to interleave and then convolve; behind a 1x1 convolution few channels are interleaved anyway. */
        long cost() {
            long each = whole.multiplications() + (t.isNarrowing() ? 0 : INTERLEAVING);
            return each * stride() * stride();
        }
    }

    @Override
    @Nullable Value rewrite(Spot s) {
        Value out = s.node().is("Sum") ? s.known(s.node().output(0)) : null;
        if (out == null) {
            return null;
        }
        List<Term> terms = new ArrayList<>();
        for (String input : s.node().inputs()) {
            Term term = term(s, input);
            if (term == null) {
                return null;
            }
            terms.add(term);
        }
        int stride = terms.get(0).stride();
        Value[] rows = new Value[stride];
        long multiplications = 0;
        for (Term term : terms) {
            for (int part = 0; part < stride * stride && term.stride() == stride; part++) {
                multiplications += add(s, rows, term, part / stride, part % stride, out);
            }
        }
        boolean pays = multiplications < terms.stream().mapToLong(Term::cost).sum();
        boolean same = terms.stream().allMatch(term -> term.stride() == stride);
        boolean filled = Arrays.stream(rows).allMatch(Objects::nonNull);
        return pays && same && filled ? new Interleaving(s, stride, out.size(1), out).ofRows(rows) : null;
    }

    private static @Nullable Term term(Spot s, String input) {
        Node product = s.isReadOnce(input) ? s.producer(input, "ConvTranspose") : null;
        Transposition t = product != null && s.isReadOnce(product.input(0))
                ? TransposedConvolutions.transposition(s, product)
                : null;
        if (product == null
                || t == null
                || t.rank() != 2
                || t.group() != 1
                || t.channels() % Channelwise.BLOCK != 0
                || t.strides()[0] != 1
                || t.strides()[1] != 1) {
            return null;
        }
        Phase whole = t.phase(new int[2], null);
        SignedMap[][] parts = whole == null ? null : MaximumMasks.phases(s, product.input(0));
        return whole == null || parts == null || parts.length == 1 ? null : new Term(t, whole, parts);
    }

    /**
     * Adds one phase's shares to the rows.
     *
     * @return the multiplications for each element of the phase
     */
    private static long add(Spot s, Value[] rows, Term term, int row, int column, Value out) {
        SignedMap part = term.parts()[row][column];
        Transposition t = term.t().ofPhase(row, column, rows.length);
        Phases phases = new Phases(s, t, part.map(), out);
        long multiplications = 0;
        for (int to = 0; to < rows.length; to++) {
            if (t.taps(0, to).cells().length > 0) {
                Phase convolution = phases.merged(to, to + 1);
                Value share = convolution.convolve(s, part);
                multiplications += convolution.multiplications();
                // Written with the share first, ONNX Runtime makes the sum part of the convolution.
                rows[to] = rows[to] == null ? share : s.add(share, rows[to]);
            }
        }
        return multiplications;
    }
}
