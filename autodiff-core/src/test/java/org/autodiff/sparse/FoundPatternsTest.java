package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.LinearGate;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window1d;
import org.junit.jupiter.api.Test;

/** What is followed through a function, and what is not. */
class FoundPatternsTest {
    private static String found(Function<Tensor, Tensor> f, double... x) {
        String text = SparsityPattern.ofJacobian(f, Tensor.of(x)).toString();
        return text.substring(text.indexOf('\n') + 1);
    }

    @Test
    void anEntryThatHappensToBeZeroIsThere() {
        assertEquals("x..\n.x.\n..x", found(x -> x.square(), 0, 0, 0));
        assertEquals("xx\nxx", found(x -> x.mul(x.flip(0)), 0, 0));
    }

    @Test
    void partsOfWhichNobodyNeedsTheGradient() {
        assertEquals(
                SparsityPattern.diagonal(2),
                SparsityPattern.ofHessian(
                        x -> Tensor.concat(0, Tensor.of(7, 8), x).square().sum(), Tensor.of(1, 2)));
    }

    @Test
    void bothBranchesOfWhereCount() {
        assertEquals("x.x\n.x.\nx.x", found(x -> Tensor.where(x.greater(0), x, x.flip(0)), 1, 1, 1));
    }

    @Test
    void theMaskOfWhereDoesNotCount() {
        assertEquals(
                ".x\n.x",
                found(
                        x -> Tensor.where(x.narrow(0, 0, 1).greater(0), x.narrow(0, 1, 1), x.narrow(0, 1, 1))
                                .broadcastTo(Shape.of(2)),
                        1,
                        1));
    }

    @Test
    void whatIsSortedMayComeFromAnywhereAlongItsAxis() {
        assertEquals("xxx\nxxx\nxxx", found(x -> x.sort(0), 1, 2, 3));
        assertEquals(
                SparsityPattern.diagonal(2).blocks(3, 3),
                SparsityPattern.ofJacobian(x -> x.sort(1), Tensor.of(new double[][] {{1, 2, 3}, {6, 5, 4}})));
        // By indices that do not depend on x it goes where it goes.
        Index order = Index.of(2, 0, 1);
        assertEquals("..x\nx..\n.x.", found(x -> x.gather(0, order), 1, 2, 3));
    }

    @Test
    void detachedValuesAndSignsDoNotCount() {
        assertEquals("x.\n.x", found(x -> x.mul(x.flip(0).detach()), 1, 2));
        assertEquals("..\n..", found(x -> x.sign().add(x.floor()), 1, 2));
    }

    @Test
    void sumsCountEverythingAlongTheirAxes() {
        assertEquals(
                """
                2x4, 4 entries
                xx..
                ..xx""",
                SparsityPattern.ofJacobian(x -> x.exp().sum(1), Tensor.of(new double[][] {{1, 2}, {3, 4}}))
                        .toString());
        assertEquals("xxx\nxxx\nxxx", found(x -> x.sub(x.mean()), 1, 2, 3));
        assertEquals(
                "xx..\nxx..\n..xx\n..xx", found(x -> x.reshape(2, 2).softmax(1).reshape(4), 1, 2, 3, 4));
    }

    @Test
    void matricesOfABatchAreKeptApart() {
        Tensor x = Tensor.of(2, 1, 1, 3, 4, 1, 0, 5).reshape(2, 2, 2);
        assertEquals(
                SparsityPattern.diagonal(2).blocks(4, 4),
                SparsityPattern.ofJacobian(z -> org.autodiff.Linalg.inv(z), x));
        assertEquals("""
                8x8, 16 entries
                xx......
                xx......
                ..xx....
                ..xx....
                ....xx..
                ....xx..
                ......xx
                ......xx""", SparsityPattern.ofJacobian(z -> z.matmul(x), x).toString());
    }

    @Test
    void zerosOfConstantMatricesMayStayZero() {
        double[][] rows = {{-1, 1, 0, 0}, {0, -1, 1, 0}, {0, 0, -1, 1}};
        Tensor differences = Tensor.of(rows);
        TensorFunction f = xs -> differences.div(0.1).matmul(xs[0]);
        Tensor x = Tensor.of(1, 2, 3, 4);
        assertEquals(12, SparsityPattern.ofJacobian(f, x).entries());
        assertEquals(
                """
                3x4, 6 entries
                xx..
                .xx.
                ..xx""",
                SparsityPattern.ofJacobian(f, SparsityPattern.Zeros.STAY_ZERO, x)
                        .toString());
        TensorFunction energy =
                xs -> differences.matmul(xs[0]).square().square().sum();
        assertEquals(
                SparsityPattern.banded(4, 1, 1), SparsityPattern.ofHessian(energy, SparsityPattern.Zeros.STAY_ZERO, x));
        // A parameter is no constant.
        Parameter weights = Parameter.of("w", NdArray.of(Shape.of(3, 4), differences.toArray()));
        TensorFunction trained = xs -> weights.matmul(xs[0]);
        assertEquals(
                12,
                SparsityPattern.ofJacobian(trained, SparsityPattern.Zeros.STAY_ZERO, x)
                        .entries());
    }

