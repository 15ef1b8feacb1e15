package org.autodiff.laws;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates with one fault each, such as people make: what the laws must find. */
final class WrongGates {
    private WrongGates() {}

    /** y = x^3. Right, but for what a subclass gets wrong. */
    interface Cube extends UnaryElementwise {
        @Override
        default double apply(double x) {
            return x * x * x;
        }

        @Override
        default Tensor derivative(Tensor x, Tensor y) {
            return x.square().mul(3);
        }
    }

    /** a b, whose mixed derivative at a = 0 depends on the order: what is declared is that of reverse over reverse. */
    record MixedOneWay() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.where(a.notEqualTo(0), a, Tensor.of(0));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("a = 0", 0, 2).gradient(2, 0).second(0, 1));
        }
    }

    /** Nothing is wrong with it: the laws must not cry wolf. */
    record RightCube() implements Cube {}

    /** |x|, which declares a derivative of 1 at its kink but gives 0. */
    record WrongKink() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Math.abs(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sign();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 0", 0).gradient(1));
        }
    }

    /** x^3, which declares an infinite derivative at 0. */
    record WrongPole() implements Cube {
        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 0", 0).gradient(Double.NEGATIVE_INFINITY));
        }
    }

    /** x^3, which declares a second derivative of 7 at 1. */
    record WrongSecondAtKink() implements Cube {
        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("x = 1", 1).gradient(3).second(7));
        }
    }

    /** d/dx x^3 = -3 x^2. */
    record WrongSign() implements Cube {
        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.square().mul(-3);
        }
    }

    /** d/dx x^3 = 6 x^2. */
    record FactorTwo() implements Cube {
        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.square().mul(6);
        }
    }

    /** Right derivative, but constant. */
    record DetachedDerivative() implements Cube {
        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.square().mul(3).detach();
        }
    }

    /** Reads its input, and says that it reads its output. */
    record UndeclaredRead() implements Cube {
        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }
    }

    /** a b. The rule for a reads b, which only the one for b declares: both together find everything kept. */
    record ReadsOfTheOther() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return a;
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }
    }

    /** a b c, which forgets to declare c where just a and b want a gradient. */
    record ReadsOfTwo() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(i -> inputs[0].at(i) * (inputs[1].at(i) * inputs[2].at(i)));
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor[] g = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                g[i] = needs.input(i)
                        ? upstream[0].mul(saved.input((i + 1) % 3)).mul(saved.input((i + 2) % 3))
                        : null;
            }
            return g;
        }

        @Override
        public Reads reads(Needs needs) {
            boolean two = needs.input(0) && needs.input(1) && !needs.input(2);
            return two ? Reads.INPUTS : Reads.ALL;
        }
    }

    /** Right backward; a forward mode of its own, off by the factor 3. */
    record WrongTangent() implements Cube {
        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {tangents[0].chain(saved.input(0).square())};
        }
    }

    /** Right backward; a forward mode that is right and constant. */
    record DetachedTangent() implements Cube {
        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {
                tangents[0].chain(saved.input(0).square().mul(3)).detach()
            };
        }
    }

    /** Right, but its derivative is computed by a gate whose forward mode is wrong. */
    record WrongTangentInBackward() implements Cube {
        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.apply(new WrongTangent(), x).div(x).mul(3);
        }
    }

    /** c x^3. */
    record Scaled(double c) implements Cube {
        @Override
        public double apply(double x) {
            return c * Cube.super.apply(x);
        }
    }

    /** x^3, whose derivative is turned at one place. */
    record WrongAt(int place) implements Cube {
        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            Tensor here = Tensor.arange(x.size()).equalTo(place);
            return Cube.super.derivative(x, y).mul(here.mul(-2).add(1));
        }
    }

    /** The sum of all elements, which says that it does the same for each place of more leading axes. */
    record Total() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return Shape.scalar();
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> Arrays.stream(x.toArray()).map(e -> e * e).sum());
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.mul(x).mul(2);
        }

        @Override
        public Gate behind(Shape batch) {
            return this;
        }
    }

    /** Says that it is linear, which forward mode believes. */
    record WrongStructure() implements Cube {
        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }

    /** Depends on how often it was called. */
    static final class Forgetful implements Cube {
        private int calls;

        @Override
        public double apply(double x) {
            return Cube.super.apply(x) + ++calls * 1e-13;
        }
    }

    /** x^3. Overwrites its input, as only a gate of the library can. */
    record Overwriting() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> x.at(i) * x.at(i) * x.at(i));
            for (int i = 0; i < x.size(); i++) {
                ArrayAccess.data(x)[i] = Math.abs(ArrayAccess.data(x)[i]);
            }
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.chain(x.square().mul(3));
        }
    }

    /** Multiplies the gradient in plain arithmetic, so that 0 times infinity is NaN. The derivative of sqrt at 0. */
    record PlainProduct() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Math.sqrt(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(0.5).div(x.sqrt());
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.mul(derivative(x, y));
        }
    }

    /** Adds a constant to the gradient: not linear in its upstream. */
    record AffineBackward() implements Cube {
        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Cube.super.backward(x, y, upstream).add(upstream.abs().mul(1e-7));
        }
    }

    /** Says that it has no derivative; forward and backward then agree on 0, which differences do not. */
    record Denying() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(0);
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }
    }

    /**
     * y = a b, which broadcasts by itself. Wrong for a broadcast input only: it goes on where it should stand still.
     */
    record IgnoresStride() implements BinaryGate {
        @Override
        public Shape shape(Shape a, Shape b) {
            return Shape.broadcast(name(), a, b);
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            y.fill(i -> a.at(Math.min(i, a.size() - 1)) * b.at(Math.min(i, b.size() - 1)));
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream.chain(b);
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream.chain(a);
        }

        @Override
        public Structure structure() {
            return Structure.ELEMENTWISE;
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** y = a b. The gradient of a broadcast input is averaged instead of added up: reduced, but wrongly. */
    record WronglyReduced() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return a;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            Tensor all = upstream.mul(a);
            return all.sumTo(b.shape()).mul((double) b.size() / y.size());
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** The sum of all elements; its backward does not repeat the gradient, and returns one of a shape of its own. */
    record WrongShape() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return Shape.scalar();
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> Arrays.stream(x.toArray()).sum());
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.broadcastTo(Shape.of(x.size() + 1));
        }
    }

    /** y = x^2 sin x, by the product rule without its second term. */
    record DroppedTerm() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x * StrictMath.sin(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(2).mul(x.sin());
        }
    }

    /** A matrix product whose backward forgets to transpose; on square matrices no shape gives it away. */
    record MissingTranspose() implements BinaryGate {
        private static final Matmul PRODUCT = new Matmul(false, false);

        @Override
        public Shape shape(Shape a, Shape b) {
            return PRODUCT.shape(a, b);
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            PRODUCT.compute(a, b, y);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream.matmul(b);
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return a.transpose().matmul(upstream);
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** sin x and cos x at once; a gradient that is absent counts as one. */
    record AbsentIsOne() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0], inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(i -> StrictMath.sin(inputs[0].at(i)));
            outputs[1].fill(i -> StrictMath.cos(inputs[0].at(i)));
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor x = saved.input(0);
            Tensor sin = upstream[0] == null ? Tensor.ones(x.shape()) : upstream[0];
            Tensor cos = upstream[1] == null ? Tensor.ones(x.shape()) : upstream[1];
            return new Tensor[] {sin.chain(x.cos()).sub(cos.chain(x.sin()))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT;
        }
    }

    /** The same, done right. */
    record SinCos() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new AbsentIsOne().shapes(inputs);
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            return new AbsentIsOne().compute(inputs, outputs);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor x = saved.input(0);
            Tensor sin = upstream[0] == null ? Tensor.of(0) : upstream[0];
            Tensor cos = upstream[1] == null ? Tensor.of(0) : upstream[1];
            return new Tensor[] {sin.chain(x.cos()).sub(cos.chain(x.sin()))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT;
        }
    }

    /** y = a b. Right gradients, but that of b has other bits when a wants none. */
    record DependsOnNeeds() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(i -> inputs[0].at(i) * inputs[1].at(i));
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor a = saved.input(0);
            Tensor b = saved.input(1);
            Tensor forB = needs.input(0)
                    ? upstream[0].mul(a)
                    : upstream[0].mul(0.1).mul(a).div(0.1);
            return new Tensor[] {upstream[0].mul(b), forB};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUTS;
        }
    }
}
