package org.autodiff.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.attention.Mask;
import org.autodiff.nn.attention.TransformerEncoderLayer;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.loss.Penalty;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Adamax;
import org.autodiff.nn.optim.Clipping;
import org.autodiff.nn.optim.Lbfgs;
import org.autodiff.nn.optim.Momentum;
import org.autodiff.nn.optim.NAdam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.RAdam;
import org.autodiff.nn.optim.RmsProp;
import org.autodiff.nn.optim.Rule;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.recurrent.Gru;
import org.autodiff.nn.recurrent.Lstm;
import org.autodiff.nn.recurrent.Recurrent;
import org.autodiff.nn.recurrent.Rnn;
import org.autodiff.nn.schedule.Schedule;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.Test;

/**
 * Complete trainings, on the iris flowers of R. A. Fisher, on handwritten digits of E. Alpaydin and C. Kaynak (both
 * UCI, CC BY 4.0), and on artificial series. They start from PyTorch's weights, and must have PyTorch's losses in all
 * 40 steps and its weights at the end.
 */
class TrainingCurvesTest {
    private static final Reference REFERENCE = Reference.load("training");
    private static final int STEPS = 40;
    private static final double TOLERANCE = 1e-9;
    private static final Rng ANY = Rng.of(0); // all weights are overwritten

    /** One step of training, which returns the loss before it. */
    @FunctionalInterface
    private interface TrainingStep {
        double make(int step);
    }

