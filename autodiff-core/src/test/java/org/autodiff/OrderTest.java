package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.OrderOps.Interpolation;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Order by hand: ties, NaN, infinities, recordings, and how mistakes are named. */
class OrderTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Tensor WEIGHTS = Tensor.of(1, 10, 100, 1000);

    private static void is(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray()); // NaN equals NaN, and 0.0 is not -0.0
    }

    private static Tensor gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x));
    }

    private static Tensor second(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> Autodiff.grad(s -> f.apply(s).sum(), t).sum(), Tensor.of(x));
    }

    // ---- sorting

    @Test
    void nanIsTheLargestAndZeroHasNoSign() {
        Tensor x = Tensor.of(NAN, 1, -INF, INF, -NAN);
        is(x.sort(0), -INF, 1, INF, NAN, NAN);
        is(x.sort(0, Tensor.SortOrder.DESCENDING), NAN, NAN, INF, 1, -INF);
        assertEquals(Index.of(2, 1, 3, 0, 4), x.argsort(0));
        assertEquals(Index.of(0, 4, 3, 1, 2), x.argsort(0, Tensor.SortOrder.DESCENDING));
        is(Tensor.of(0.0, -0.0, -1, 0.0).sort(0), -1, 0.0, -0.0, 0.0);
        is(
                Tensor.of(-1e300, 1e300, Double.MIN_VALUE, -Double.MIN_VALUE).sort(0),
                -1e300,
                -Double.MIN_VALUE,
                Double.MIN_VALUE,
                1e300);
    }

    @Test
    void gradientsOfEqualElementsGoByTheirPlace() {
        is(gradient(x -> x.sort(0).mul(WEIGHTS), 2, 1, 2, 1), 100, 1, 1000, 10);
        is(gradient(x -> x.sort(0, Tensor.SortOrder.DESCENDING).mul(WEIGHTS), 2, 1, 2, 1), 1, 100, 10, 1000);
        is(gradient(x -> x.sort(0).mul(WEIGHTS), NAN, INF, -INF, 0), 1000, 100, 1, 10);
        is(gradient(x -> x.topK(0, 2).values(), 3, 5, 3, 1), 1, 1, 0, 0);
        is(gradient(x -> x.topK(0, 2, Tensor.Extreme.SMALLEST).values(), 3, 5, 3, 3), 1, 0, 1, 0);
        is(gradient(x -> x.median(), 2, 2, 2), 0, 1, 0);
        is(gradient(x -> x.median(), 7, 1, 2, 2), 0, 0, 0.5, 0.5);
        is(gradient(x -> x.median(), 1, 2, 2, 2), 0, 0.5, 0.5, 0);
        is(second(x -> x.sort(0).square(), 2, 1, 2), 2, 2, 2);
        is(second(x -> x.sort(0), 2, 1, 2), 0, 0, 0);
        is(second(x -> x.median(), 1, 2, 2, 2), 0, 0, 0, 0);
    }

    @Test
    void forwardModeFollowsTheElements() {
        Tensor x = Tensor.of(3, 1, 2);
        Tensor v = Tensor.of(30, 10, 20);
        is(Autodiff.jvp(t -> t.sort(0), x, v).tangent(), 10, 20, 30);
        is(Autodiff.jvp(t -> t.topK(0, 1).values(), x, v).tangent(), 30);
        is(Autodiff.jvp(t -> t.quantile(0.25), x, v).tangent(), 15);
    }

    @Test
    void aRecordedSortIsReplayedWithOtherData() {
        Tape sort = Tape.record(xs -> xs[0].sort(0, Tensor.SortOrder.DESCENDING), Tensor.of(1, 2, 3));
        is(sort.replay(Tensor.of(5, 9, 7)), 9, 7, 5);
        Tensor x = Tensor.variable(5, 9, 7);
        is(sort.replay(x).mul(Tensor.of(1, 10, 100)).sum().backward().of(x), 100, 1, 10);
        Tape top = Tape.record(xs -> xs[0].topK(0, 2).values(), Tensor.of(1, 2, 3));
        is(top.replay(Tensor.of(9, NAN, 7)), NAN, 9);
        Tape median = Tape.record(xs -> xs[0].median(), Tensor.of(1, 2, 3));
        is(median.replay(Tensor.of(9, 1, 7)), 7);
        is(median.replay(Tensor.of(NAN, 1, 7)), NAN);
    }

    @Test
    void whatTheProgramReadIsGuarded() {
        Tape tape = Tape.record(xs -> xs[0].take(xs[0].argsort(0)), Tensor.of(3, 1, 2));
        is(tape.replay(Tensor.of(30, -10, 20)), -10, 20, 30); // the same order
        assertThrows(IllegalStateException.class, () -> tape.replay(Tensor.of(1, 2, 3)));
        Tape largest = Tape.record(xs -> xs[0].take(xs[0].argmax()), Tensor.of(3, 1, 2));
        is(largest.replay(Tensor.of(7, 6, 5)), 7);
        assertThrows(IllegalStateException.class, () -> largest.replay(Tensor.of(1, 2, 3)));
    }

    @Test
    void resultsLeaveAStep() {
        Tensor x = Tensor.arange(100);
        Tensor.TopK top = Autodiff.step(() -> x.mul(2).topK(0, 40));
        Index order = Autodiff.step(() -> x.neg().argsort(0));
        Autodiff.step(() -> x.mul(3).sort(0));
        assertEquals(198, top.values().toArray()[0]);
        assertEquals(60, top.indices().get(39));
        assertEquals(99, order.get(0));
    }

    // ---- the largest and the smallest

    @Test
    void theFirstNanElseTheFirstOfEqualOnes() {
        Tensor x = Tensor.of(new double[][] {{1, 3, 3}, {NAN, 0, NAN}, {-INF, -INF, -INF}});
        assertEquals(Index.of(1, 0, 0), x.argmax(1));
        assertEquals(Index.of(0, 0, 0), x.argmin(1));
        assertEquals(Index.of(Shape.of(1, 3), 1, 0, 1), x.argmax(0, true));
        assertEquals(Index.of(Shape.scalar(), 3), x.argmin());
        assertEquals(Index.of(Shape.scalar(), 0), Tensor.of(5).argmax());
        assertEquals(Shape.of(0), Tensor.zeros(Shape.of(0, 2)).argmax(1).shape());
    }

    // ---- quantiles

    @Test
    void quantilesOfNanAndInfinities() {
        is(Tensor.of(INF, INF).median(), INF);
        is(Tensor.of(-INF, -INF, 1).quantile(0.25), -INF);
        is(Tensor.of(1, INF).quantile(0.5), INF);
        is(Tensor.of(-INF, INF).median(), NAN);
        is(Tensor.of(1, 2, INF).median(), 2); // a whole rank does not meet its neighbour
        is(Tensor.of(1, NAN, 2).quantile(0), NAN);
        is(Tensor.of(new double[][] {{1, NAN}, {3, 5}}).median(1), NAN, 4);
        is(gradient(x -> x.median(), 1, NAN, 2, 3), 0, 1, 0, 0);
        is(Tensor.of(-1.5e308, 1.5e308).median(), 0);
        is(Tensor.of(-1.5e308, 1.5e308).quantile(0.75), 0.75e308);
        is(Tensor.of(0.1, 0.1, 0.1, 0.1).quantile(0.3), 0.1);
        is(Tensor.of(-1e17, 1).quantile(Math.nextDown(1.0)), 1 - 0x1p-53 * 1e17); // from the nearer end
        is(Tensor.of(Double.MIN_VALUE, Double.MIN_VALUE).median(), Double.MIN_VALUE);
        is(Tensor.of(1e9, 1e9 + 2, 1e9 + 1, 1e9 + 3).median(), 1e9 + 1.5);
    }

    @Test
    void ranksBetweenTwoElements() {
        Tensor x = Tensor.of(40, 10, 30, 20);
        is(x.quantile(0.4), 22);
        is(x.quantile(0.4, Interpolation.LOWER), 20);
        is(x.quantile(0.4, Interpolation.HIGHER), 30);
        is(x.quantile(0.4, Interpolation.NEAREST), 20);
        is(x.quantile(0.4, Interpolation.MIDPOINT), 25);
        is(x.quantile(0.5, Interpolation.LOWER), 20); // the median of PyTorch
        is(x.quantile(0.5, Interpolation.NEAREST), 30); // rank 1.5, to even
        is(gradient(t -> t.quantile(0.4, Interpolation.MIDPOINT), 40, 10, 30, 20), 0, 0, 0.5, 0.5);
        is(gradient(t -> t.quantile(0.5, Interpolation.HIGHER), 40, 10, 30, 20), 0, 0, 1, 0);
        is(x.quantile(0), 10);
        is(x.quantile(1), 40);
        is(Tensor.of(7).median(), 7); // of a scalar
    }

    @Test
    void nothingAtAll() {
        Tensor none = Tensor.variable(Shape.of(0, 3));
        assertEquals(Shape.of(0, 3), none.sort(0).shape());
        assertEquals(Shape.of(0, 2), none.topK(1, 2).values().shape());
        assertEquals(Shape.of(0, 0), none.topK(1, 0).indices().shape());
        assertEquals(Shape.of(0), none.median(1).shape());
        assertEquals(Shape.of(0, 1), none.quantile(0.3, true, 1).shape());
        assertEquals(none.shape(), none.median(1).sum().backward().of(none).shape());
        assertEquals(none.shape(), none.sort(1).sum().backward().of(none).shape());
        assertEquals(Shape.of(0), Tensor.zeros(Shape.of(0, 0)).median(1).shape());
    }

    // ---- mistakes

    static Stream<Arguments> mistakes() {
        Tensor m = Tensor.ones(Shape.of(2, 3));
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        return Stream.of(
                mistake(() -> m.sort(2), "sort: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> Tensor.of(1).sort(0), "sort: axis 0 out of range for shape (): a scalar has no axes"),
                mistake(() -> m.argsort(-3), "argsort: axis -3 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> m.argmax(2), "argmax: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> m.argmin(2), "argmin: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> none.argmax(0), "argmax: no elements along axis 0 of shape (0, 3): needs at least one"),
                mistake(() -> none.argmin(), "argmin: no elements in shape (0, 3): needs at least one"),
                mistake(() -> m.topK(5, 1), "topK: axis 5 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> m.topK(-1, 4), "topK: k = 4 for axis -1 of shape (2, 3): must be in [0, 3]"),
                mistake(() -> m.topK(0, -1), "topK: k = -1 for axis 0 of shape (2, 3): must be in [0, 2]"),
                mistake(
                        () -> none.median(),
                        "median: no elements along axes [0, 1] of shape (0, 3): needs at least one"),
                mistake(() -> m.median(0, 0), "median: axis 0 is named twice in [0, 0] for shape (2, 3)"),
                mistake(() -> m.median((int[]) null), "median: axes are null"),
                mistake(
                        () -> none.quantile(0.5, false, 0),
                        "quantile: no elements along axes [0] of shape (0, 3): needs at least one"),
                mistake(
                        () -> m.quantile(0.5, false, 2),
                        "quantile: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> m.quantile(1.5), "quantile: q must be in [0, 1], got 1.5"),
                mistake(() -> m.quantile(-1e-9), "quantile: q must be in [0, 1], got -1.0E-9"),
                mistake(() -> m.quantile(NAN), "quantile: q must be in [0, 1], got NaN"),
                mistake(() -> m.quantile(0.5, (Interpolation) null), "quantile: interpolation is null"));
    }

    private static Arguments mistake(Executable call, String message) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void mistakesAreNamed(String message, Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }
}
