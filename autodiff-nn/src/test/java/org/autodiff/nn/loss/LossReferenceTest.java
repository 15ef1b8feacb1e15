package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Values and gradients of all losses, with all options, are those of PyTorch: see {@code src/test/python/losses.py}.
 */
class LossReferenceTest {
    private static final double TOLERANCE = 1e-13;
    private static final Map<String, Reduction> REDUCTIONS = Map.of(
            "mean", Reduction.MEAN, "sum", Reduction.SUM, "none", Reduction.NONE, "batchmean", Reduction.BATCH_MEAN);
    private static final Tensor CLASS_WEIGHT = Tensor.of(0.5, 2, 1.25);
    private static final Tensor POS_WEIGHT = Tensor.of(3, 0.5, 1);

    @TestFactory
    Stream<DynamicTest> losses() {
        return Stream.of("losses-numbers", "losses-classes", "losses-margins").flatMap(file -> {
            Reference reference = Reference.load(file);
            String end = "/value";
            List<String> cases = reference.names().stream()
                    .filter(n -> n.endsWith(end))
                    .map(n -> n.substring(0, n.length() - end.length()))
                    .toList();
            assertTrue(cases.size() > 30, file);
            return cases.stream().map(c -> DynamicTest.dynamicTest(c, () -> check(reference, c)));
        });
    }

    private static void check(Reference reference, String name) {
        int slash = name.lastIndexOf('/');
        Case loss = new Case(reference, name.substring(0, slash), REDUCTIONS.get(name.substring(slash + 1)));
        Tensor[] xs = IntStream.iterate(0, i -> reference.names().contains(loss.name + "/x" + i), i -> i + 1)
                .mapToObj(i -> Tensor.variable(loss.array("x" + i).value()))
                .toArray(Tensor[]::new);
        assertTrue(xs.length > 0);
        Tensor value = loss.make().apply(xs);
        reference.assertMatches(name + "/value", value, TOLERANCE);
        Tensor upstream = Tensor.arange(value.size()).add(1).reshape(value.shape());
        Gradients gradients = value.mul(upstream).sum().backward(xs);
        for (int i = 0; i < xs.length; i++) {
            reference.assertMatches(name + "/d" + i, gradients.of(xs[i]), TOLERANCE);
        }
    }

    private record Case(Reference reference, String name, Reduction reduction) {
        Tensor array(String key) {
            return reference.tensor(name + "/" + key);
        }

        Index labels() {
            return Index.of(reference.array(name + "/labels"));
        }

        private String word(int i) {
            String[] words = name.split("/");
            return i < words.length ? words[i] : "";
        }

        private double number(int i) {
            return word(i).equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(word(i));
        }

        private boolean flag(int i) {
            String word = word(i).toLowerCase(Locale.ROOT);
            assertTrue(word.equals("true") || word.equals("false"), name);
            return word.equals("true");
        }

        private Optional<Tensor> classWeight(int i) {
            return flag(i) ? Optional.of(CLASS_WEIGHT) : Optional.empty();
        }

        Function<Tensor[], Tensor> make() {
            return switch (word(0)) {
                case "mse" -> of(new Mse().reduction(reduction));
                case "mae" -> of(new Mae().reduction(reduction));
                case "huber" -> of(new Huber().delta(number(1)).reduction(reduction));
                case "smoothL1" -> of(new SmoothL1().beta(number(1)).reduction(reduction));
                case "poisson" -> poisson();
                case "gaussian" -> xs -> gaussian().reduction(reduction).apply(xs[0], xs[1], xs[2]);
                case "crossEntropy" -> crossEntropy();
                case "nll" -> xs -> nll().reduction(reduction).apply(xs[0], labels());
                case "bce" ->
                    of(new BinaryCrossEntropy().weight(array("weight")).reduction(reduction));
                case "bceLogits" -> of(bceLogits().reduction(reduction));
                case "multiLabelSoftMargin" -> of(new MultiLabelSoftMargin(classWeight(1), reduction));
                case "kl" -> kl();
                default -> margin();
            };
        }

