package org.autodiff.laws;

import static org.autodiff.internal.gates.elementwise.Arithmetic.ADD;
import static org.autodiff.internal.gates.elementwise.Arithmetic.CHAIN;
import static org.autodiff.internal.gates.elementwise.Arithmetic.DIV;
import static org.autodiff.internal.gates.elementwise.Arithmetic.MUL;
import static org.autodiff.internal.gates.elementwise.Arithmetic.NEG;
import static org.autodiff.internal.gates.elementwise.Arithmetic.SUB;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Comparison;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Steps;
import org.autodiff.internal.gates.elementwise.Trigonometric;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.internal.gates.move.Joins;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.internal.gates.move.Slices;
import org.autodiff.internal.gates.reduce.Normalisation;
import org.autodiff.internal.gates.reduce.Reduction;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/**
 * The table of all gates, with random samples for each. A new gate gets a line here, or {@link CoverageTest} fails.
 */
final class Samples {
    private Samples() {}

    static List<Sample> all() {
        List<Sample> all = new ArrayList<>();
        all.addAll(arithmetic());
        all.addAll(elementwise());
        all.addAll(comparisons());
        all.addAll(reductions());
        all.addAll(moves());
        all.addAll(matmul());
        all.addAll(ElementarySamples.all());
        all.addAll(ActivationSamples.all());
        all.addAll(SpecialSamples.all());
        all.addAll(ReductionSamples.all());
        all.addAll(ShapeSamples.all());
        all.addAll(IndexSamples.all());
        all.addAll(LinalgSamples.all());
        all.addAll(ConvolutionSamples.all());
        return all;
    }

    // ---- elementwise

    static List<Sample> arithmetic() {
        return List.of(
                unary(NEG, Draw::tensor),
                binary(ADD, Draw::tensor, Draw::tensor),
                binary(SUB, Draw::tensor, Draw::tensor),
                binary(MUL, Draw::tensor, Draw::tensor),
                binary(CHAIN, (d, s) -> d.awayFromZero(s, 0.1), (d, s) -> d.awayFromZero(s, 0.1)),
                binary(DIV, Draw::tensor, (d, s) -> d.awayFromZero(s, 0.3)));
    }

    static List<Sample> elementwise() {
        return List.of(
                unary(Exponential.EXP, Draw::tensor),
                unary(Exponential.LOG, (d, s) -> d.between(s, 0.05, 5)),
                unary(Trigonometric.SIN, (d, s) -> d.between(s, -10, 10)),
                unary(Trigonometric.COS, (d, s) -> d.between(s, -10, 10)),
                unary(Hyperbolic.TANH, (d, s) -> d.between(s, -4, 4)),
                unary(Activations.SIGMOID, (d, s) -> d.between(s, -8, 8)),
                unary(new Hyperbolic.TanhSlope(), (d, s) -> d.between(s, -4, 4)),
                unary(new Activations.SigmoidSlope(), (d, s) -> d.between(s, -8, 8)),
                unary(Activations.RELU, Samples::somePositive),
                unary(Powers.SQRT, (d, s) -> d.between(s, 0.05, 5)),
                unary(Powers.SQUARE, Draw::tensor),
                unary(Powers.RECIPROCAL, (d, s) -> d.awayFromZero(s, 0.3)),
                unary(Arithmetic.ABS, (d, s) -> d.awayFromZero(s, 0.01)),
                unary(Steps.SIGN, Draw::anyNumbers),
                unary(Steps.HEAVISIDE, Draw::anyNumbers),
                new Sample(Powers.Pow.class, Samples::pow));
    }

    /** Of numbers that are all negative, relu has no derivative to confirm. */
    static Tensor somePositive(Draw d, Shape shape) {
        double[] x = d.awayFromZero(shape, 0.01).toArray();
        if (x.length > 0) {
            x[0] = Math.abs(x[0]);
        }
        return Tensor.of(shape, x);
    }

    /** The same numbers but for the first: where a function is flat, not all samples may lie. */
    static Tensor withFirst(Tensor x, double first) {
        double[] values = x.toArray();
        if (values.length > 0) {
            values[0] = first;
        }
        return Tensor.of(x.shape(), values);
    }

    private static On pow(Draw d) {
        Shape shape = d.shapeOrEmpty(0, 4);
        return d.oneIn(2)
                ? new On(new Powers.Pow(d.integer(1, 4) * d.oneOf(-1, 1)), d.awayFromZero(shape, 0.3))
                : new On(new Powers.Pow(d.oneOf(-1.5, -0.5, 0.5, 1.5, 2.7)), d.between(shape, 0.3, 3));
    }

    static List<Sample> comparisons() {
        return List.of(
                new Sample(Comparison.Compare.class, d -> {
                    Shape shape = d.shapeOrEmpty(0, 4);
                    Tensor a = d.integers(d.broadcastable(shape), -1, 1);
                    Tensor b = d.integers(d.broadcastable(shape), -1, 1);
                    return new On(new Comparison.Compare(d.oneOf(Comparison.Kind.values())), a, b);
                }),
                new Sample(Comparison.Where.class, d -> {
                    Shape shape = d.shapeOrEmpty(0, 4);
                    Tensor mask = d.integers(d.broadcastable(shape), -1, 1);
                    return new On(
                            new Comparison.Where(),
                            mask,
                            d.tensor(d.broadcastable(shape)),
                            d.tensor(d.broadcastable(shape)));
                }));
    }

    static Sample unary(Gate gate, BiFunction<Draw, Shape, Tensor> values) {
        return new Sample(gate.getClass(), d -> new On(gate, values.apply(d, d.shapeOrEmpty(0, 4))));
    }

