package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.NoGrad;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Mapping;
import org.junit.jupiter.api.Test;

/** Transforms within transforms; what they cost in runs; and what they refuse. */
class NestedTransformsTest {
    private static final Tensor XS = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {-1, 0.5, 2}, {0, 0, 1}});

    private static Tensor f(Tensor x) {
        return x.sin().mul(x).sum().add(x.square().mean()).add(x.prod());
    }

    private static Tensor loop(Function<Tensor, Tensor> f, Tensor xs) {
        Tensor[] y = new Tensor[xs.shape().dim(0)];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.apply(xs.select(0, i));
        }
        return Tensor.stack(0, y);
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        double[] e = expected.toArray();
        double[] a = actual.toArray();
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], 1e-11 * (1 + Math.abs(e[i])), "number " + i);
        }
    }

    // ---- in any order

    @Test
    void aBatchOfHessiansIsALoop() {
        Function<Tensor, Tensor> byProducts =
                x -> loop(v -> Autodiff.hvp(NestedTransformsTest::f, x, v), Tensor.eye(3));
        assertClose(
                loop(byProducts, XS),
                Autodiff.vmap(Autodiff.hessian(NestedTransformsTest::f)).apply(XS));
    }

    @Test
    void aBatchOfJacobiansIsALoop() {
        Function<Tensor, Tensor> g = x -> x.unsqueeze(1).mul(x.exp());
        Function<Tensor, Tensor> row = x -> Tensor.stack(0, x.sum(), x.prod());
        for (Function<Tensor, Tensor> h : List.of(g, row)) {
            Tensor expected = loop(x -> Autodiff.jacobianReverse(h, x), XS);
            assertClose(expected, Autodiff.vmap(Autodiff.jacobian(h)).apply(XS));
            assertClose(
                    expected, Autodiff.vmap(x -> Autodiff.jacobianForward(h, x)).apply(XS));
        }
    }

    @Test
    void theJacobianOfABatchIsOfBlocks() {
        Tensor jacobian = Autodiff.jacobian(Autodiff.vmap(NestedTransformsTest::f), XS);
        Tensor gradients = loop(Autodiff.grad(NestedTransformsTest::f), XS);
        assertEquals(Shape.of(4, 4, 3), jacobian.shape());
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                Tensor block = jacobian.select(0, i).select(0, j);
                assertClose(i == j ? gradients.select(0, i) : Tensor.zeros(Shape.of(3)), block);
            }
        }
    }

    @Test
    void batchesWithinBatches() {
        TensorOfTwo distance = (a, b) -> a.sub(b).square().sum();
        Tensor expected = Tensor.of(new double[][] {{0, 27, 7.25, 9}, {27, 0, 61.25, 66}});
        Tensor actual = Autodiff.vmap(a -> Autodiff.vmap(b -> distance.of(a, b)).apply(XS))
                .apply(XS.narrow(0, 0, 2));
        double[] squares = new double[8];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 3; k++) {
                    double d = XS.toArray()[3 * i + k] - XS.toArray()[3 * j + k];
                    squares[4 * i + j] += d * d;
                }
            }
        }
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(squares, actual.toArray());
    }

    private interface TensorOfTwo {
        Tensor of(Tensor a, Tensor b);
    }

    @Test
    void perExampleGradientsAreThoseOfALoop() {
        Tensor w = Tensor.of(new double[][] {{0.5, -1}, {2, 0.25}, {1, 1}});
        Function<Tensor[], Tensor> loss =
                xs -> xs[1].matmul(xs[0]).tanh().square().sum();
        Tensor gradients = Autodiff.vmap(
                        xs -> Autodiff.grad(p -> loss.apply(new Tensor[] {p, xs[1]}), xs[0]),
                        Mapping.over(Mapping.SHARED, 0))
                .apply(w, XS);
        assertEquals(Shape.of(4, 3, 2), gradients.shape());
        assertClose(loop(x -> Autodiff.grad(p -> loss.apply(new Tensor[] {p, x}), w), XS), gradients);
    }

    @Test
    void aGradientThroughAnInnerDescent() {
        // Descent on (w - a)^2 / 2 from w = 0 by n steps of rate r: w = a (1 - (1 - r)^n).
        int n = 7;
        double r = 0.3;
        Function<Tensor, Tensor> fit = ar -> {
            Tensor w = Tensor.of(0.0);
            for (int i = 0; i < n; i++) {
                w = w.sub(Autodiff.grad(v -> v.sub(ar.select(0, 0)).square().mul(0.5), w)
                        .mul(ar.select(0, 1)));
            }
            return w;
        };
        double left = Math.pow(1 - r, n);
        double slope = n * Math.pow(1 - r, n - 1);
        double curve = -n * (n - 1) * Math.pow(1 - r, n - 2);
        Tensor at = Tensor.of(2, r);
        assertClose(Tensor.of(1 - left, 2 * slope), Autodiff.grad(fit, at));
        Tensor hessian = Tensor.of(new double[][] {{0, slope}, {slope, 2 * curve}});
        assertClose(hessian, Autodiff.hessian(fit, at));
        assertClose(
                Tensor.stack(0, hessian, hessian),
                Autodiff.vmap(Autodiff.hessian(fit)).apply(Tensor.stack(0, at, at)));
    }

    @Test
    void aSaddlePoint() {
        // min over x of max over y of x^2 / 2 + b x y - y^2 / 2: y* = b x, so the outer function is (1 + b^2) x^2 / 2.
        double b = 1.5;
        Function<Tensor, Tensor> outer = x -> {
            Function<Tensor, Tensor> inner =
                    y -> x.square().sub(y.square()).mul(0.5).add(x.mul(y).mul(b));
            Tensor y = Tensor.of(0.25);
            // one step of Newton, exact here
            Tensor best = y.sub(Autodiff.grad(inner, y).div(Autodiff.hessian(inner, y)));
            return inner.apply(best);
        };
        Tensor x = Tensor.of(0.8);
        assertClose(Tensor.of((1 + b * b) * 0.8), Autodiff.grad(outer, x));
        assertClose(Tensor.of(1 + b * b), Autodiff.hessian(outer, x));
    }

    @Test
    void gradientsOfAnEntryOfAHessian() {
        // f = x^3 y^2: f_xy = 6 x^2 y
        Function<Tensor, Tensor> g =
                x -> x.select(0, 0).pow(3).mul(x.select(0, 1).pow(2));
        Function<Tensor, Tensor> entry =
                x -> Autodiff.hessian(g, x).select(0, 0).select(0, 1);
        assertClose(Tensor.of(12 * 2 * 3, 6 * 4), Autodiff.grad(entry, Tensor.of(2, 3)));
        Function<Tensor, Tensor> diagonal = x -> Autodiff.hessianDiagonal(g, x).sum(); // 6 x y^2 + 2 x^3
        assertClose(Tensor.of(6 * 9 + 6 * 4, 12 * 2 * 3), Autodiff.grad(diagonal, Tensor.of(2, 3)));
    }

    @Test
    void capturedVariablesCanBeDifferentiated() {
        Tensor w = Tensor.variable("w", 2, 3);
        Tensor x = Tensor.of(0.5, -1);
        Tensor hessian = Autodiff.hessian(v -> w.mul(v.pow(3)).sum(), x); // diag 6 w x
        assertClose(Tensor.of(new double[][] {{6, 0}, {0, -18}}), hessian);
        assertClose(Tensor.of(3, -6), hessian.sum().backward(w).of(w));
        Tensor jacobian = Autodiff.jacobianForward(v -> w.mul(v.square()), x); // diag 2 w x
        assertClose(Tensor.of(1, -2), jacobian.sum().backward(w).of(w));
        Tensor product =
                Autodiff.gaussNewtonProduct(v -> w.mul(v), z -> z.square().sum(), x, x); // 2 w^2 x
        assertClose(
                Tensor.of(4 * 2 * 0.5, 4 * 3 * -1), product.sum().backward(w).of(w));
        // within another transform
        Function<Tensor, Tensor> ofWeights =
                p -> Autodiff.hessian(v -> p.mul(v.pow(3)).sum(), x).sum();
        assertClose(Tensor.of(3, -6), Autodiff.grad(ofWeights, w));
        assertClose(Tensor.of(3, -6), Autodiff.jacobianForward(ofWeights, w));
    }

    @Test
    void gaussNewtonIsJHJ() {
        Tensor t = Tensor.linspace(0, 2, 6);
        Function<Tensor, Tensor> model =
                p -> p.select(0, 0).mul(p.select(0, 1).mul(t).exp());
        Function<Tensor, Tensor> loss = z -> z.sub(1).pow(4).sum();
        Tensor p = Tensor.of(0.7, -0.4);
        Tensor v = Tensor.of(1, -2);
        Tensor j = Autodiff.jacobian(model, p);
        Tensor h = Autodiff.hessian(loss, model.apply(p));
        Tensor expected = j.transpose(0, 1).matmul(h.matmul(j.matmul(v)));
        assertClose(expected, Autodiff.gaussNewtonProduct(model, loss, p, v));
        Tensor both = Tensor.stack(0, v, v.mul(2));
        assertClose(
                Tensor.stack(0, expected, expected.mul(2)),
                Autodiff.vmap(u -> Autodiff.gaussNewtonProduct(model, loss, p, u))
                        .apply(both));
    }

    @Test
    void linearAlgebraWithinBatches() {
        Function<Tensor, Tensor> g = x -> {
            Tensor a = x.unsqueeze(1).mul(x).add(Tensor.eye(3).mul(4));
            return Linalg.cholesky(a)
                    .diagonal()
                    .log()
                    .sum()
                    .add(Linalg.solve(a, x).sum());
        };
        assertClose(
                loop(x -> loop(v -> Autodiff.hvp(g, x, v), Tensor.eye(3)), XS),
                Autodiff.vmap(Autodiff.hessian(g)).apply(XS));
    }

    @Test
    void severalArguments() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        Tensor b = Tensor.of(0.5, -1);
        List<Tensor> j = Autodiff.jacobian(xs -> xs[0].matmul(xs[1]), a, b);
        assertEquals(Shape.of(3, 3, 2), j.get(0).shape());
        assertClose(a, j.get(1));
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                Tensor row = j.get(0).select(0, i).select(0, k);
                assertClose(i == k ? b : Tensor.zeros(Shape.of(2)), row);
            }
        }
        // u' A b: vjp
        Tensor u = Tensor.of(1, 10, 100);
        List<Tensor> back =
                Autodiff.vjp(xs -> xs[0].matmul(xs[1]), new Tensor[] {a, b}, u).gradients();
        assertClose(u.unsqueeze(1).mul(b), back.get(0));
        assertClose(Tensor.of(531, 642), back.get(1));
        // Hessian of sum(A b): only the mixed block, dA[i,k] db[l] = [k = l]
        List<List<Tensor>> h = Autodiff.hessian(xs -> xs[0].matmul(xs[1]).sum(), a, b);
        assertEquals(Shape.of(3, 2, 2), h.get(0).get(1).shape());
        assertClose(Tensor.eye(2), h.get(0).get(1).select(0, 2));
        assertClose(h.get(0).get(1), h.get(1).get(0).permute(1, 2, 0));
        assertClose(Tensor.zeros(Shape.of(3, 2, 3, 2)), h.get(0).get(0));
        assertClose(Tensor.zeros(Shape.of(2, 2)), h.get(1).get(1));
    }

    // ---- sizes

    @Test
    void aroundTheSizeOfAChunk() {
        for (int n : new int[] {0, 1, 63, 64, 65, 128, 129}) {
            Tensor x = Tensor.of(Rng.of(n).uniform(Shape.of(n), -1, 1));
            double[] at = x.toArray();
            Function<Tensor, Tensor> g = v -> v.pow(3).sum().add(v.sum().square());
            double[] expected = new double[n * n];
            for (int i = 0; i < n * n; i++) {
                expected[i] = 2 + (i / n == i % n ? 6 * at[i / n] : 0);
            }
            assertArrayEquals(expected, Autodiff.hessian(g, x).toArray(), 1e-12);
            assertArrayEquals(
                    expected, Autodiff.jacobianForward(Autodiff.grad(g), x).toArray(), 1e-12);
            assertArrayEquals(
                    x.mul(6).add(2).toArray(), Autodiff.hessianDiagonal(g, x).toArray(), 1e-12);
        }
    }

    @Test
    void manyGoThroughTheFunctionAtOnce() {
        int[] runs = new int[1];
        Function<Tensor, Tensor> counted = x -> {
            runs[0]++;
            return x.exp();
        };
        Tensor x = Tensor.zeros(Shape.of(130));
        Autodiff.jacobianReverse(counted, x);
        assertEquals(1, runs[0]);
        runs[0] = 0;
        Autodiff.jacobianForward(counted, x);
        assertEquals(3, runs[0]); // 64 at a time
        runs[0] = 0;
        Autodiff.jacobian(counted, x);
        assertEquals(1, runs[0]);
        runs[0] = 0;
        Autodiff.jacobian(v -> counted.apply(v).broadcastTo(Shape.of(200, 130)).sum(1), x);
        assertEquals(4, runs[0]); // the first tells that forward mode is cheaper
        runs[0] = 0;
        Autodiff.hessian(v -> counted.apply(v).sum(), x);
        assertEquals(1, runs[0]);
        runs[0] = 0;
        Autodiff.gaussNewtonProduct(counted, z -> z.square().sum(), x, x);
        assertEquals(1, runs[0]);
    }

    // ---- with the rest of the engine

    @Test
    void recordedAndReplayed() {
        Tape tape = Tape.record(xs -> Autodiff.hessian(NestedTransformsTest::f, xs[0]), Tensor.of(1, 2, 3));
        Tensor x = Tensor.of(0.3, -1, 2);
        assertClose(Autodiff.hessian(NestedTransformsTest::f, x), tape.replay(x));
        Tape batch = Tape.record(
                xs -> Autodiff.vmap(Autodiff.grad(NestedTransformsTest::f)).apply(xs[0]), XS);
        assertClose(loop(Autodiff.grad(NestedTransformsTest::f), XS.mul(2)), batch.replay(XS.mul(2)));
    }

    @Test
    void withinNoGradAndWithinSteps() {
        Tensor x = Tensor.of(0.3, -1, 2);
        Tensor expected = loop(v -> Autodiff.hvp(NestedTransformsTest::f, x, v), Tensor.eye(3));
        try (NoGrad scope = NoGrad.open()) {
            assertClose(expected, Autodiff.hessian(NestedTransformsTest::f, x));
            assertClose(expected, Autodiff.jacobianForward(Autodiff.grad(NestedTransformsTest::f), x));
        }
        assertClose(expected, Autodiff.step(() -> Autodiff.hessian(NestedTransformsTest::f, x)));
    }

    // ---- mistakes

    @Test
    void aHessianIsOfAScalar() {
        for (Runnable call : List.<Runnable>of(
                () -> Autodiff.hessian(Tensor::sin, Tensor.of(1, 2)),
                () -> Autodiff.hessian(xs -> xs[0].sin(), new Tensor[] {Tensor.of(1, 2)}),
                () -> Autodiff.hessianDiagonal(Tensor::sin, Tensor.of(1, 2)))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
            assertTrue(
                    e.getMessage()
                            .matches("hessian(Diagonal)?: the function must return a scalar, got shape \\(2\\):.*"),
                    e.getMessage());
        }
    }

    @Test
    void aVariableThatIsReadInsteadOfTheArgumentIsRefused() {
        Tensor w = Tensor.variable("w", 1, 2);
        Function<Tensor, Tensor> reads = x -> w.square().sum();
        Function<Tensor, Tensor> many = x -> w.square();
        List<Runnable> calls = List.of(
                () -> Autodiff.hessian(reads, w),
                () -> Autodiff.hessian(xs -> xs[0].sum().add(w.sum()), Tensor.of(1.0), w),
                () -> Autodiff.hessianDiagonal(reads, w),
                () -> Autodiff.hvp(reads, w, w),
                () -> Autodiff.jacobian(many, w),
                () -> Autodiff.jacobian(reads, w),
                () -> Autodiff.jacobian(x -> w.broadcastTo(Shape.of(3, 2)), w), // more results than arguments
                () -> Autodiff.jacobianForward(many, w),
                () -> Autodiff.jacobianReverse(many, w),
                () -> Autodiff.gaussNewtonProduct(many, z -> z.square().sum(), w, w),
                () -> Autodiff.vjp(xs -> xs[0].mul(w), new Tensor[] {Tensor.of(1, 1), w}, w),
                () -> Autodiff.vmap(reads).apply(w),
                () -> Autodiff.vmap(Autodiff.hessian(reads)).apply(w),
                () -> Autodiff.vmap(x -> Autodiff.jacobianForward(many, x)).apply(w));
        for (Runnable call : calls) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, call::run, () -> "call " + calls.indexOf(call));
            assertTrue(
                    e.getMessage().contains(": the result does not depend on argument ")
                            && e.getMessage().contains("but on 'w' itself, which the function reads"),
                    e.getMessage());
        }
    }

    @Test
    void whatRunsMoreThanOnceMustNotDraw() {
        Rng rng = Rng.of(1);
        Function<Tensor, Tensor> g = x ->
                x.mul(Tensor.of(rng.uniform(Shape.of(2), 0, 1))).unsqueeze(0).broadcastTo(Shape.of(3, 2));
        Tensor x = Tensor.of(1, 2);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Autodiff.jacobian(g, x));
        assertEquals(
                "uniform: the Jacobian by forward mode runs its function more than once, with other numbers each time:"
                        + " draw before, or use jacobianReverse, which runs it once",
                e.getMessage());
        assertThrows(IllegalStateException.class, () -> Autodiff.jacobianForward(g, x, 1));
        Rng again = Rng.resume(rng.state());
        double[] drawn = again.uniform(Shape.of(2), 0, 1).toArray();
        Tensor once = Autodiff.jacobianForward(g, x);
        assertArrayEquals(
                new double[] {drawn[0], 0, 0, drawn[1]}, once.select(0, 2).toArray());
    }

    @Test
    void chunksArePositive() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Autodiff.hessian(NestedTransformsTest::f, Tensor.of(1, 2), 0));
        assertEquals("hessian: the chunk must be positive, got 0", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jacobianForward(x -> x, Tensor.of(1.0), -1));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jacobianReverse(x -> x, Tensor.of(1.0), 0));
    }

    @Test
    void nothingStaysBehindAfterAMistake() {
        Tensor w = Tensor.variable("w", NdArray.of(1, 2));
        for (Runnable call : List.<Runnable>of(
                () -> Autodiff.jacobianForward(x -> x.reshape(7), w),
                () -> Autodiff.jacobianReverse(x -> x.reshape(7), w),
                () -> Autodiff.hessian(x -> x.reshape(7), w),
                () -> Autodiff.vmap(x -> x.reshape(7)).apply(w))) {
            assertThrows(IllegalArgumentException.class, call::run);
            try (NoGrad scope = NoGrad.open()) {
                assertThrows(IllegalArgumentException.class, call::run);
                assertTrue(!w.sin().requiresGrad());
            }
            assertTrue(w.sin().requiresGrad());
        }
    }
}
