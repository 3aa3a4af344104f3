package dev.fovea.core.inside.field;

import dev.fovea.autodiff.graph.Node;
import java.util.Set;

/** Operators whose every output element reads the input elements at its own position only, channels apart. */
final class Pointwise {
    private static final Set<String> OPERATORS = Set.of(
            ("Abs Acos Acosh Add And Asin Asinh Atan Atanh BatchNormalization Cast CastLike Ceil Celu Clip Cos Cosh"
                            + " DequantizeLinear Div Dropout Elu Equal Erf Exp Expand Floor Gelu Greater GreaterOrEqual"
                            + " HardSigmoid HardSwish Identity IsInf IsNaN LRN LeakyRelu Less LessOrEqual Log Max Mean"
                            + " Min Mish Mod Mul Neg Not Or PRelu Pow QuantizeLinear Reciprocal Relu Round Selu Shrink"
                            + " Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu Where"
                            + " Xor")
                    .split(" "));

    private Pointwise() {}

    static boolean knows(Node node) {
        return OPERATORS.contains(node.op());
    }
}
