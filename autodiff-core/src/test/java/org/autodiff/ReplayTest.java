package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A replay gives what the function would give, or stops and says why. */
class ReplayTest {
    private static final Tensor ONE = Tensor.of(1);

    @Test
    void whatLeakedOutOfAnInnerJvpIsReplayed() {
        Tensor[] aux = new Tensor[1];
        TensorFunction f = xs -> {
            Autodiff.jvp(y -> aux[0] = y.mul(3), xs[0], ONE);
            return aux[0].add(xs[0].square());
        };
        Tape tape = Tape.record(f, Tensor.of(3));
        assertEquals(18, tape.output().item());
        assertEquals(40, tape.replay(Tensor.of(5)).item());
        Tensor x = Tensor.variable(5);
        assertEquals(13, tape.replay(x).backward().of(x).item());
        TensorFunction leak = xs -> {
            Autodiff.jvp(y -> aux[0] = y.mul(3), xs[0], ONE);
            return aux[0];
        };
        assertEquals(15, Tape.record(leak, Tensor.of(3)).replay(Tensor.of(5)).item());
    }

    /** The backward rule of concat clears, in the array that the engine gave it, the parts that nobody needs. */
    @Test
    void aGradientThroughConcatWithAConstantIsReplayed() {
        TensorFunction gradient =
                xs -> Autodiff.grad(x -> x.pad(0, 1, 0, 0.7).pow(3).sum(), xs[0]);
        Tape tape = Tape.record(gradient, Tensor.of(1, 2));
        assertArrayEquals(new double[] {3, 12}, tape.output().toArray());
        assertArrayEquals(new double[] {27, 48}, tape.replay(Tensor.of(3, -4)).toArray());
    }

    @Test
    void aRecordingWithinAJvpFollowsTheTangentsOfOutside() {
        // d/dx (y x + x^2) at y = 5 is y + 2 x, whatever y was when it was recorded
        Tensor tangent = Autodiff.jvp(
                        x -> Tape.record(ys -> ys[0].mul(x).add(x.square()), Tensor.of(7))
                                .replay(Tensor.of(5)),
                        Tensor.of(3),
                        ONE)
                .tangent();
        assertEquals(11, tangent.item());
    }

    @Test
    void aReplayStopsWhereWhatToStringShowedIsAnotherThing() {
        TensorFunction f = xs -> xs[0].toString().contains("3.0") ? xs[0].square() : xs[0].neg();
        Tape tape = Tape.record(f, Tensor.of(3));
        assertEquals(9, tape.replay(Tensor.of(3)).item());
        assertStops("read", () -> tape.replay(Tensor.of(4)));
        Parameter p = Parameter.of("p", Tensor.of(3));
        Tape ofParameter = Tape.record(xs -> p.toString().contains("3.0") ? xs[0].square() : xs[0].neg(), Tensor.of(2));
        assertEquals(16, ofParameter.replay(Tensor.of(4)).item());
        p.assign(Tensor.of(5));
        assertStops("read", () -> ofParameter.replay(Tensor.of(4)));
    }

    @Test
    void randomNumbersAreDrawnAnew() {
        Shape shape = Shape.of(5);
        TensorFunction captured = dropout(Rng.of(7), shape);
        Rng same = Rng.of(7);
        Tape tape = Tape.record(captured, Tensor.ones(shape));
        TensorFunction f = dropout(same, shape);
        assertArrayEquals(f.apply(Tensor.ones(shape)).toArray(), tape.output().toArray());
        for (int i = 1; i < 6; i++) { // as the function would: from where the generator is
            Tensor x = Tensor.full(shape, i);
            assertArrayEquals(f.apply(x).toArray(), tape.replay(x).toArray());
        }
    }

    private static TensorFunction dropout(Rng rng, Shape shape) {
        return xs -> xs[0].mul(Tensor.of(rng.uniform(shape, 0, 1)).greaterEqual(0.5))
                .add(Tensor.of(rng.normal(Shape.of(5, 1), 0, 1).reshape(shape)));
    }

