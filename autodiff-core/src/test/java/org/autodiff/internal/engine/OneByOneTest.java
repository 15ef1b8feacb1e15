package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * Gates without a form for batches, whose backward rule wants what compute returned: with transforms within and
 * without.
 */
class OneByOneTest {
    private static final Tensor XS = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {-1, 0.5, 2}, {0, 0, 1}});
    private static final Tensor VS = XS.mul(0.25).add(1);
    private static final Tensor V = Tensor.of(0.5, 1, -1);

    /** y = x sum(x), and the sum by itself; the residual is the sum. */
    private record TimesSum() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0], Shape.scalar()};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            double sum = 0;
            for (double x : inputs[0].toArray()) {
                sum += x;
            }
            double s = sum;
            outputs[0].fill(i -> inputs[0].at(i) * s);
            outputs[1].fill(i -> s);
            return NdArray.of(s);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            ((NdArray) saved.residual()).item(); // there it must be
            Tensor x = saved.input(0);
            Tensor u = upstream[0] == null ? Tensor.zeros(x.shape()) : upstream[0];
            Tensor all = u.mul(x).sum();
            return new Tensor[] {u.mul(x.sum()).add(upstream[1] == null ? all : all.add(upstream[1]))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUTS;
        }
    }

    private static Tensor opaque(Tensor x) {
        Tensor[] y = Tensor.applyAll(new TimesSum(), x);
        return y[0].sin().mul(y[1]).sum();
    }

    /** The same of operations that the engine knows. */
    private static Tensor known(Tensor x) {
        return x.mul(x.sum()).sin().mul(x.sum()).sum();
    }

    private static Tensor map(Function<Tensor, Tensor> f, Tensor xs) {
        return Batching.map(x -> new Tensor[] {f.apply(x[0])}, xs.shape().dim(0), new boolean[] {true}, xs)[0];
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
            assertEquals(e[i], a[i], 1e-11 * (1 + Math.abs(e[i])), "element " + i);
        }
    }

    @Test
    void tangentsWithin() {
        Function<Tensor, Tensor> df =
                x -> Autodiff.jvp(OneByOneTest::known, x, V).tangent();
        Function<Tensor, Tensor> opaque =
                x -> Autodiff.jvp(OneByOneTest::opaque, x, V).tangent();
        assertClose(loop(df, XS), map(opaque, XS));
        assertClose(loop(Autodiff.grad(df), XS), map(Autodiff.grad(opaque), XS));
        assertEquals(Shape.of(0), map(opaque, Tensor.zeros(Shape.of(0, 3))).shape());
    }

    @Test
    void hessiansWithin() {
        Tensor expected = loop(x -> loop(v -> Autodiff.hvp(OneByOneTest::known, x, v), Tensor.eye(3)), XS);
        assertClose(expected, map(x -> map(v -> Autodiff.hvp(OneByOneTest::opaque, x, v), Tensor.eye(3)), XS));
    }

    @Test
    void gradientsFromOutside() {
        Tensor expected =
                Autodiff.grad(xs -> loop(OneByOneTest::known, xs).square().sum(), XS);
        assertClose(
                expected,
                Autodiff.grad(xs -> map(OneByOneTest::opaque, xs).square().sum(), XS));
        Tape tape = Tape.record(
                xs -> Autodiff.grad(z -> map(OneByOneTest::opaque, z).square().sum(), xs[0]), VS);
        assertClose(expected, tape.replay(XS));
    }

    @Test
    void gradientsWithinAndFromOutside() {
        Function<Tensor, Tensor> df = Autodiff.grad(OneByOneTest::known);
        Function<Tensor, Tensor> opaque = Autodiff.grad(OneByOneTest::opaque);
        Tensor expected = Autodiff.grad(xs -> loop(df, xs).square().sum(), XS);
        assertClose(expected, Autodiff.grad(xs -> map(opaque, xs).square().sum(), XS));
    }

    @Test
    void tangentsOfGradientsFromOutside() {
        Tensor expected =
                Autodiff.hvp(xs -> loop(OneByOneTest::known, xs).square().sum(), XS, VS);
        assertClose(
                expected,
                Autodiff.hvp(xs -> map(OneByOneTest::opaque, xs).square().sum(), XS, VS));
    }

    @Test
    void aPrintedTapeSaysWhichExample() {
        Tensor w = Tensor.variable("w", 0.5, -1, 2);
        String tape = Tape.of(map(x -> opaque(w.mul(x)), XS)).toString();
        assertTrue(tape.contains(" = oneOfBatch(3)("), tape);
        assertFalse(tape.contains("@"), tape);
    }

    @Test
    void aVariableOfTheProgramWithinAndFromOutside() {
        Tensor w = Tensor.variable("w", 0.5, -1, 2);
        Tensor expected = loop(x -> known(w.mul(x)), XS).sum().backward(w).of(w);
        assertClose(expected, map(x -> opaque(w.mul(x)), XS).sum().backward(w).of(w));
        Tensor each = loop(x -> known(w.mul(x)).backward(w).of(w), XS);
        assertClose(each, map(x -> opaque(w.mul(x)).backward(w).of(w), XS));
        assertArrayEquals(expected.toArray(), each.sum(0).toArray(), 1e-9);
    }

    /** a b, of two inputs; the residual is there. */
    private record Product() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(i -> inputs[0].at(i) * inputs[1].at(i));
            return "there";
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            saved.residual().hashCode();
            return new Tensor[] {upstream[0].mul(saved.input(1)), upstream[0].mul(saved.input(0))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUTS;
        }
    }

    private static Tensor product(Tensor a, Tensor b) {
        return Tensor.applyAll(new Product(), a, b)[0].sin().sum();
    }

    private static Tensor knownProduct(Tensor a, Tensor b) {
        return a.mul(b).sin().sum();
    }

    /** What one input of the gate is for all examples, each of them has a gradient of its own for. */
    @Test
    void oneInputIsTheSameForAll() {
        Tensor w = Tensor.of(0.5, -1, 2);
        assertClose(
                loop(x -> Autodiff.grad(v -> knownProduct(x, v)).apply(w), XS),
                map(x -> Autodiff.grad(v -> product(x, v)).apply(w), XS));
        Tensor variable = Tensor.variable("w", 0.5, -1, 2);
        assertClose(
                loop(x -> knownProduct(x, variable).backward(variable).of(variable), XS),
                map(x -> product(x, variable).backward(variable).of(variable), XS));
        assertClose(
                loop(x -> knownProduct(x, variable), XS)
                        .sum()
                        .backward(variable)
                        .of(variable),
                map(x -> product(x, variable), XS).sum().backward(variable).of(variable));
    }

    /** The same with a tangent from outside. */
    @Test
    void oneInputMovesForAll() {
        Tensor variable = Tensor.variable("w", 0.5, -1, 2);
        Function<Function<Tensor, Tensor>, Tensor> moved = f -> Autodiff.jvp(f::apply, variable, V)
                .tangent()
                .sum()
                .backward(variable)
                .of(variable);
        assertClose(moved.apply(v -> loop(x -> knownProduct(x, v), XS)), moved.apply(v -> map(x -> product(x, v), XS)));
        assertClose(
                Autodiff.hvp(v -> loop(x -> knownProduct(x, v), XS).sum(), variable, V),
                Autodiff.hvp(v -> map(x -> product(x, v), XS).sum(), variable, V));
    }
}
