package org.autodiff;

import static org.autodiff.options.Mapping.SHARED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Mapping;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** {@code vmap}: which axes, which results, what is refused. Its mechanism is tested in {@code BatchingTest}. */
class VmapTest {
    private static final Tensor XS = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    private static final Tensor W = Tensor.of(10, 100, 1000);

    private static void assertValues(double[][] expected, Tensor actual) {
        assertEquals(Shape.of(expected.length, expected[0].length), actual.shape());
        assertArrayEquals(Tensor.of(expected).toArray(), actual.toArray());
    }

    @Test
    void aFunctionOfOneExample() {
        Tensor y = Autodiff.vmap(x -> x.mul(x).sum()).apply(XS);
        assertArrayEquals(new double[] {14, 77}, y.toArray());
    }

    @Test
    void sharedArguments() {
        TensorFunction dot = xs -> xs[0].mul(xs[1]).sum();
        assertArrayEquals(
                new double[] {3210, 6540},
                Autodiff.vmap(dot, Mapping.over(0, SHARED)).apply(XS, W).toArray());
        assertArrayEquals(
                new double[] {3210, 6540},
                Autodiff.vmap(dot, Mapping.over(SHARED, 0)).apply(W, XS).toArray());
        assertArrayEquals(
                new double[] {14, 77},
                Autodiff.vmap(dot, Mapping.over(0, 0)).apply(XS, XS).toArray());
    }

    @Test
    void otherAxes() {
        TensorFunction plus = xs -> xs[0].add(xs[1]);
        Tensor columns = XS.transpose(0, 1);
        double[][] rows = {{11, 102, 1003}, {14, 105, 1006}};
        double[][] across = {{11, 14}, {102, 105}, {1003, 1006}};
        assertValues(rows, Autodiff.vmap(plus, Mapping.over(1, SHARED)).apply(columns, W));
        assertValues(rows, Autodiff.vmap(plus, Mapping.over(-1, SHARED)).apply(columns, W));
        assertValues(
                across, Autodiff.vmap(plus, Mapping.over(0, SHARED).into(1)).apply(XS, W));
        assertValues(
                across, Autodiff.vmap(plus, Mapping.over(1, SHARED).into(-1)).apply(columns, W));
        assertValues(
                new double[][] {{2, 4, 6}, {8, 10, 12}},
                Autodiff.vmap(plus, Mapping.over(0, 1)).apply(XS, columns));
    }

    @Test
    void severalResults() {
        Function<Tensor[], Tensor[]> f = xs -> new Tensor[] {xs[0].sum(), xs[0].mul(2), W};
        Tensor[] y = Autodiff.vmapAll(f, Mapping.over(0).into(0, 1, 0)).apply(new Tensor[] {XS});
        assertArrayEquals(new double[] {6, 15}, y[0].toArray());
        assertValues(new double[][] {{2, 8}, {4, 10}, {6, 12}}, y[1]);
        assertValues(new double[][] {{10, 100, 1000}, {10, 100, 1000}}, y[2]); // the same for both
        assertEquals(3, Autodiff.vmapAll(f, Mapping.over(0)).apply(new Tensor[] {XS}).length);
    }

    @Test
    void batchesOfNoneAndOfOne() {
        Function<Tensor, Tensor> f = x -> x.mul(x).sum();
        assertEquals(
                Shape.of(0),
                Autodiff.vmap(f).apply(Tensor.zeros(Shape.of(0, 3))).shape());
        assertEquals(
                Shape.of(0, 3),
                Autodiff.vmap(Autodiff.grad(f))
                        .apply(Tensor.zeros(Shape.of(0, 3)))
                        .shape());
        assertEquals(
                Shape.of(0, 3, 3),
                Autodiff.vmap(Autodiff.hessian(f))
                        .apply(Tensor.zeros(Shape.of(0, 3)))
                        .shape());
        assertArrayEquals(
                new double[] {14}, Autodiff.vmap(f).apply(XS.narrow(0, 0, 1)).toArray());
    }

