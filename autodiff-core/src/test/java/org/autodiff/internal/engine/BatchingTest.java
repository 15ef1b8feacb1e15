package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Functions over a batch: transforms within and without, in any order, and what is refused. */
class BatchingTest {
    private static final Tensor XS = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {-1, 0.5, 2}, {0, 0, 1}});

    private static Tensor map(Function<Tensor, Tensor> f, Tensor xs) {
        return Batching.map(x -> new Tensor[] {f.apply(x[0])}, xs.shape().dim(0), new boolean[] {true}, xs)[0];
    }

    /** The same, one example after the other. */
    private static Tensor loop(Function<Tensor, Tensor> f, Tensor xs) {
        Tensor[] y = new Tensor[xs.shape().dim(0)];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.apply(xs.select(0, i));
        }
        return Tensor.stack(0, y);
    }

    private static void assertSame(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    private static Tensor f(Tensor x) {
        return x.sin().mul(x).sum().add(x.square().mean());
    }

    @Test
    void theFunctionSeesOneExample() {
        map(
                x -> {
                    assertEquals(Shape.of(3), x.shape());
                    assertEquals("Tensor(3) [one example of a batch]", x.toString());
                    return x;
                },
                XS);
    }

    @Test
    void valuesAndGradientsAreThoseOfALoop() {
        assertSame(loop(BatchingTest::f, XS), map(BatchingTest::f, XS));
        assertSame(loop(Autodiff.grad(BatchingTest::f), XS), map(Autodiff.grad(BatchingTest::f), XS));
    }

    @Test
    void aHessianIsABatchOfTangentsOfAGradient() {
        Tensor x = Tensor.of(1, 2, 3);
        Function<Tensor, Tensor> f = v -> v.pow(3).sum().mul(v.select(0, 0));
        Tensor expected = loop(v -> Autodiff.hvp(f, x, v), Tensor.eye(3));
        assertSame(expected, map(v -> Autodiff.hvp(f, x, v), Tensor.eye(3)));
    }

    @Test
    void tangentsGoThroughABatchFromOutside() {
        Tensor v = XS.mul(0.25).add(1);
        Tensor expected = Autodiff.jvp(xs -> loop(BatchingTest::f, xs), XS, v).tangent();
        assertSame(expected, Autodiff.jvp(xs -> map(BatchingTest::f, xs), XS, v).tangent());
    }

    @Test
    void gradientsGoThroughABatchFromOutside() {
        Tensor expected = Autodiff.grad(xs -> loop(BatchingTest::f, xs).square().sum(), XS);
        Tensor actual = Autodiff.grad(xs -> map(BatchingTest::f, xs).square().sum(), XS);
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-13);
    }

    @Test
    void gradientsOfGradientsOfABatchWithinABatch() {
        Tensor all = Tensor.stack(0, XS, XS.mul(2));
        Function<Tensor, Tensor> g =
                x -> Autodiff.grad(BatchingTest::f, x).square().sum();
        assertSame(loop(xs -> loop(Autodiff.grad(g), xs), all), map(xs -> map(Autodiff.grad(g), xs), all));
    }

    @Test
    void aVariableOfTheProgramGetsTheGradientOfEachExample() {
        Tensor w = Tensor.variable("w", 0.5, -1, 2);
        Function<Tensor, Tensor> ofExample =
                x -> w.mul(x).sin().sum().backward(w).of(w);
        assertSame(loop(ofExample, XS), map(ofExample, XS));
    }

    @Test
    void aVariableOfTheProgramGetsTheSumFromOutside() {
        Tensor w = Tensor.variable("w", 0.5, -1, 2);
        Tensor expected = loop(x -> w.mul(x).sin().sum(), XS).sum().backward(w).of(w);
        Tensor actual = map(x -> w.mul(x).sin().sum(), XS).sum().backward(w).of(w);
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-14);
    }

    @Test
    void whatIsTheSameForAllIsRepeated() {
        assertSame(Tensor.of(new double[][] {{7, 8}, {7, 8}, {7, 8}, {7, 8}}), map(x -> Tensor.of(7, 8), XS));
    }

    @Test
    void aBatchOfNone() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertEquals(Shape.of(0), map(BatchingTest::f, none).shape());
        assertEquals(Shape.of(0, 3), map(Autodiff.grad(BatchingTest::f), none).shape());
    }

    @Test
    void withinNoGradABatchStays() {
        try (NoGrad scope = NoGrad.open()) {
            assertSame(loop(BatchingTest::f, XS), map(BatchingTest::f, XS));
        }
    }

    @Test
    void numbersOfAnExampleCannotBeRead() {
        Map<String, Function<Tensor, Object>> reads = new LinkedHashMap<>();
        reads.put("toArray", Tensor::toArray);
        reads.put("value", Tensor::value);
        reads.put("item", x -> x.sum().item());
        reads.put("argmax", x -> x.argmax(0));
        reads.put("argmin", Tensor::argmin);
        reads.put("argsort", x -> x.argsort(0));
        reads.put("searchsorted", x -> Tensor.of(0, 1).searchsorted(x));
        reads.put("nonzero", Tensor::nonzero);
        reads.put("maskedSelect", x -> x.maskedSelect(x));
        reads.put("indices", x -> x.cummax(0).indices());
        reads.put("parameter", x -> Parameter.of("w", x));
        reads.forEach((operation, read) -> {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> map(x -> Tensor.of(read.apply(x).hashCode()), XS),
                    operation);
            assertTrue(
                    e.getMessage().startsWith(operation + ": one example of a batch has no numbers of its own: "),
                    e.getMessage());
            assertTrue(e.getMessage().endsWith("outside of the function"), e.getMessage());
        });
    }

    @Test
    void aTapeDoesNotBeginWithAnExample() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> map(x -> Tape.record(xs -> f(xs[0]), x).output(), XS));
        assertEquals(
                "tape: input 0 of shape (3) is one example of a batch within a mapped function (vmap), without numbers"
                        + " that a tape could keep: record before, and replay the tape within the function",
                e.getMessage());
        Tape tape = Tape.record(xs -> f(xs[0]), Tensor.of(7, 8, 9));
        assertSame(loop(BatchingTest::f, XS), map(tape::replay, XS));
    }

    @Test
    void anExampleThatLeaksIsRefused() {
        Tensor[] leaked = new Tensor[1];
        map(x -> leaked[0] = x.mul(2), XS);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> leaked[0].add(1));
        assertTrue(e.getMessage().contains("was one example of a batch"), e.getMessage());
        assertEquals("Tensor(3) [one example of a batch]", leaked[0].toString());
    }
}