    @Test
    void aGeneratorMadeInsideBeginsAnewAndSoDoItsChildren() {
        TensorFunction f = xs -> {
            Rng rng = Rng.of(3);
            return xs[0].add(Tensor.of(rng.uniform(Shape.of(2), 0, 1)))
                    .add(Tensor.of(rng.split().normal(Shape.of(2), 0, 1)))
                    .add(Tensor.of(Rng.resume(rng.state()).uniform(Shape.of(2), 0, 1)));
        };
        Tape tape = Tape.record(f, Tensor.of(1, 2));
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(
                    f.apply(Tensor.of(1, 2)).toArray(),
                    tape.replay(Tensor.of(1, 2)).toArray());
        }
    }

    @Test
    void childrenOfACapturedGeneratorAreOthersEachTime() {
        Function<Rng, TensorFunction> f =
                rng -> xs -> xs[0].add(Tensor.of(rng.split().uniform(Shape.of(2), 0, 1)));
        Tape tape = Tape.record(f.apply(Rng.of(3)), Tensor.of(0, 0));
        TensorFunction same = f.apply(Rng.of(3));
        double[] first = same.apply(Tensor.of(0, 0)).toArray();
        assertArrayEquals(first, tape.output().toArray());
        double[] second = same.apply(Tensor.of(0, 0)).toArray();
        assertNotEquals(first[0], second[0]);
        assertArrayEquals(second, tape.replay(Tensor.of(0, 0)).toArray());
    }

    @Test
    void aRandomNumberThatTheProgramTookStopsTheReplay() {
        Rng rng = Rng.of(1);
        assertStops(
                "Rng", () -> Tape.record(xs -> xs[0].mul(rng.nextDouble()), ONE).replay(ONE));
        assertStops(
                "Rng", () -> Tape.record(xs -> xs[0].mul(rng.nextInt(5)), ONE).replay(ONE));
        assertStops(
                "Rng",
                () -> Tape.record(xs -> xs[0].mul(rng.permutation(3)[0]), ONE).replay(ONE));
        TensorFunction state = xs -> xs[0].add(Tensor.of(rng.uniform(Shape.of(2), 0, 1)))
                .mul(rng.state().counter());
        assertStops("Rng", () -> Tape.record(state, ONE).replay(ONE));
        Random other = new Random(5);
        assertStops(
                "random",
                () -> Tape.record(xs -> xs[0].mul(Rng.from(other).nextDouble()), ONE)
                        .replay(ONE));
        // One that is made inside gives the same number again.
        Tape tape = Tape.record(xs -> xs[0].mul(Rng.of(8).nextInt(1000)), ONE);
        assertEquals(Rng.of(8).nextInt(1000), tape.output().item());
        assertEquals(2 * Rng.of(8).nextInt(1000), tape.replay(Tensor.of(2)).item());
    }

    @Test
    void aTrainingStepIsRepeated() {
        // w <- w - (w x)' at x: the loss is (w x)^2 / 2, its gradient w x^2
        Function<Parameter, TensorFunction> training = w -> xs -> {
            Tensor loss = w.mul(xs[0]).square().mul(0.5);
            Gradients g = loss.backward();
            w.assign(w.sub(g.of(w).mul(0.1)));
            return loss.add(w); // the new one
        };
        Parameter w = Parameter.of("w", Tensor.of(2));
        Tape tape = Tape.record(training.apply(w), Tensor.of(3));
        Parameter v = Parameter.of("v", Tensor.of(2));
        TensorFunction f = training.apply(v);
        assertEquals(f.apply(Tensor.of(3)).item(), tape.output().item());
        for (int i = 1; i < 4; i++) {
            assertEquals(f.apply(Tensor.of(i)).item(), tape.replay(Tensor.of(i)).item());
            assertEquals(v.item(), w.item());
        }
    }

    @Test
    void aDerivativeWithRespectToAParameterFollowsItsAssignments() {
        Parameter w = Parameter.of("w", Tensor.of(2));
        TensorFunction f = xs -> Autodiff.jvp(v -> v.pow(3), w, ONE)
                .tangent()
                .mul(xs[0])
                .add(Autodiff.grad(v -> v.square(), w)); // 3 w^2 x + 2 w
        Tape tape = Tape.record(f, Tensor.of(1));
        assertEquals(16, tape.output().item());
        w.assign(Tensor.of(3));
        assertEquals(60, tape.replay(Tensor.of(2)).item());
    }

    @Test
    void aTapeShowsTheValueThatAParameterHadWhenItWasRead() {
        Parameter w = Parameter.of("w", Tensor.of(2));
        Tape tape = Tape.record(
                xs -> {
                    Tensor before = w.mul(xs[0]);
                    w.assign(Tensor.of(5));
                    return before.add(w.mul(xs[0]));
                },
                Tensor.of(3));
        w.assign(Tensor.of(7));
        assertEquals(21, tape.output().item());
        assertEquals(
                "[2.0, 5.0]",
                tape.entries().stream()
                        .filter(e -> e.name().equals("w"))
                        .map(e -> e.value().orElseThrow().item())
                        .toList()
                        .toString());
    }

    @Test
    void whatWasConstantWithinNoGradIsConstantAgain() {
        TensorFunction f = xs -> {
            Tensor w;
            try (NoGrad scope = NoGrad.open()) {
                w = xs[0].mul(2);
            }
            return w.mul(xs[0]);
        };
        Tape tape = Tape.record(f, Tensor.of(3));
        Tensor x = Tensor.variable(5);
        assertEquals(10, tape.replay(x).backward().of(x).item()); // w = 10, a constant
        assertEquals(10, Autodiff.jvp(tape::replay, x, ONE).tangent().item());
        assertEquals(10, Autodiff.grad(tape::replay, Tensor.of(5)).item());
        // The gradient that a walk returned is a constant, too.
        Tape walked = Tape.record(xs -> xs[0].pow(3).backward().of(xs[0]).mul(xs[0]), Tensor.of(2));
        assertEquals(3 * 25, walked.replay(x).backward().of(x).item());
    }

    @Test
    void whatAnotherThreadComputedFromTheInputsIsRefused() {
        TensorFunction f = xs -> {
            Tensor other = CompletableFuture.supplyAsync(() -> xs[0].mul(2)).join();
            return other.add(xs[0]);
        };
        String message = assertThrows(IllegalStateException.class, () -> Tape.record(f, Tensor.of(1)))
                .getMessage();
        assertTrue(message.contains("thread"), message);
    }

    @Test
    void whatComesFromOutsideIsAskedForAgain() {
        AtomicInteger clock = new AtomicInteger();
        TensorFunction f = xs -> {
            Tape.effect(clock::incrementAndGet);
            return xs[0].mul(Tape.external(() -> Tensor.of(clock.get())));
        };
        assertEquals(5, f.apply(Tensor.of(5)).item()); // outside of a recording it simply runs
        Tape tape = Tape.record(f, Tensor.of(5));
        assertEquals(10, tape.output().item());
        assertEquals(15, tape.replay(Tensor.of(5)).item());
        assertEquals(20, tape.replay(Tensor.of(5)).item());
        int[] size = {1};
        Tape growing =
                Tape.record(xs -> xs[0].mul(Tape.external(() -> Tensor.ones(Shape.of(size[0]++)))), Tensor.of(1));
        assertStops("shape", () -> growing.replay(Tensor.of(1)));
    }

    @Test
    void aDrawnArrayThatBecameAVariableIsOne() {
        Rng rng = Rng.of(4);
        Rng same = Rng.of(4);
        Tape tape = Tape.record(
                xs -> {
                    Tensor v = Tensor.variable(rng.normal(Shape.of(3), 0, 1));
                    return v.square().sum().backward().of(v).sum().mul(xs[0]);
                },
                ONE);
        same.normal(Shape.of(3), 0, 1);
        NdArray next = same.normal(Shape.of(3), 0, 1);
        assertEquals(
                2 * (next.get(0) + next.get(1) + next.get(2)), tape.replay(ONE).item(), 1e-14);
    }

    @Test
    void aRecordingThatOutlivesTheJvpItWasMadeInIsReplayed() {
        Tape[] tape = new Tape[1];
        Autodiff.jvp(
                x -> (tape[0] = Tape.record(ys -> ys[0].square().mul(x), Tensor.of(2))).output(), Tensor.of(3), ONE);
        assertEquals(75, tape[0].replay(Tensor.of(5)).item());
        assertEquals(30, Autodiff.grad(y -> tape[0].replay(y), Tensor.of(5)).item());
    }

    @Test
    void numbersTakenOutOfADrawnArrayStopTheReplay() {
        List<Function<NdArray, Object>> ways = List.of(
                NdArray::toArray,
                a -> a.get(1),
                a -> a.reshape(Shape.of(2, 1)).get(1, 0),
                NdArray::toString,
                NdArray::hashCode,
                a -> a.equals(NdArray.of(1, 2)),
                a -> NdArray.of(1, 2).equals(a),
                a -> {
                    a.copyTo(new double[2], 0);
                    return a;
                });
        for (Function<NdArray, Object> way : ways) {
            Rng rng = Rng.of(3);
            Tape tape = Tape.record(
                    xs -> {
                        way.apply(rng.uniform(Shape.of(2), 0, 1));
                        return xs[0];
                    },
                    ONE);
            assertStops("read", () -> tape.replay(ONE));
        }
        Rng rng = Rng.of(3);
        NdArray[] kept = new NdArray[1];
        Tape tape = Tape.record(xs -> xs[0].mul(Tensor.of(kept[0] = rng.uniform(Shape.of(2), 0, 1))), ONE);
        assertArrayEquals(kept[0].toArray(), tape.output().toArray()); // read when the recording is over: no matter
        assertNotEquals(kept[0], tape.replay(ONE).value());
    }

    @Test
    void aGateThatDrawsItselfDrawsOnceInAReplay() {
        Rng rng = Rng.of(3);
        Rng same = Rng.of(3);
        Tape tape = Tape.record(xs -> new Noise(rng).on(xs[0]), Tensor.of(0, 0));
        new Noise(same).on(Tensor.of(0, 0));
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    new Noise(same).on(Tensor.of(0, 0)).value(),
                    tape.replay(Tensor.of(0, 0)).value());
        }
    }

    private record Noise(Rng rng) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(rng.uniform(x.shape(), 0, 1)::at);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return null;
        }
    }

    @Test
    void aParameterThatTheFunctionMakesBeginsAnew() {
        TensorFunction ofInput = xs -> {
            Parameter p = Parameter.of("p", xs[0]);
            p.assign(p.mul(2));
            return p.mul(xs[0]);
        };
        Tape tape = Tape.record(ofInput, Tensor.of(3));
        for (double x : new double[] {5, 7}) {
            assertEquals(2 * x * x, tape.replay(Tensor.of(x)).item());
        }
        Rng rng = Rng.of(3);
        Rng same = Rng.of(3);
        Function<Rng, Tensor> drawn =
                r -> Parameter.of("p", r.uniform(Shape.of(2), 0, 1)).mul(2);
        Tape random = Tape.record(xs -> drawn.apply(rng).mul(xs[0]), ONE);
        drawn.apply(same);
        for (int i = 0; i < 2; i++) {
            assertEquals(drawn.apply(same).value(), random.replay(ONE).value());
        }
    }

    private static void assertStops(String why, org.junit.jupiter.api.function.Executable replay) {
        String message = assertThrows(IllegalStateException.class, replay).getMessage();
        assertTrue(message.startsWith("replay: ") && message.contains(why), message);
    }

    @Test
    void whatHasNoTangentWithinForwardModeIsComputedAgain() {
        Tape tape = Tape.record(
                xs -> Autodiff.jvp(x -> x.mul(x.sign()), xs[0], Tensor.of(1)).value(), Tensor.of(3));
        assertEquals(2, tape.replay(Tensor.of(-2)).item());
        Tape ofTangent = Tape.record(
                xs -> Autodiff.jvp(x -> x.mul(x.sign()), xs[0], Tensor.of(1)).tangent(), Tensor.of(3));
        assertEquals(-1, ofTangent.replay(Tensor.of(-2)).item());
    }

    @Test
    void whatTheProgramPutsInPlaceOfTheResultsOfAGateIsNotTaken() {
        TensorFunction f = xs -> {
            Tensor[] parts = xs[0].mul(2).split(0, 1, 2);
            parts[0] = parts[0].square();
            return Tensor.concat(0, parts);
        };
        assertArrayEquals(
                new double[] {64, 10, 12},
                Tape.record(f, Tensor.of(1, 2, 3)).replay(Tensor.of(4, 5, 6)).toArray());
        Tape constant;
        try (NoGrad off = NoGrad.open()) {
            constant = Tape.record(f, Tensor.of(1, 2, 3));
        }
        assertArrayEquals(
                new double[] {64, 10, 12}, constant.replay(Tensor.of(4, 5, 6)).toArray());
        Tape gradient = Tape.record( // concat's rule takes out what nobody needs
                xs -> Autodiff.grad(
                        x -> Tensor.concat(0, Tensor.of(7, 8), x).square().sum(), xs[0]),
                Tensor.of(1, 2));
        assertArrayEquals(new double[] {6, 10}, gradient.replay(Tensor.of(3, 5)).toArray());
    }
}
