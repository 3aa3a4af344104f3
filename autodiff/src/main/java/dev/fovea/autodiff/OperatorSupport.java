package dev.fovea.autodiff;

import dev.fovea.autodiff.canonical.Canonical;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of an operator on the way from the picture to the score. Every operator that ONNX Runtime runs has an
 * answer; a test holds that against its own list.
 *
 * @param kind what is done with it
 * @param reason why it is refused, and what to do instead; empty for the other kinds
 */
public record OperatorSupport(Kind kind, String reason) {
    /** What is done with an operator. */
    public enum Kind {
        /** It has a backward rule. */
        DIFFERENTIABLE,
        /** It is written as other operators first. */
        EXPANDED,
        /** What it makes are integers, truth values or constants: no gradient goes through it, and none is missing. */
        NOT_DIFFERENTIABLE,
        /** A score that hangs on it is refused. */
        REFUSED
    }

    private static final Set<String> WITHOUT_SLOPE = Set.of(("""
            And ArgMax ArgMin BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow \
            Constant ConstantOfShape Equal EyeLike Greater GreaterOrEqual HammingWindow HannWindow IsInf IsNaN \
            Less LessOrEqual MelWeightMatrix NonMaxSuppression NonZero Not OptionalHasElement Or RegexFullMatch \
            SequenceLength Shape Size Xor com.microsoft.MurmurHash3""").split(" "));

    /** Reasons, and below each the operators it holds for. */
    private static final Map<String, String> REFUSED = byOperator("""
            it repeats or chooses by what is in the picture. Export the model with such parts unrolled
                If Loop Scan SequenceMap
            sequences and optional values have no derivative here. Export the model with plain tensors
                ConcatFromSequence Optional OptionalGetElement SequenceAt SequenceConstruct SequenceEmpty
                SequenceErase SequenceInsert SplitToSequence
            it belongs to recurrent and language models, not to image classifiers
                GRU GRUUnit LSTM RNN CausalConvWithState LinearAttention TensorScatter com.microsoft.AttnLSTM
                com.microsoft.CausalConvWithState com.microsoft.DynamicQuantizeLSTM
                com.microsoft.LinearAttention com.microsoft.LinearAttentionGate com.microsoft.GatedRMSNorm
                com.microsoft.GatedAdd com.microsoft.EngramGate
            it is part of text generation, not of an image classifier
                com.microsoft.BeamSearch com.microsoft.BifurcationDetector
                com.microsoft.DecoderMaskedMultiHeadAttention com.microsoft.EmbedLayerNormalization
                com.microsoft.GreedySearch com.microsoft.GroupQueryAttention com.microsoft.MRotaryEmbedding
                com.microsoft.NGramHashMapping com.microsoft.NGramRepeatBlock
                com.microsoft.QEmbedLayerNormalization com.microsoft.RotaryEmbedding com.microsoft.Sampling
                com.microsoft.SparseAttention com.microsoft.Tokenizer com.microsoft.WhisperBeamSearch
                com.microsoft.WordConvEmbedding com.microsoft.DynamicTimeWarping
            it works on strings
                StringConcat StringNormalizer StringSplit TfIdfVectorizer
            it is classical machine learning on feature vectors. Export the network up to its scores
                ai.onnx.ml.ArrayFeatureExtractor ai.onnx.ml.Binarizer ai.onnx.ml.CastMap
                ai.onnx.ml.CategoryMapper ai.onnx.ml.DictVectorizer ai.onnx.ml.FeatureVectorizer
                ai.onnx.ml.Imputer ai.onnx.ml.LabelEncoder ai.onnx.ml.LinearClassifier
                ai.onnx.ml.LinearRegressor ai.onnx.ml.Normalizer ai.onnx.ml.OneHotEncoder
                ai.onnx.ml.SVMClassifier ai.onnx.ml.SVMRegressor ai.onnx.ml.Scaler ai.onnx.ml.TreeEnsemble
                ai.onnx.ml.TreeEnsembleClassifier ai.onnx.ml.TreeEnsembleRegressor ai.onnx.ml.ZipMap
            its weights are packed in a form of ONNX Runtime's own. Export them as float16, or quantise to int8
                com.microsoft.GatherBlockQuantized com.microsoft.MatMulBnb4 com.microsoft.MatMulFpQ4
                com.microsoft.MatMulInteger16 com.microsoft.MatMulNBits com.microsoft.MoE com.microsoft.QMoE
                com.microsoft.SparseToDenseMatMul com.microsoft.DequantizeLinear com.microsoft.QuantizeLinear
            it is part of a detector. Take the scores before it
                DeformConv MaxRoiPool RoiAlign MaxUnpool com.microsoft.CropAndResize
                com.microsoft.MaxpoolWithMask EfficientNMS_TRT MultilevelCropAndResize_TRT PyramidROIAlign_TRT
            it belongs to training. Export the scores, not the loss
                NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss
            it is an operator of one runtime's own, without a backward rule
                DisentangledAttention_TRT DynamicSlice GivenTensorFill MemcpyFromHost MemcpyToHost
                com.microsoft.SampleOp com.microsoft.UnfoldTensor com.microsoft.ConvTransposeWithDynamicPads
                com.microsoft.CDist com.microsoft.Inverse com.microsoft.ExpandDims com.microsoft.GatherND
                com.microsoft.GridSample com.microsoft.Pad com.microsoft.Range com.microsoft.Trilu
                com.microsoft.Unique
            it is signal processing that has no backward rule yet
                DFT STFT Det CumProd Col2Im
            it decodes a file. Give the picture itself
                ImageDecoder
            how many values it makes hangs on the picture
                Unique Range
            """);

    private static Map<String, String> byOperator(String table) {
        Map<String, String> reasons = new HashMap<>();
        String reason = "";
        for (String line : table.lines().toList()) {
            if (!line.startsWith(" ")) {
                reason = line;
            } else {
                for (String operator : line.strip().split(" ")) {
                    reasons.put(operator, reason);
                }
            }
        }
        return Map.copyOf(reasons);
    }

    /** The operators that are refused or have no slope, to hold against a list of all. */
    static Set<String> named() {
        Set<String> all = new TreeSet<>(WITHOUT_SLOPE);
        all.addAll(REFUSED.keySet());
        return all;
    }

    /** Of an operator, with its domain in front unless it is ONNX's own; empty if nothing is known of it. */
    public static Optional<OperatorSupport> of(String operator) {
        Optional<String> refused = Canonical.refused(operator);
        if (refused.isPresent()) {
            return Optional.of(new OperatorSupport(Kind.REFUSED, refused.get()));
        }
        if (RuleBook.gradient().operators().contains(operator)) {
            return Optional.of(new OperatorSupport(Kind.DIFFERENTIABLE, ""));
        }
        if (Canonical.rewritten().contains(operator)) {
            return Optional.of(new OperatorSupport(Kind.EXPANDED, ""));
        }
        if (WITHOUT_SLOPE.contains(operator)) {
            return Optional.of(new OperatorSupport(Kind.NOT_DIFFERENTIABLE, ""));
        }
        return Optional.ofNullable(REFUSED.get(operator)).map(why -> new OperatorSupport(Kind.REFUSED, why));
    }

    /** Why an operator has no backward rule, for those who needed one. */
    static String whyNot(String operator) {
        String reason = REFUSED.get(operator);
        return reason == null ? "no backward rule for this operator" : "no backward rule: " + reason;
    }
}
