package dev.fovea.autodiff.precision;

import java.util.Set;

/**
 * The operators that ONNX Runtime's CPU provider (1.29) computes in float64 itself, at opset 18 and at the newest, found
 * by opening one-node models. Operators that it only expands into a function are not here: the function's body may go
 * through float32.
 */
final class Kernels {
    private static final Set<String> ALL = Set.of("""
            Abs Add Ceil Clip Cos Div Equal Exp Floor Greater GreaterOrEqual Identity IsInf IsNaN Less LessOrEqual Log \
            Max Min Mod Mul Neg Pow Reciprocal Relu Round Shrink Sigmoid Sign Sin Sqrt Sub Sum Tanh Where \
            ArgMax ArgMin BatchNormalization CumSum Einsum Gemm LogSoftmax LpNormalization MatMul MaxPool ReduceL1 \
            ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare \
            Softmax TopK \
            Cast CastLike CenterCropPad Compress Concat ConstantOfShape DepthToSpace Expand EyeLike Flatten Gather \
            GatherElements GatherND Pad Range Reshape ReverseSequence ScatterElements ScatterND Shape Size Slice \
            SpaceToDepth Split Squeeze Tile Transpose Trilu Unsqueeze""".split(" "));

    private Kernels() {}

    static boolean has(String op) {
        return ALL.contains(op);
    }

    static Set<String> all() {
        return ALL;
    }
}