    @Test
    void aResultIsNotThatOfAParameterThatIsAssignedLater() {
        Parameter w = Parameter.of("w", XS);
        Tensor y = Autodiff.vmap(x -> x).apply(w);
        w.assign(XS.mul(0));
        assertArrayEquals(XS.toArray(), y.toArray());
    }

    @Test
    void gradientsOfParametersThatTheFunctionReads() {
        Parameter w = Parameter.of("w", W);
        Tensor loss = Autodiff.vmap(x -> x.mul(w).sum().square()).apply(XS).sum();
        // d/dw of (x w)^2, summed: 2 (x w) x
        double[] expected = {2 * 3210 * 1 + 2 * 6540 * 4, 2 * 3210 * 2 + 2 * 6540 * 5, 2 * 3210 * 3 + 2 * 6540 * 6};
        assertArrayEquals(expected, loss.backward(w).of(w).toArray());
    }

    // ---- random numbers

    @Test
    void drawsOfAnOlderGeneratorAreRefused() {
        Rng rng = Rng.of(1);
        for (Function<Rng, Tensor> draw : List.<Function<Rng, Tensor>>of(
                r -> Tensor.of(r.uniform(Shape.of(3), 0, 1)),
                r -> Tensor.of(r.normal(Shape.of(3), 0, 1)),
                r -> Tensor.of(r.nextDouble()),
                r -> Tensor.of(r.nextGaussian()),
                r -> Tensor.of(r.nextInt(5)),
                r -> Tensor.of(r.permutation(3)[0]),
                r -> Tensor.of(r.split().nextDouble()),
                r -> Tensor.of(Rng.from(r).nextDouble()))) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> Autodiff.vmap(x -> x.add(draw.apply(rng))).apply(XS));
            assertTrue(
                    e.getMessage()
                            .contains(": a mapped function (vmap) runs once for all examples of its batch, so all"
                                    + " would get the same numbers: draw for the whole batch before"),
                    e.getMessage());
        }
        assertEquals(new Rng.State(1, 0), rng.state()); // nothing was drawn
        Autodiff.vmap(x -> x.mul(2)).apply(XS);
        rng.nextDouble(); // afterwards it may draw
    }

    @Test
    void theSameDrawsForAllIfSoAsked() {
        Rng rng = Rng.of(1);
        double[] drawn = Rng.of(1).uniform(Shape.of(3), 0, 1).toArray();
        Tensor y = Autodiff.vmap(
                        xs -> xs[0].mul(0).add(Tensor.of(rng.uniform(Shape.of(3), 0, 1))),
                        Mapping.over(0).sameDraws(true))
                .apply(XS);
        assertValues(new double[][] {drawn, drawn}, y);
    }

    @Test
    void aGeneratorOfTheFunctionsOwnGivesWhatALoopGives() {
        double[] drawn = Rng.of(7).normal(Shape.of(3), 0, 1).toArray();
        Tensor y = Autodiff.vmap(x -> x.mul(0).add(Tensor.of(Rng.of(7).normal(Shape.of(3), 0, 1))))
                .apply(XS);
        assertValues(new double[][] {drawn, drawn}, y);
    }

    @Test
    void withinATransformWithinItIsRefusedToo() {
        Rng rng = Rng.of(1);
        Function<Tensor, Tensor> f =
                x -> x.mul(Tensor.of(rng.uniform(Shape.of(3), 0, 1))).sum();
        assertThrows(
                IllegalStateException.class,
                () -> Autodiff.vmap(Autodiff.grad(f)).apply(XS));
        RandomGenerator other = rng;
        Autodiff.grad(f, W);
        assertEquals(new Rng.State(1, 3), ((Rng) other).state());
    }

    // ---- mistakes

    private static DynamicTest mistake(Class<? extends Exception> type, Executable call, String message) {
        return DynamicTest.dynamicTest(
                message,
                () -> assertEquals(message, assertThrowsExactly(type, call).getMessage()));
    }

    private static DynamicTest wrong(Executable call, String message) {
        return mistake(IllegalArgumentException.class, call, message);
    }

    @TestFactory
    Stream<DynamicTest> mistakes() {
        TensorFunction f = xs -> xs[0].add(xs[1]);
        Tensor three = Tensor.of(1, 2, 3);
        Parameter w = Parameter.of("w", XS);
        return Stream.of(
                wrong(
                        () -> Autodiff.vmap(f, Mapping.over(0, 0)).apply(XS, three),
                        "vmap: argument 0 of shape (2, 3) has 2 examples along axis 0, argument 1 of shape (3) has 3"
                                + " along axis 0: must be as many"),
                wrong(
                        () -> Autodiff.vmap(f, Mapping.over(SHARED, SHARED)),
                        "vmap: no argument is mapped: at least one must have an axis for the examples, got"
                                + " (SHARED, SHARED)"),
                wrong(
                        () -> Mapping.over(),
                        "vmap: no argument is mapped: at least one must have an axis for the examples, got ()"),
                wrong(
                        () -> Autodiff.vmap(f, Mapping.over(0)).apply(XS, XS),
                        "vmap: 2 arguments, but 1 axes over(0) into(0): must be one for each argument"),
                wrong(
                        () -> Autodiff.vmap(x -> x).apply(Tensor.of(1.0)),
                        "vmap: argument 0 is a scalar, which has no axis to map over: must have one for the examples,"
                                + " or be SHARED"),
                mistake(
                        IndexOutOfBoundsException.class,
                        () -> Autodiff.vmap(f, Mapping.over(0, 2)).apply(XS, XS),
                        "vmap: argument 1: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(
                        IndexOutOfBoundsException.class,
                        () -> Autodiff.vmap(f, Mapping.over(0, 0).into(2)).apply(XS, XS),
                        "vmap: result 0 with its examples: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                wrong(
                        () -> Autodiff.vmap(f, Mapping.over(0, 0).into(0, 1)).apply(XS, XS),
                        "vmap: 1 results, but 2 axes for them: must be one for each, or one for all"),
                wrong(
                        () -> Mapping.over(0).into(SHARED),
                        "vmap: a result has an axis for its examples, got (SHARED): must be one for all, or one for"
                                + " each result"),
                wrong(
                        () -> Autodiff.vmap(x -> w.sum()).apply(w),
                        "vmap: the result does not depend on argument 0, but on 'w' itself, which the function reads;"
                                + " so all examples would get the same result: compute with the argument"
                                + "; of a model write Autodiff.grad(model, m -> loss(m)), within which the"
                                + " arguments stand for the parameters wherever they are read, and for vmap"
                                + " model.with(values, ...)"),
                wrong(
                        () -> Autodiff.vmap(Autodiff.grad(x -> w.square().sum()))
                                .apply(w),
                        "grad: the result does not depend on argument 0, but on 'w' itself, which the function reads;"
                                + " so the derivative would be zero: compute with the argument, or do without the"
                                + " transform: loss.backward().of(variable)"
                                + "; of a model write Autodiff.grad(model, m -> loss(m)), within which the"
                                + " arguments stand for the parameters wherever they are read, and for vmap"
                                + " model.with(values, ...)"),
                mistake(
                        IllegalStateException.class,
                        () -> Autodiff.vmap(x -> {
                                    w.assign(XS);
                                    return x;
                                })
                                .apply(XS),
                        "assign: a mapped function (vmap) runs once for all examples of its batch, so it must not"
                                + " assign parameter 'w': return the new value, and assign it outside of the function"),
                mistake(
                        NullPointerException.class,
                        () -> Autodiff.vmap(x -> null).apply(XS),
                        "vmap: the function returned null"),
                mistake(
                        NullPointerException.class,
                        () -> Autodiff.vmap(f, Mapping.over(0, 0)).apply(XS, null),
                        "vmap: argument 1 is null"),
                mistake(
                        NullPointerException.class,
                        () -> Autodiff.vmap((Function<Tensor, Tensor>) null),
                        "vmap: the function is null"));
    }

    @Test
    void nothingStaysBehindAfterAMistake() {
        assertThrows(
                IllegalStateException.class,
                () -> Autodiff.vmap(x -> Tensor.of(x.sum().item())).apply(XS));
        Parameter w = Parameter.of("w", NdArray.of(1, 2));
        w.assign(NdArray.of(3, 4)); // would be refused within
        assertEquals(7, w.sum().item());
    }
}
