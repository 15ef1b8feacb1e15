package org.autodiff.internal.custom;

import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that hand a value on as it is, and change what comes back. */
public final class Passing {
    private Passing() {}

    /** The same value; the derivative is a factor that the program chooses. */
    @Formula(value = "x", derivative = "{factor}")
    public record ScaleGradient(double factor) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(factor);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    /** The value of b, with the derivative of a. */
    @Formula(
            value = "b",
            derivative = {"1", "none"})
    public record StraightThrough() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            throw new IllegalStateException("straightThrough: its value gets no gradient");
        }

        @Override
        public boolean differentiable(int input) {
            return input == 0;
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }
    }

    /** The same value; the gradient goes through a function of the program. Forward mode has no gradients to change. */
    public record GradientHook(UnaryOperator<Tensor> hook) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            System.arraycopy(ArrayAccess.data(x), 0, ArrayAccess.data(y), 0, x.size());
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            Tensor gradient = hooked(upstream);
            if (gradient == null) {
                throw new IllegalStateException("onGradient: the hook returned null: must return a gradient of shape "
                        + upstream.shape() + ", the one that it got if it only looks");
            }
            if (!gradient.shape().equals(upstream.shape())) {
                throw new IllegalStateException("onGradient: the hook returned shape " + gradient.shape()
                        + " for a gradient of shape " + upstream.shape() + ": must be the same");
            }
            return gradient;
        }

        /** The hook may keep what it gets and what it makes: the walk recycles neither. */
        private Tensor hooked(Tensor upstream) {
            Memory.Scope scope = Memory.currentScope();
            NdArray numbers = Tensors.value(upstream);
            Tensor kept = scope == null || !scope.willRecycle(numbers)
                    ? upstream
                    : Tensors.withNumbers(upstream, NdArray.of(numbers.shape(), numbers.toArray()));
            return Memory.unscoped(() -> hook.apply(kept));
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return tangents;
        }

        @Override
        public String name() {
            return "onGradient";
        }

        /** On a printed tape: without the code. */
        @Override
        public String toString() {
            return name();
        }
    }
}
