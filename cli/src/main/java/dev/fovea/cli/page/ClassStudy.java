package dev.fovea.cli.page;

import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.receipt.Receipt;

/**
 * What the page shows of one class.
 *
 * @param label the class in words
 * @param model the picture that its score likes best
 */
public record ClassStudy(String label, Attempt<Climbed> model) {

    /** A class model with its receipt. */
    public record Climbed(ClassModelResult result, Receipt receipt) {}
}
