package dev.fovea.cli;

import dev.fovea.cli.option.MethodOptions;
import dev.fovea.core.attribution.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fovea explain}: saliency maps of pictures. */
@Command(
        name = "explain",
        customSynopsis = "fovea explain PICTURE|FOLDER|TENSOR.npy... --model MODEL [OPTIONS]",
        header = "Which pixels of a picture the score of a class hangs on (saliency maps).",
        description = {
            "",
            "Writes <stem>.<what> for every picture: <stem>.panel.png, <stem>.overlay.png, <stem>.heatmap.png,",
            "<stem>.map.npy (the map on the model's grid, HxW float32), <stem>.gradient.npy (dS/dI in the",
            "model's layout, float32), <stem>.ranking.csv, <stem>.receipt.json; with several classes",
            "<stem>.<rank>-<label>.<what>. Pictures of one name get -2, -3, ... Files of an earlier run are",
            "replaced.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea explain cat.jpg --model squeezenet.onnx --preset imagenet-caffe-bgr",
            "  fovea explain photos/ --model resnet50.onnx --class k:3 --save overlay,receipt --out maps",
            "  fovea explain cat.jpg --model resnet50.onnx --class tabby-vs-lynx --magnitude signed",
            "  fovea explain cat.jpg --model resnet50.onnx --repeat noise:50:0.15",
            "  fovea explain tensor.npy --model resnet50.onnx --save gradient.npy",
            "  fovea explain cat.jpg --model resnet50.onnx --save none --json | jq '.[0].class.label'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExplainCommand extends MapCommand {
    @Mixin
    private MethodOptions method;

    @Override
    Method method() {
        return method.saliency();
    }

    @Override
    String suffix() {
        return "";
    }
}