    static Sample binary(Gate gate, BiFunction<Draw, Shape, Tensor> valuesA, BiFunction<Draw, Shape, Tensor> valuesB) {
        return new Sample(gate.getClass(), d -> {
            Shape shape = d.shapeOrEmpty(0, 4);
            Tensor a = valuesA.apply(d, d.oneIn(2) ? shape : d.broadcastable(shape));
            return new On(gate, a, valuesB.apply(d, d.oneIn(2) ? shape : d.broadcastable(shape)));
        });
    }

    // ---- along axes

    static List<Sample> reductions() {
        return List.of(
                new Sample(Reduction.Sum.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(0, 4));
                    return new On(new Reduction.Sum(d.axes(x.shape())), x);
                }),
                new Sample(Reduction.Max.class, d -> {
                    Tensor x = d.distinct(d.shape());
                    return new On(new Reduction.Max(d.axes(x.shape())), x);
                }),
                new Sample(Reduction.Min.class, d -> {
                    Tensor x = d.distinct(d.shape());
                    return new On(new Reduction.Min(d.axes(x.shape())), x);
                }),
                new Sample(Reduction.Logsumexp.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(0, 4));
                    return new On(new Reduction.Logsumexp(d.axes(x.shape())), x);
                }),
                // Rows of at least two: the softmax of one number is 1, whatever it is.
                new Sample(Normalisation.Softmax.class, d -> {
                    Tensor x = d.tensor(d.ranked(d.integer(1, 3), 2));
                    return new On(new Normalisation.Softmax(d.axes(x.shape())), x);
                }),
                new Sample(Normalisation.SoftmaxProduct.class, d -> {
                    Tensor y = d.tensor(d.ranked(d.integer(1, 3), 2));
                    return new On(new Normalisation.SoftmaxProduct(d.axes(y.shape())), y, d.tensor(y.shape()));
                }),
                new Sample(Normalisation.LogSoftmax.class, d -> {
                    Tensor x = d.tensor(d.ranked(d.integer(1, 3), 2));
                    return new On(new Normalisation.LogSoftmax(d.axes(x.shape())), x);
                }));
    }

    // ---- moves

    static List<Sample> moves() {
        return List.of(
                unary(new Moves.Alias(), Draw::tensor),
                unary(new Moves.Detach(), Draw::tensor),
                new Sample(Moves.Reshape.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(0, 4));
                    return new On(new Moves.Reshape(Shape.of(x.size())), x);
                }),
                new Sample(Moves.Permute.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(0, 4));
                    return new On(new Moves.Permute(d.permutation(x.rank())), x);
                }),
                new Sample(Moves.BroadcastTo.class, d -> {
                    Shape target = d.shapeOrEmpty(0, 4);
                    return new On(new Moves.BroadcastTo(target), d.tensor(d.broadcastable(target)));
                }),
                new Sample(Moves.Triangle.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(2, 4));
                    int rows = Math.max(1, x.shape().dim(-2));
                    int columns = Math.max(1, x.shape().dim(-1));
                    return new On(new Moves.Triangle(d.integer(1 - rows, columns - 1), d.oneIn(2)), x); // not all zeros
                }),
                new Sample(Slices.Slice.class, Samples::slice),
                new Sample(Slices.Unslice.class, Samples::unslice),
                new Sample(Slices.WithSlice.class, d -> {
                    On slice = slice(d);
                    Slices.Slice s = (Slices.Slice) slice.gate();
                    Tensor x = slice.inputs()[0];
                    Tensor source = d.tensor(x.shape().with(s.axis(), s.count()));
                    return new On(new Slices.WithSlice(s.axis(), s.from(), s.step()), x, source);
                }),
                new Sample(Joins.Split.class, d -> {
                    Tensor x = d.tensor(d.shape(1, 3));
                    int axis = d.integer(0, x.rank() - 1);
                    int cut = d.integer(0, x.shape().dim(axis));
                    return new On(new Joins.Split(axis, List.of(cut, x.shape().dim(axis) - cut, 0)), x);
                }),
                new Sample(Joins.Concat.class, d -> {
                    Shape shape = d.shape(1, 4);
                    int axis = d.integer(0, shape.rank() - 1);
                    Tensor[] parts = IntStream.range(0, d.integer(1, 4))
                            .mapToObj(i -> d.tensor(shape.with(axis, d.integer(0, 3))))
                            .toArray(Tensor[]::new);
                    return new On(new Joins.Concat(axis), parts);
                }));
    }

    private static On slice(Draw d) {
        Tensor x = d.tensor(d.shape(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int size = x.shape().dim(axis);
        int from = d.integer(0, size - 1);
        int step = d.integer(1, 3);
        return new On(new Slices.Slice(axis, from, step, d.integer(0, (size - from - 1) / step + 1)), x);
    }

    private static On unslice(Draw d) {
        Tensor x = d.tensor(d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int from = d.integer(0, 2);
        int step = d.integer(1, 3);
        int end = from + step * Math.max(0, x.shape().dim(axis) - 1) + 1;
        return new On(new Slices.Unslice(end + d.integer(0, 2), axis, from, step), x);
    }

    static List<Sample> matmul() {
        return List.of(new Sample(Matmul.class, d -> {
            boolean ta = d.oneIn(2);
            boolean tb = d.oneIn(2);
            int m = d.integer(1, 4);
            int k = d.integer(1, 4);
            int n = d.oneIn(10) ? 0 : d.integer(1, 4);
            Shape batch = d.shape(0, 2);
            Shape a = d.broadcastable(batch).concat(ta ? Shape.of(k, m) : Shape.of(m, k));
            Shape b = d.broadcastable(batch).concat(tb ? Shape.of(n, k) : Shape.of(k, n));
            return new On(new Matmul(ta, tb), d.tensor(a), d.tensor(b));
        }));
    }
}
