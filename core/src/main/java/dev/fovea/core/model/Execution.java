package dev.fovea.core.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.fovea.core.FoveaException;
import java.util.Map;

/**
 * How ONNX Runtime runs a model.
 *
 * @param threads that compute; 0 for one per core
 * @param provider who computes: the CPU, or an accelerator that this machine and this ONNX Runtime have
 * @param precision of scores and gradients
 * @param division of the work among the threads
 * @param runs for how many runs it is made ready
 */
public record Execution(int threads, Provider provider, Precision precision, Division division, Runs runs) {
    /** The CPU with one thread per core, in single precision, for a picture at a time and many of them. */
    public static final Execution DEFAULT =
            new Execution(0, Provider.CPU, Precision.SINGLE, Division.OPERATORS, Runs.MANY);

    /** An execution provider of ONNX Runtime. */
    public enum Provider {
        CPU,
        CUDA,
        TENSORRT,
        DIRECTML,
        COREML,
        XNNPACK
    }

    /** What the derived graph is computed in; inputs and results are float32 in any case. */
    public enum Precision {
        /** Float32. A unit within rounding of a kink may fall on its other side; see {@link #DOUBLE}. */
        SINGLE,
        /**
         * Float64, several times slower and with twice the memory: exact where single precision is not, because a few of
         * a network's millions of ReLU or Clip units lie within float32 rounding of their kink. On the CPU; a few
         * operators are refused.
         */
        DOUBLE
    }

    /** What several threads of a CPU share. */
    public enum Division {
        /** Every operator: the least time for one picture. */
        OPERATORS,
        /**
         * The pictures of a batch, each on a thread of its own: the least time for many pictures, of which every one takes
         * longer; operators too short to be shared leave no core idle. Whoever calls a classifier from as many threads
         * keeps them busy too. Each run has its own memory.
         */
        PICTURES
    }

    /** What is worth while before the first run. Results differ by rounding. */
    public enum Runs {
        /** The first result soonest, with the least memory. */
        FEW,
        /**
         * The least time for each run: convolutions of many channels may have a third more weights for fewer
         * multiplications. VGG-16 is ready two seconds later and then takes an eighth less time for a map.
         */
        MANY
    }

    public Execution {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be at least 0 (0: one per core), found " + threads);
        }
    }

    public Execution withThreads(int newThreads) {
        return new Execution(newThreads, provider, precision, division, runs);
    }

    public Execution withProvider(Provider newProvider) {
        return new Execution(threads, newProvider, precision, division, runs);
    }

    public Execution withPrecision(Precision newPrecision) {
        return new Execution(threads, provider, newPrecision, division, runs);
    }

    public Execution withDivision(Division newDivision) {
        return new Execution(threads, provider, precision, newDivision, runs);
    }

    public Execution withRuns(Runs newRuns) {
        return new Execution(threads, provider, precision, division, newRuns);
    }

    /** How many pictures are worked on at a time. */
    public int abreast() {
        boolean divided = provider == Provider.CPU && division == Division.PICTURES;
        return !divided ? 1 : threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    void applyTo(SessionOptions options) throws OrtException {
        options.setIntraOpNumThreads(abreast() > 1 ? 1 : threads);
        try {
            switch (provider) {
                case CPU -> {}
                case CUDA -> options.addCUDA();
                case TENSORRT -> options.addTensorrt(0);
                case DIRECTML -> options.addDirectML(0);
                case COREML -> options.addCoreML();
                case XNNPACK -> options.addXnnpack(Map.of());
            }
        } catch (OrtException e) {
            throw new FoveaException(
                    "This ONNX Runtime has no %s provider (%s); use CPU, or put the ONNX Runtime build that has it on the class path"
                            .formatted(provider, OnnxSession.oneLine(e)),
                    e);
        }
    }
}