    private static void follow(String name, Model model, TrainingStep training) {
        model.namedParameters().forEach((path, p) -> p.assign(REFERENCE.array(name + "/start/" + path)));
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            losses.add(training.make(step));
        }
        Tensor curve =
                Tensor.of(losses.stream().mapToDouble(Double::doubleValue).toArray());
        REFERENCE.assertMatches(name + "/losses", curve, TOLERANCE);
        for (Map.Entry<String, Parameter> e : model.namedParameters().entrySet()) {
            REFERENCE.assertMatches(name + "/end/" + e.getKey(), e.getValue(), TOLERANCE);
        }
    }

    private static double step(Optimizer optimizer, Supplier<Tensor> loss) {
        return Autodiff.step(() -> {
            Tensor value = loss.get();
            optimizer.step(value.backward());
            return value.item();
        });
    }

    private static Index labels(String name) {
        return Index.of(REFERENCE.array(name));
    }

    /** The loss of a classifier at a mini-batch; mini-batches are taken in turn. */
    private static Supplier<Tensor> batch(Layer model, CrossEntropy loss, String data, int size, int step) {
        Tensor x = REFERENCE.tensor(data + "/x");
        int from = step % (x.shape().dim(0) / size) * size;
        Tensor labels = REFERENCE.tensor(data + "/y").narrow(0, from, size);
        return () -> loss.apply(model.apply(x.narrow(0, from, size)), Index.of(labels.value()));
    }

    @Test
    void softmaxRegression() {
        Sequential model = Sequential.of(Linear.of(4, 3, ANY));
        Optimizer optimizer = Optimizer.of(model, new Sgd(), 0.5);
        follow(
                "softmaxRegression",
                model,
                step -> step(optimizer, batch(model, new CrossEntropy(), "iris", 150, step)));
    }

    @Test
    void secondOrder() {
        Sequential model = Sequential.of(Linear.of(4, 3, ANY));
        Lbfgs lbfgs = Lbfgs.builder(model).maxIterations(3).strongWolfe(true).build();
        Penalty penalty = Penalty.l2(0.01).penalised(name -> true);
        Supplier<Tensor> fit = batch(model, new CrossEntropy(), "iris", 150, 0);
        follow("lbfgs", model, step -> lbfgs.step(() -> fit.get().add(penalty.apply(model.namedParameters()))));
    }

    @Test
    void perceptronByAdam() {
        Sequential model = Sequential.of(Linear.of(4, 8, ANY), Activation.tanh(), Linear.of(8, 3, ANY));
        Optimizer optimizer = Optimizer.of(model, new Adam(), 0.05);
        follow("adam", model, step -> step(optimizer, batch(model, new CrossEntropy(), "iris", 30, step)));
    }

    @Test
    void warmUpAndCosine() {
        Sequential model =
                Sequential.of(Linear.of(4, 8, ANY), Activation.gelu(), LayerNorm.of(8), Linear.of(8, 3, ANY));
        Schedule schedule = Schedule.linear(0.03, 0.1, 1, 5).then(5, Schedule.cosine(0.03, 35));
        Optimizer optimizer = Optimizer.of(model, new AdamW(0.1), schedule);
        CrossEntropy loss = new CrossEntropy().labelSmoothing(0.1);
        follow("adamwWarmupCosine", model, step -> step(optimizer, batch(model, loss, "iris", 50, step)));
    }

    private static final class Cnn extends Layer {
        private final Window2d window = Window2d.of(3, 3).padding(1, 1);
        private final Conv2d conv1 = child("conv1", Conv2d.builder(1, 4, window).build(ANY));
        private final BatchNorm2d norm1 = child("norm1", BatchNorm2d.of(4));
        private final Conv2d conv2 = child("conv2", Conv2d.builder(4, 4, window).build(ANY));
        private final BatchNorm2d norm2 = child("norm2", BatchNorm2d.of(4));
        private final Linear out = child("out", Linear.of(4, 10, ANY));

        @Override
        protected Tensor forward(Tensor x) {
            Tensor h = norm1.apply(conv1.apply(x)).relu();
            h = h.add(norm2.apply(conv2.apply(h))).relu();
            return out.apply(MaxPool2d.of(2).apply(h).mean(2, 3));
        }
    }

    @Test
    void residualCnn() {
        Cnn model = new Cnn();
        Optimizer optimizer = Optimizer.of(
                model, new Momentum(0.9).nesterov(true).withWeightDecay(1e-3), Schedule.step(0.1, 10, 0.5));
        follow("residualCnn", model, step -> step(optimizer, batch(model, new CrossEntropy(), "digits", 32, step)));
        model.namedBuffers()
                .forEach((path, b) -> REFERENCE.assertMatches("residualCnn/end/" + path, b.value(), TOLERANCE));
    }

    /** A recurrent layer followed by a linear map. */
    private static final class Forecast extends Layer {
        private final Recurrent rnn;
        private final Linear out;

        Forecast(Recurrent layer) {
            rnn = child("rnn", layer);
            out = child("out", Linear.of(6, 1, ANY));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return out.apply(rnn.apply(x));
        }
    }

    /** Predicts each next number of a series. */
    private static void forecast(
            String name, Recurrent layer, UnaryOperator<Optimizer> options, Rule rule, double rate) {
        Forecast model = new Forecast(layer);
        Optimizer optimizer = options.apply(Optimizer.of(model, rule, rate));
        Tensor x = REFERENCE.tensor("series/x");
        Tensor y = REFERENCE.tensor("series/y");
        follow(name, model, step -> step(optimizer, () -> new Mse().apply(model.apply(x), y)));
    }

    @Test
    void recurrentNetworks() {
        RmsProp centred = new RmsProp().momentum(0.5).centred(true);
        forecast("rnnRmsProp", Rnn.of(1, 6, ANY), o -> o, centred, 0.01);
        Clipping clipping = Clipping.byGlobalNorm(0.25);
        forecast("lstmClipped", Lstm.of(1, 6, ANY), o -> o.clip(clipping), new Momentum(0.9), 0.5);
        forecast("gruNadam", Gru.of(1, 6, ANY), o -> o, new NAdam(), 0.02);
        forecast("gruRadam", Gru.of(1, 6, ANY), o -> o, new RAdam(), 0.05);
    }

    /** Predicts each next word of a sentence under a causal mask. */
    private static final class Tagger extends Model {
        private final Embedding embed = child("embed", Embedding.of(7, 8, ANY));
        private final TransformerEncoderLayer encoder = child(
                "encoder",
                TransformerEncoderLayer.builder(8, 2)
                        .dimFeedforward(12)
                        .dropout(0)
                        .normFirst(true)
                        .build(ANY));
        private final Linear out = child("out", Linear.of(8, 7, ANY));

        Tensor apply(Index words) {
            return out.apply(encoder.apply(embed.apply(words), Mask.causal()));
        }
    }

    @Test
    void transformer() {
        Tagger model = new Tagger();
        Optimizer optimizer = Optimizer.of(model, new Adamax(), 0.02);
        Index x = labels("words/x");
        Index y = labels("words/y");
        follow("causalTransformer", model, step -> step(optimizer, () -> new CrossEntropy().apply(model.apply(x), y)));
    }
}
