package org.autodiff.nn.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.LossSample.Case;
import org.autodiff.options.PNorm;

/** All samples of losses. */
final class LossSamples {
    private LossSamples() {}

    static List<LossSample> all() {
        return Stream.of(numbers(), classes(), pairs(), penalties())
                .flatMap(List::stream)
                .toList();
    }

    private static List<LossSample> numbers() {
        return List.of(
                new LossSample("mse", Mse.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    return Case.smooth(
                            xs -> new Mse(reduction).apply(xs[0], xs[1]), normal(shape, rng), normal(shape, rng));
                }),
                new LossSample("mae", Mae.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    return new Case(
                            xs -> new Mae(reduction).apply(xs[0], xs[1]),
                            xs -> xs[0].sub(xs[1]),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                new LossSample("huber", Huber.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    double delta = 0.5 + rng.nextDouble();
                    return new Case(
                            xs -> new Huber(delta, reduction).apply(xs[0], xs[1]),
                            xs -> xs[0].sub(xs[1]).abs().sub(delta),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                new LossSample("smooth l1", SmoothL1.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    double beta = rng.nextInt(3) * 0.7;
                    return new Case(
                            xs -> new SmoothL1(beta, reduction).apply(xs[0], xs[1]),
                            xs -> xs[0].sub(xs[1]).abs().sub(beta),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                new LossSample("log-cosh", LogCosh.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    return Case.smooth(
                            xs -> new LogCosh(reduction).apply(xs[0], xs[1]),
                            normal(shape, rng).mul(2),
                            normal(shape, rng));
                }),
                new LossSample("poisson of log rates", PoissonNll.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    PoissonNll loss = new PoissonNll().full(rng.nextBoolean()).reduction(reduction);
                    return new Case(
                            xs -> loss.apply(xs[0], xs[1]),
                            xs -> xs[1].sub(1),
                            List.of(normal(shape, rng), uniform(shape, 0.2, 4, rng)));
                }),
                new LossSample("poisson of rates", PoissonNll.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    PoissonNll loss = new PoissonNll(false, rng.nextBoolean(), 1e-3, reduction);
                    return new Case(
                            xs -> loss.apply(xs[0], xs[1]),
                            xs -> xs[1].sub(1),
                            List.of(uniform(shape, 0.2, 3, rng), uniform(shape, 0.2, 4, rng)));
                }),
                new LossSample("gaussian", GaussianNll.class, (rng, reduction) -> {
                    Shape shape = shape(1, rng);
                    GaussianNll loss = new GaussianNll(rng.nextBoolean(), 0.01, reduction);
                    Shape shared = rng.nextBoolean() ? shape : shape.with(-1, 1);
                    return Case.smooth(
                            xs -> loss.apply(xs[0], xs[1], xs[2]),
                            normal(shape, rng),
                            normal(shape, rng),
                            uniform(shared, 0.2, 2, rng));
                }));
    }

    private static List<LossSample> classes() {
        return List.of(
                new LossSample("cross-entropy of labels", CrossEntropy.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    CrossEntropy loss = new CrossEntropy()
                            .labelSmoothing(rng.nextInt(2) * 0.2)
                            .temperature(0.5 + rng.nextDouble())
                            .reduction(reduction);
                    Index labels = labels(shape, -100, rng);
                    return Case.smooth(
                            xs -> loss.weight(xs[1]).apply(xs[0], labels), normal(shape, rng), weights(shape, rng));
                }),
                new LossSample("cross-entropy of probabilities", CrossEntropy.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    CrossEntropy loss = new CrossEntropy()
                            .labelSmoothing(rng.nextInt(2) * 0.2)
                            .temperature(0.5 + rng.nextDouble())
                            .reduction(reduction);
                    return Case.smooth(
                            xs -> loss.weight(xs[2]).apply(xs[0], xs[1]),
                            normal(shape, rng),
                            normal(shape, rng).softmax(-1),
                            weights(shape, rng));
                }),
                new LossSample("nll", Nll.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    Index labels = labels(shape, 1, rng);
                    Nll loss = new Nll().ignoreIndex(1).reduction(reduction);
                    return Case.smooth(
                            xs -> loss.weight(xs[1]).apply(xs[0], labels),
                            normal(shape, rng).logSoftmax(-1),
                            weights(shape, rng));
                }),
                new LossSample("kl", KlDivergence.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    return Case.smooth(
                            xs -> new KlDivergence(false, reduction).apply(xs[0], xs[1]),
                            normal(shape, rng).logSoftmax(-1),
                            normal(shape, rng).softmax(-1));
                }),
                new LossSample("kl of logarithms", KlDivergence.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    return Case.smooth(
                            xs -> new KlDivergence(true, reduction).apply(xs[0], xs[1]),
                            normal(shape, rng).logSoftmax(-1),
                            normal(shape, rng).logSoftmax(-1));
                }),
                new LossSample("binary cross-entropy", BinaryCrossEntropy.class, (rng, reduction) -> {
                    Shape shape = shape(1, rng);
                    return Case.smooth(
                            xs -> new BinaryCrossEntropy()
                                    .weight(xs[2])
                                    .reduction(reduction)
                                    .apply(xs[0], xs[1]),
                            uniform(shape, 0.05, 0.95, rng),
                            uniform(shape, 0.05, 0.95, rng),
                            weights(shape, rng));
                }),
                new LossSample(
                        "binary cross-entropy of logits", BinaryCrossEntropyWithLogits.class, (rng, reduction) -> {
                            Shape shape = shape(1, rng);
                            return Case.smooth(
                                    xs -> new BinaryCrossEntropyWithLogits()
                                            .weight(xs[2])
                                            .posWeight(xs[3])
                                            .reduction(reduction)
                                            .apply(xs[0], xs[1]),
                                    normal(shape, rng),
                                    uniform(shape, 0.05, 0.95, rng),
                                    uniform(shape, 0.5, 1.5, rng),
                                    weights(shape, rng));
                        }),
                new LossSample("multi-margin", MultiMargin.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    Index labels = labels(shape, 0, rng);
                    double margin = 0.5 + rng.nextDouble();
                    MultiMargin loss = new MultiMargin()
                            .p(1 + rng.nextInt(2))
                            .margin(margin)
                            .reduction(reduction);
                    return new Case(
                            xs -> loss.weight(xs[1]).apply(xs[0], labels),
                            xs -> xs[0].unsqueeze(-1).sub(xs[0].unsqueeze(-2)).add(margin),
                            List.of(normal(shape, rng), weights(shape, rng)));
                }),
                new LossSample("multi-class hinge", MultiClassHinge.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    Index labels = labels(shape, 0, rng);
                    double margin = 0.5 + rng.nextDouble();
                    MultiClassHinge loss = new MultiClassHinge().margin(margin).reduction(reduction);
                    return new Case(
                            xs -> loss.weight(xs[1]).apply(xs[0], labels),
                            xs -> xs[0].unsqueeze(-1)
                                    .sub(xs[0].unsqueeze(-2))
                                    .add(margin)
                                    .mul(apart(xs[0])),
                            List.of(normal(shape, rng), weights(shape, rng)));
                }),
                new LossSample("multi-label margin", MultiLabelMargin.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    int[] labels = new int[shape.size()];
                    Arrays.setAll(labels, i -> i % shape.dim(-1) == 0 ? rng.nextInt(shape.dim(-1)) : -1);
                    return new Case(
                            xs -> new MultiLabelMargin(reduction).apply(xs[0], Index.of(shape, labels)),
                            xs -> xs[0].unsqueeze(-1).sub(xs[0].unsqueeze(-2)).add(1),
                            List.of(normal(shape, rng)));
                }),
                new LossSample("multi-label soft margin", MultiLabelSoftMargin.class, (rng, reduction) -> {
                    Shape shape = shape(1, rng);
                    return Case.smooth(
                            xs -> new MultiLabelSoftMargin()
                                    .weight(xs[2])
                                    .reduction(reduction)
                                    .apply(xs[0], xs[1]),
                            normal(shape, rng),
                            uniform(shape, 0.05, 0.95, rng),
                            weights(shape, rng));
                }));
    }

    private static List<LossSample> pairs() {
        return List.of(
                signed("hinge", Hinge.class, Hinge::new, xs -> Tensor.of(1).sub(xs[1].mul(xs[0]))),
                signed(
                        "squared hinge",
                        SquaredHinge.class,
                        SquaredHinge::new,
                        xs -> Tensor.of(1).sub(xs[1].mul(xs[0]))),
                signed("soft margin", SoftMargin.class, SoftMargin::new, xs -> Tensor.of(1)),
                signed("hinge embedding", HingeEmbedding.class, r -> new HingeEmbedding(0.8, r), xs -> xs[0].sub(0.8)),
                new LossSample("max-margin", MaxMargin.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    return new Case(
                            xs -> new MaxMargin(0.7, reduction).apply(xs[0], xs[1]),
                            xs -> xs[1].sub(xs[0]).add(0.7),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                new LossSample("margin ranking", MarginRanking.class, (rng, reduction) -> {
                    Shape shape = shape(0, rng);
                    Tensor signs = signs(shape, rng);
                    return new Case(
                            xs -> new MarginRanking(0.4, reduction).apply(xs[0], xs[1], signs),
                            xs -> Tensor.of(0.4).sub(signs.mul(xs[0].sub(xs[1]))),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                new LossSample("cosine embedding", CosineEmbedding.class, (rng, reduction) -> {
                    Shape shape = scores(rng);
                    Tensor signs = signs(shape.dropLast(1), rng);
                    return new Case(
                            xs -> new CosineEmbedding(-0.2, reduction).apply(xs[0], xs[1], signs),
                            xs -> xs[0].vecdot(xs[1])
                                    .div(xs[0].norm(-1).mul(xs[1].norm(-1)))
                                    .add(0.2),
                            List.of(normal(shape, rng), normal(shape, rng)));
                }),
                triplet("triplet of 2-norms", 2),
                triplet("triplet of 3-norms", 3));
    }

    /** The differences between the scores of a sample, 0 where two tie; 1 on the diagonal. */
    private static Tensor apart(Tensor scores) {
        int n = scores.shape().dim(-1);
        return scores.unsqueeze(-1).sub(scores.unsqueeze(-2)).add(Tensor.eye(n));
    }

    private static LossSample signed(
            String name, Class<? extends Loss> type, Function<Reduction, Loss> make, Function<Tensor[], Tensor> kinks) {
        return new LossSample(name, type, (rng, reduction) -> {
            Shape shape = shape(0, rng);
            Tensor signs = signs(shape, rng);
            return new Case(
                    xs -> make.apply(reduction).apply(xs[0], signs),
                    xs -> kinks.apply(new Tensor[] {xs[0], signs}),
                    List.of(normal(shape, rng)));
        });
    }

    private static LossSample triplet(String name, double p) {
        return new LossSample(name, TripletMargin.class, (rng, reduction) -> {
            Shape shape = scores(rng);
            TripletMargin loss =
                    new TripletMargin().margin(1.2).p(p).swap(rng.nextBoolean()).reduction(reduction);
            return new Case(
                    xs -> loss.apply(xs[0], xs[1], xs[2]),
                    xs -> {
                        Tensor near = xs[0].sub(xs[1]).norm(PNorm.of(p), -1).add(1.2);
                        Tensor far = xs[0].sub(xs[2]).norm(PNorm.of(p), -1);
                        Tensor swapped = xs[1].sub(xs[2]).norm(PNorm.of(p), -1);
                        return Tensor.concat(
                                0,
                                near.sub(far).reshape(-1),
                                near.sub(swapped).reshape(-1),
                                far.sub(swapped).reshape(-1),
                                near.sub(1.2).reshape(-1));
                    },
                    List.of(normal(shape, rng), normal(shape, rng), normal(shape, rng)));
        });
    }

    private static List<LossSample> penalties() {
        return List.of(
                penalty("l1", () -> Penalty.l1(0.3)),
                penalty("l2", () -> Penalty.l2(0.3)),
                penalty("elastic net", () -> Penalty.elasticNet(0.3, 0.2)),
                penalty("frobenius", () -> Penalty.frobenius(0.3)));
    }

    private static LossSample penalty(String name, Supplier<Penalty> make) {
        return new LossSample(name, Penalty.class, (rng, reduction) -> {
            Tensor[] weights = {normal(shape(1, rng), rng), normal(shape(1, rng), rng)};
            return new Case(
                    xs -> make.get().apply(Map.of("0.weight", xs[0], "1.weight", xs[1])),
                    xs -> Tensor.concat(0, xs[0].reshape(-1), xs[1].reshape(-1)),
                    List.of(weights));
        });
    }

    /** A shape of {@code least} to 3 axes. */
    private static Shape shape(int least, Rng rng) {
        return Shape.of(rng.ints(least + rng.nextInt(4 - least), 1, 4).toArray());
    }

    /** A shape of 1 to 3 axes, the last of them 2 to 5 classes. */
    private static Shape scores(Rng rng) {
        return shape(1, rng).with(-1, 2 + rng.nextInt(4));
    }

    private static Tensor normal(Shape shape, Rng rng) {
        return Tensor.of(rng.normal(shape, 0, 1));
    }

    private static Tensor uniform(Shape shape, double from, double to, Rng rng) {
        return Tensor.of(rng.uniform(shape, from, to));
    }

    private static Tensor signs(Shape shape, Rng rng) {
        return Tensor.where(normal(shape, rng).greater(0), Tensor.of(1), Tensor.of(-1));
    }

    /** A weight for each class. */
    private static Tensor weights(Shape scores, Rng rng) {
        return uniform(Shape.of(scores.dim(-1)), 0.5, 1.5, rng);
    }

    /** Random labels, a quarter of which are {@code sometimes}; the first is 0. */
    private static Index labels(Shape scores, int sometimes, Rng rng) {
        int[] labels = new int[scores.size() / scores.dim(-1)];
        Arrays.setAll(labels, i -> i == 0 ? 0 : rng.nextInt(4) == 0 ? sometimes : rng.nextInt(scores.dim(-1)));
        return Index.of(scores.dropLast(1), labels);
    }
}
