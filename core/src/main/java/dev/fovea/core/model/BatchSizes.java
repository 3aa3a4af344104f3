package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many pictures of a batch one model runs at once. Thread-safe. */
final class BatchSizes {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSizes.class);

    private final ModelFile file;
    private final ModelInput input;
    private final Execution execution;
    private final Function<Tensor, List<ClassScores>> forward;
    /** Whether the scores of a picture hang on the others of its batch; null until it matters. */
    private volatile @Nullable Boolean mixing;

    /** @param forward the scores of a batch, run as it is */
    BatchSizes(ModelFile file, ModelInput input, Execution execution, Function<Tensor, List<ClassScores>> forward) {
        this.file = file;
        this.input = input;
        this.execution = execution;
        this.forward = forward;
    }

    /** How many of {@code many} pictures are best given at once; what is run one by one need not be put together. */
    int best(int many) {
        return input.batch() >= 0 ? (int) input.batch() : alone() ? 1 : many;
    }

    /**
     * How many pictures are run at once where those run abreast, or one after the other, take less time than all at once:
     * on a CPU one, unless weights are worth sharing.
     */
    long apart(Tensor batch) {
        if (batch.batch() > 1 && alone()) {
            return 1;
        }
        long together = together(batch);
        int abreast = execution.abreast();
        return together > 0 || abreast == 1 ? together : -Math.floorDiv(-batch.batch(), abreast);
    }

    private boolean alone() {
        return input.batch() < 0
                && execution.provider() == Execution.Provider.CPU
                && !Batches.shareWeights(file.model().getGraph());
    }

    /** How many pictures are run at once: as many as the model says, any number (-1), or one if it mixes them. */
    long together(Tensor batch) {
        if (input.batch() >= 0 || batch.batch() == 1) {
            return input.batch();
        }
        Boolean known = mixing;
        if (known == null) {
            known = Batches.mixes(batch.row(0), forward);
            mixing = known;
            if (known) {
                LOG.warn(
                        "The scores of '{}' hang on which pictures are run together: they are run one at a time",
                        file.source());
            }
        }
        return known ? 1 : -1;
    }
}