    @Test
    void aStencilByConvolutionIsABand() {
        Tensor laplace = Tensor.of(1, -2, 1).reshape(1, 1, 3);
        Function<Tensor, Tensor> f = x -> x.reshape(1, 1, x.size())
                .conv1d(laplace, Window1d.of(3).padding(1))
                .reshape(x.size());
        Tensor x = Tensor.arange(20);
        assertEquals(SparsityPattern.banded(20, 1, 1), SparsityPattern.ofJacobian(f, x));
        assertEquals(
                SparsityPattern.banded(20, 2, 2),
                SparsityPattern.ofHessian(z -> f.apply(z).exp().sum(), x));
        Tensor ends = Tensor.of(1, 0, -1).reshape(1, 1, 3);
        assertEquals(
                38,
                SparsityPattern.ofJacobian(
                                (TensorFunction) xs -> xs[0].reshape(1, 1, 20)
                                        .conv1d(ends, Window1d.of(3).padding(1)),
                                SparsityPattern.Zeros.STAY_ZERO,
                                x)
                        .entries());
    }

    /** Extrapolates: of consecutive squares it makes a square again, so on their numbers it looks like a copy. */
    private record Extrapolate(boolean transposed) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return Shape.of(transposed ? 3 : 1);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            double[] c = {1, -3, 3};
            y.fill(i -> transposed ? c[i] * x.at(0) : x.at(0) - 3 * x.at(1) + 3 * x.at(2));
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Extrapolate(!transposed).on(upstream);
        }
    }

    @Test
    void aLinearGateThatIsNoCopyIsDense() {
        assertEquals("xxx", found(x -> new Extrapolate(false).on(x), 1, 2, 3));
        assertEquals("x\nx\nx", found(x -> new Extrapolate(true).on(x), 1));
    }

    @Test
    void derivativesWithinTheFunctionAreFollowed() {
        assertEquals(
                "xx.\nxxx\n.xx",
                found(
                        x -> Autodiff.grad(
                                z -> z.narrow(0, 0, 2)
                                        .mul(z.narrow(0, 1, 2))
                                        .square()
                                        .sum(),
                                x),
                        1,
                        2,
                        3));
        assertEquals(
                "x.\n.x",
                found(x -> Autodiff.jvp(z -> z.sin(), x, Tensor.of(1, 1)).tangent(), 1, 2));
    }

    @Test
    void itServesWithinNoGradToo() {
        try (NoGrad off = NoGrad.open()) {
            assertEquals("x.\n.x", found(x -> x.exp(), 1, 2));
            assertEquals(
                    2 * 3.0,
                    Autodiff.sparseJacobian(x -> x.square(), Tensor.of(3)).get(0, 0));
        }
    }

    @Test
    void whatIsDenseBeyondMeasureIsRefused() {
        int n = 40_000;
        // Each element with another set of about n / 2 others.
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> SparsityPattern.ofJacobian(
                        x -> {
                            Tensor y = x;
                            for (int step = 1; step < n; step *= 2) {
                                y = y.add(y.roll(0, step));
                            }
                            return y.narrow(0, 0, n / 2)
                                    .add(x.narrow(0, 0, n / 2).exp());
                        },
                        Tensor.zeros(Shape.of(n))));
        assertTrue(e.getMessage().contains("the derivative is dense, or nearly so"), e.getMessage());
    }

    @Test
    void aTapeKnowsWhichEntryItIsOf() {
        Tape tape = Tape.record(
                xs -> {
                    Tensor y = xs[0].exp();
                    y.sin();
                    return y;
                },
                Tensor.of(1));
        assertEquals("exp", tape.entries().get(tape.outputId()).name());
        assertEquals(3, tape.entries().size());
        Tensor x = Tensor.variable(1);
        Tape of = Tape.of(x.exp().sin());
        assertEquals("sin", of.entries().get(of.outputId()).name());
        assertEquals(0, Tape.record(xs -> xs[0], Tensor.of(1)).outputId());
    }
}