        private Function<Tensor[], Tensor> margin() {
            return switch (word(0)) {
                case "hinge" -> xs -> new Hinge(reduction).apply(xs[0], xs[1]);
                case "squaredHinge" -> xs -> new SquaredHinge(reduction).apply(xs[0], xs[1]);
                case "softMargin" -> xs -> new SoftMargin(reduction).apply(xs[0], array("target"));
                case "hingeEmbedding" -> xs -> new HingeEmbedding(number(1), reduction).apply(xs[0], array("target"));
                case "marginRanking" -> xs -> new MarginRanking(number(1), reduction).apply(xs[0], xs[1], xs[2]);
                case "maxMargin" -> xs -> new MaxMargin(number(1), reduction).apply(xs[0], xs[1]);
                case "multiMargin" ->
                    xs -> new MultiMargin((int) number(1), number(2), classWeight(3), reduction).apply(xs[0], labels());
                case "multiLabelMargin" -> xs -> new MultiLabelMargin(reduction).apply(xs[0], labels());
                case "cosine" ->
                    xs -> new CosineEmbedding(word(1).equals("zeros") ? -0.1 : number(1), reduction)
                            .apply(xs[0], xs[1], array("target"));
                case "triplet" -> xs -> triplet().reduction(reduction).apply(xs[0], xs[1], xs[2]);
                default -> throw new IllegalArgumentException("no loss for " + name);
            };
        }

        private Function<Tensor[], Tensor> of(Loss loss) {
            return xs -> loss.apply(xs[0], xs[1]);
        }

        private Function<Tensor[], Tensor> poisson() {
            PoissonNll loss = new PoissonNll().reduction(reduction);
            return switch (word(1)) {
                case "counts" -> xs -> loss.full(true).apply(xs[0], array("target"));
                case "log" -> of(loss.full(flag(2)));
                default -> of(loss.full(flag(2)).logInput(false).eps(number(3)));
            };
        }

        private GaussianNll gaussian() {
            return switch (word(1)) {
                case "shared", "zero" -> new GaussianNll();
                default -> new GaussianNll().full(flag(1)).eps(number(2));
            };
        }

        private Function<Tensor[], Tensor> crossEntropy() {
            CrossEntropy loss = new CrossEntropy().reduction(reduction);
            loss = switch (word(1)) {
                case "temperature" -> loss.temperature(number(2));
                case "lines" -> loss.weight(CLASS_WEIGHT).labelSmoothing(0.2);
                default -> {
                    CrossEntropy smoothed = loss.labelSmoothing(number(1));
                    yield flag(2) ? smoothed.weight(CLASS_WEIGHT) : smoothed;
                }
            };
            if (name.endsWith("probabilities")) {
                return of(loss);
            }
            CrossEntropy chosen = word(3).equals("class") ? loss.ignoreIndex(2) : loss;
            return xs -> chosen.apply(xs[0], labels());
        }

        private Nll nll() {
            Nll loss = word(1).equals("lines") || flag(1) ? new Nll().weight(CLASS_WEIGHT) : new Nll();
            return word(2).equals("class") ? loss.ignoreIndex(2) : loss;
        }

        private BinaryCrossEntropyWithLogits bceLogits() {
            if (word(1).equals("huge")) {
                return new BinaryCrossEntropyWithLogits();
            }
            BinaryCrossEntropyWithLogits loss = new BinaryCrossEntropyWithLogits().weight(array("weight"));
            return flag(2) ? loss.posWeight(POS_WEIGHT) : loss;
        }

        private Function<Tensor[], Tensor> kl() {
            if (word(1).equals("zero")) {
                return xs -> new KlDivergence(false, reduction).apply(xs[0], array("target"));
            }
            return of(new KlDivergence().logTarget(flag(1)).reduction(reduction));
        }

        private TripletMargin triplet() {
            return switch (word(1)) {
                case "eps" -> new TripletMargin().eps(0.1);
                case "same" -> new TripletMargin();
                default -> new TripletMargin().margin(1.5).p(number(1)).swap(flag(2));
            };
        }
    }
}
