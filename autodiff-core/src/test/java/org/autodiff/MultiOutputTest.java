package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** The general form of a gate: several outputs, a residual, and forward mode for free. */
class MultiOutputTest {
    /** (sin x, cos x), with d sin = cos and d cos = -sin. */
    private record SinCos() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0], inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(i -> StrictMath.sin(inputs[0].at(i)));
            outputs[1].fill(i -> StrictMath.cos(inputs[0].at(i)));
            return "residual";
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            if (saved instanceof Gate
                    || (saved.residual() != null && !saved.residual().equals("residual"))) {
                throw new AssertionError("residual lost");
            }
            Tensor fromSin = upstream[0] == null ? null : upstream[0].chain(saved.output(1));
            Tensor fromCos = upstream[1] == null
                    ? null
                    : upstream[1].chain(saved.output(0)).neg();
            return new Tensor[] {fromSin == null ? fromCos : fromCos == null ? fromSin : fromSin.add(fromCos)};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.output(0).and(Reads.output(1));
        }
    }

    @Test
    void gradientsFromOneOutputTheOtherAndBoth() {
        Tensor x = Tensor.variable(0.7);
        Tensor[] y = Tensor.applyAll(new SinCos(), x);
        assertEquals(Math.cos(0.7), y[0].backward().of(x).item(), 1e-15);
        assertEquals(-Math.sin(0.7), y[1].backward().of(x).item(), 1e-15);
        assertEquals(Math.cos(1.4), y[0].mul(y[1]).backward().of(x).item(), 1e-15); // d/dx sin x cos x
    }

    @Test
    void secondOrderAndForwardMode() {
        Tensor x = Tensor.of(0.7);
        Function<Tensor, Tensor> f = t -> {
            Tensor[] y = Tensor.applyAll(new SinCos(), t);
            return y[0].mul(y[1]);
        };
        assertEquals(
                -2 * Math.sin(1.4), Autodiff.grad(Autodiff.grad(f)).apply(x).item(), 1e-14);
        assertEquals(
                2 * Math.cos(1.4), Autodiff.jvp(f, x, Tensor.of(2)).tangent().item(), 1e-14);
        assertEquals(-2 * Math.sin(1.4), Autodiff.hvp(f, x, Tensor.of(1)).item(), 1e-14);
    }

    @Test
    void applyWantsOneOutput() {
        assertThrows(IllegalArgumentException.class, () -> Tensor.apply(new SinCos(), Tensor.of(1)));
    }

    /** Right, but its backward leaves the tape: it computes with plain numbers. */
    private record OffTape() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 3 * x.at(i));
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Tensor.of(3 * upstream.item());
        }
    }

    @Test
    void aRuleThatLeavesTheTapeIsAnErrorInForwardMode() {
        assertEquals(3, Autodiff.grad(new OffTape()::on, Tensor.of(2)).item());
        assertThrows(IllegalStateException.class, () -> Autodiff.jvp(new OffTape()::on, Tensor.of(2), Tensor.of(1)));
    }

    /** (a b, b c) of three numbers, which notes what it is asked for. */
    private record Products(List<String> asked) implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {Shape.scalar(), Shape.scalar()};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            double b = inputs[1].item();
            outputs[0].fill(i -> inputs[0].item() * b);
            outputs[1].fill(i -> b * inputs[2].item());
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            asked.add("backward " + needs);
            Tensor u = upstream[0] == null ? Tensor.of(0) : upstream[0];
            Tensor v = upstream[1] == null ? Tensor.of(0) : upstream[1];
            return new Tensor[] {
                needs.input(0) ? u.mul(saved.input(1)) : null,
                needs.input(1) ? u.mul(saved.input(0)).add(v.mul(saved.input(2))) : null,
                needs.input(2) ? v.mul(saved.input(1)) : null
            };
        }

        @Override
        public Reads reads(Needs needs) {
            asked.add("reads " + needs);
            return Reads.ALL;
        }
    }

    @Test
    void aGateIsAskedForWhatIsNeededOnly() {
        Products gate = new Products(new ArrayList<>());
        Tensor b = Tensor.variable(5);
        Tensor c = Tensor.variable(7);
        Tensor[] y = Tensor.applyAll(gate, Tensor.of(3), b, c);
        Tensor loss = y[0].add(y[1]); // b (a + c)
        assertEquals(5, loss.backward(c).of(c).item());
        Gradients g = loss.backward();
        assertEquals(10, g.of(b).item());
        assertEquals(5, g.of(c).item());
        assertEquals(List.of("reads Needs{1, 2}", "backward Needs{2}", "backward Needs{1, 2}"), gate.asked());
        gate.asked().clear();
        Autodiff.ValueAndTangent moved = Autodiff.jvp(
                x -> {
                    Tensor[] z = Tensor.applyAll(gate, Tensor.of(3), x, Tensor.of(7));
                    return z[0].mul(z[1]); // 21 x^2
                },
                Tensor.of(5),
                Tensor.of(1));
        assertEquals(210, moved.tangent().item());
        assertEquals(List.of("backward Needs{1}"), gate.asked());
    }

    /** Zero where it is, by a constant: its rule need not compute with the upstream gradient. */
    private record ConstantZero() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 4);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Tensor.of(0);
        }
    }

    @Test
    void aGradientOfZeroMayBeAConstant() {
        assertEquals(
                2,
                Autodiff.jvp(x -> new ConstantZero().on(x).add(x.mul(2)), Tensor.of(3), Tensor.of(1))
                        .tangent()
                        .item());
    }

    /** The product rule of forward mode: from either side, and from both. */
    @Test
    void tangentsOfAProductOfMatrices() {
        Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
        Tensor c = Tensor.of(new double[][] {{0, 1}, {1, 0}});
        Tensor v = Tensor.of(new double[][] {{1, 0}, {0, 0}});
        assertEquals(
                Tensor.of(new double[][] {{0, 1}, {0, 0}}).value(),
                Autodiff.jvp(t -> t.matmul(c), x, v).tangent().value());
        assertEquals(
                Tensor.of(new double[][] {{0, 0}, {1, 0}}).value(),
                Autodiff.jvp(t -> c.matmul(t), x, v).tangent().value());
        assertEquals( // v x + x v
                Tensor.of(new double[][] {{2, 2}, {3, 0}}).value(),
                Autodiff.jvp(t -> t.matmul(t), x, v).tangent().value());
    }
}
