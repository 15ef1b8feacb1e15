package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.custom.CustomFunction;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Planted wrong rules deep in programs are found, with their operation, input and numbers; right programs are not. */
class CulpritTest {
    private static final Rng RNG = Rng.of(3);
    private static final Tensor X = Tensor.of(RNG.uniform(Shape.of(5, 4), -1, 1));
    private static final Tensor W1 = Tensor.of(RNG.uniform(Shape.of(4, 6), -1, 1));
    private static final Tensor W2 = Tensor.of(RNG.uniform(Shape.of(6, 3), -1, 1));
    private static final Tensor B = Tensor.of(RNG.uniform(Shape.of(3), -1, 1));

    private static List<Culprit> culprits(TensorFunction f, Tensor... at) {
        return Culprit.of(Recording.of(f, at), 0);
    }

    private static Culprit only(TensorFunction f, Tensor... at) {
        List<Culprit> found = culprits(f, at);
        assertEquals(1, found.size(), found::toString);
        return found.get(0);
    }

    /** x^3, with x^2 for 3 x^2. */
    private record Cube() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.square();
        }
    }

    @Test
    void deepInANetworkWithItsNumbers() {
        Culprit culprit = only(
                xs -> new Cube()
                        .on(X.matmul(xs[0]).tanh())
                        .matmul(xs[1])
                        .add(xs[2])
                        .softmax(1)
                        .square()
                        .sum(),
                W1,
                W2,
                B);
        assertEquals("cube", culprit.operation());
        assertEquals(0, culprit.input());
        assertEquals(3, culprit.numeric() / culprit.claimed(), 1e-7);
        assertTrue(culprit.text().contains("cube"), culprit.text());
        assertTrue(culprit.text().contains("(5, 6): d y["), culprit.text()); // of one output, not of a sum of all
    }

    /** a b + c, with a mistake of choice. */
    private record MultiplyAdd(String mistake) implements Gate {
        @Override
        public Shape[] shapes(Shape... in) {
            return new Shape[] {Shape.broadcast("multiplyAdd", Shape.broadcast("multiplyAdd", in[0], in[1]), in[2])};
        }

        @Override
        public Object compute(NdArray[] in, NdArray[] out) {
            NdArray a = in[0].broadcastTo(out[0].shape());
            NdArray b = in[1].broadcastTo(out[0].shape());
            NdArray c = in[2].broadcastTo(out[0].shape());
            out[0].write(y -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = a.at(i) * b.at(i) + c.at(i);
                }
            });
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor u = upstream[0];
            Tensor a = u.mul(saved.input(mistake.equals("operand") ? 0 : 1));
            Tensor b = u.mul(saved.input(0));
            Tensor c = mistake.equals("sign") ? u.neg() : u;
            boolean wrong = mistake.equals("broadcast") && !saved.inputShape(2).equals(u.shape());
            return new Tensor[] {a, b, wrong ? c.mean(0) : c};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.ALL;
        }
    }

    private static TensorFunction network(String mistake) {
        return xs -> Tensor.apply(
                        new MultiplyAdd(mistake),
                        X.matmul(xs[0]),
                        X.matmul(xs[0]).sin(),
                        xs[1])
                .tanh()
                .sum();
    }

    @Test
    void ofSeveralInputsTheOneIsNamed() {
        Tensor row = Tensor.of(RNG.uniform(Shape.of(6), -1, 1));
        Culprit operand = only(network("operand"), W1, row);
        assertEquals("multiplyAdd", operand.operation());
        assertEquals(0, operand.input());
        Culprit sign = only(network("sign"), W1, row);
        assertEquals(2, sign.input());
        assertEquals(-1, sign.claimed() / sign.numeric(), 1e-8);
        assertTrue(sign.text().contains("input 2 of 3"), sign.text());
        assertEquals(List.of(), culprits(network("none"), W1, row));
    }

    /** Without broadcasting the same gate is right. */
    @Test
    void aRuleThatIsWrongInBroadcastingOnly() {
        Culprit found = only(network("broadcast"), W1, Tensor.of(RNG.uniform(Shape.of(6), -1, 1)));
        assertEquals(2, found.input());
        Tensor full = Tensor.of(RNG.uniform(Shape.of(5, 6), -1, 1));
        assertEquals(List.of(), culprits(network("broadcast"), W1, full));
    }

    /** One element in a thousand has a wrong derivative: directions find it, and bisection names it. */
    @Test
    void oneElementOfMany() {
        record OneOff() implements UnaryElementwise {
            @Override
            public double apply(double x) {
                return StrictMath.sin(x);
            }

            @Override
            public Tensor derivative(Tensor x, Tensor y) {
                return x.cos().mul(Tensor.of(NdArray.build(x.shape(), data -> {
                    java.util.Arrays.fill(data, 1);
                    data[777] = 1.01;
                })));
            }
        }
        Culprit found = only(xs -> new OneOff().on(xs[0].mul(2)).sum(), Tensor.of(RNG.uniform(Shape.of(1000), 0.1, 1)));
        assertEquals("oneOff", found.operation());
        assertEquals(1.01, found.claimed() / found.numeric(), 1e-6);
        assertTrue(found.text().contains("x[777]"), found.text());
    }

    @Test
    void theSameMistakeInALoopIsNamedOnce() {
        Culprit found = only(
                xs -> {
                    Tensor h = xs[0];
                    for (int i = 0; i < 50; i++) {
                        h = new Cube().on(h).mul(0.5).add(0.6);
                    }
                    return h.sum();
                },
                B);
        assertEquals("cube", found.operation());
    }

    @Test
    void wrongRulesOfParametersThatTheFunctionReads() {
        Parameter w = Parameter.of("w", W1);
        Culprit found = only(xs -> new Cube().on(X.matmul(w)).sum());
        assertEquals("cube", found.operation());
    }

    // ---- functions with a derivative of their own

    private static final CustomFunction RIGHT = Autodiff.custom(
                    xs -> xs[0].mul(xs[1]).exp(),
                    (xs, y, u) -> new Tensor[] {u.mul(y).mul(xs[1]), u.mul(y).mul(xs[0])})
            .named("right");

    private static final CustomFunction WRONG = Autodiff.custom(
                    xs -> xs[0].mul(xs[1]).exp(),
                    (xs, y, u) -> new Tensor[] {u.mul(y).mul(xs[1]), u.mul(xs[0])})
            .named("wrong");

    private static final CustomFunction FORGETFUL = Autodiff.custom(
                    xs -> xs[0].mul(xs[1]).exp(),
                    (xs, y, u) -> new Tensor[] {u.mul(y).mul(xs[1]), null})
            .named("forgetful");

    @Test
    void aCustomVjpIsCheckedAsAWhole() {
        assertEquals(
                List.of(), culprits(xs -> RIGHT.apply(xs[0].sin(), xs[0].cos()).sum(), B));
        Culprit wrong = only(xs -> WRONG.apply(xs[0].sin(), xs[0].cos()).sum(), B);
        assertEquals("wrong", wrong.operation());
        assertEquals(1, wrong.input());
        Culprit forgetful = only(xs -> FORGETFUL.apply(xs[0].sin(), xs[0].cos()).sum(), B);
        assertEquals("forgetful", forgetful.operation());
        assertEquals(1, forgetful.input());
        assertEquals(0, forgetful.claimed());
    }

    @Test
    void aCustomGradientOfPlainNumbers() {
        CustomFunction norm = Autodiff.custom(x -> x[0] * x[0] + 3 * x[1], x -> new double[] {2 * x[0], 2})
                .named("plain");
        Culprit found = only(xs -> norm.apply(xs[0].exp()), Tensor.of(0.3, 0.7));
        assertEquals("plain", found.operation());
        assertEquals(2, found.claimed(), 0);
        assertEquals(3, found.numeric(), 1e-8);
        assertTrue(found.text().contains("x[1]"), found.text());
    }

    // ---- where no operation is wrong

    private static String place(TensorFunction f, Tensor... at) {
        return Culprit.locate(f, at).orElseThrow();
    }

    @Test
    void aDetachIsAHole() {
        String place = place(xs -> xs[0].mul(xs[0].tanh().detach()).sum(), B);
        assertTrue(place.startsWith("every operation is right by itself, but the tape has a hole: detach"), place);
    }

    @Test
    void aPartWithinNoGradIsAHole() {
        String place = place(
                xs -> {
                    Tensor part;
                    try (NoGrad scope = NoGrad.open()) {
                        part = xs[0].sin().exp();
                    }
                    return part.mul(xs[0]).sum();
                },
                B);
        assertTrue(place.contains("sin"), place);
        assertTrue(place.contains("was computed within NoGrad"), place);
    }

    @Test
    void numbersThatWereTakenOutAreAHole() {
        String item = place(xs -> xs[0].mul(xs[0].sum().item()).sum(), B);
        assertTrue(item.contains("numbers were taken out of a tensor"), item);
        String array = place(xs -> Tensor.of(xs[0].exp().toArray()).mul(xs[0]).sum(), B);
        assertTrue(array.contains("numbers were taken out of a tensor"), array);
    }

    /** logsumexp cuts off the largest element inside; that loses nothing, and is no hole. */
    @Test
    void aDetachThatLosesNothingIsNoHole() {
        String place = place(
                xs -> {
                    Tensor shift = xs[0].max(0).detach();
                    return xs[0].sub(shift).exp().sum().log().add(shift);
                },
                B);
        assertTrue(place.contains("where gradients are added up"), place);
    }
}
