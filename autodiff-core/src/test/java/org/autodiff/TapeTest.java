package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class TapeTest {
    @Test
    void theStructureInTopologicalOrder() {
        Tensor w = Tensor.variable("w", NdArray.of(1, 2));
        Tensor loss = w.mul(Tensor.of(3, 4)).sum(0).square();
        Tape tape = Tape.of(loss);
        assertEquals(
                List.of("w", "mul", "sum", "reshape", "square"),
                tape.entries().stream().map(Tape.Entry::name).toList());
        assertEquals(List.of(0), tape.entries().get(1).inputs()); // the constant is not on the tape
        assertEquals(Shape.of(2), tape.entries().get(1).shape());
        assertEquals(22 * 3, tape.backward().of(w).value().get(0));
        assertThrows(IllegalArgumentException.class, () -> Tape.of(Tensor.of(1)));
        assertThrows(IllegalStateException.class, tape::gradients);
    }

    @Test
    void aRecordingKeepsEveryValueAndGradient() {
        Tape tape = Tape.record(xs -> xs[0].mul(2).exp().add(1).log(), Tensor.of(0));
        assertEquals(
                List.of("variable", "constant", "mul", "exp", "constant", "add", "log"),
                tape.entries().stream().map(Tape.Entry::name).toList());
        assertEquals(Math.log(2), tape.entries().get(6).value().orElseThrow().item(), 1e-15);
        List<Tensor> gradients = tape.gradients();
        assertEquals(1, gradients.get(0).item(), 1e-15); // 2 e^2x / (1 + e^2x)
        assertNull(gradients.get(1));
        assertEquals(0.5, gradients.get(3).item());
        assertEquals("%2 = mul(%0, %1) () = 0.0", tape.entries().get(2).toString());
    }

    @Test
    void aRecordingTellsWhatHappenedBesideOperations() {
        Parameter p = Parameter.of("p", Tensor.of(1));
        Rng rng = Rng.of(1);
        Tape tape = Tape.record(
                xs -> {
                    double seen = xs[0].exp().item();
                    p.assign(Tensor.of(2));
                    Tensor noise = Tensor.of(rng.normal(Shape.scalar(), 0, 1));
                    return xs[0].mul(seen).add(noise);
                },
                Tensor.of(3));
        assertEquals(
                List.of(Tape.Event.Kind.TAKEN_OUT, Tape.Event.Kind.ASSIGNED, Tape.Event.Kind.DRAWN),
                tape.events().stream().map(Tape.Event::kind).toList());
        assertEquals("exp", tape.entries().get(tape.events().get(0).entry()).name());
        assertEquals("p", tape.events().get(1).name());
        assertEquals(List.of(), Tape.of(tape.output()).events());
    }

    @Test
    void aRecordingTellsWhereGradientsFlow() {
        Tape tape = Tape.record(
                xs -> {
                    try (NoGrad scope = NoGrad.open()) {
                        xs[0].exp();
                    }
                    return xs[0].sin().mul(2);
                },
                Tensor.of(3));
        List<String> differentiable = tape.entries().stream()
                .filter(e -> tape.requiresGrad(e.id()))
                .map(Tape.Entry::name)
                .toList();
        assertEquals(List.of("variable", "sin", "mul"), differentiable);
        assertThrows(IllegalStateException.class, () -> Tape.of(tape.output()).requiresGrad(0));
    }

    @Test
    void aRecordingIsReplayedWithOtherInputs() {
        Tape tape = Tape.record(xs -> xs[0].mul(xs[1]).sin().sum(), Tensor.of(1, 2), Tensor.of(3, 4));
        double expected = Math.sin(5 * 0.5) + Math.sin(6 * 0.25);
        assertEquals(
                expected, tape.replay(Tensor.of(5, 6), Tensor.of(0.5, 0.25)).item(), 1e-15);
        Tensor x = Tensor.variable(5, 6);
        Tensor again = tape.replay(x, Tensor.of(0.5, 0.25));
        assertEquals(0.5 * Math.cos(2.5), again.backward().of(x).value().get(0), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> tape.replay(Tensor.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> tape.replay(Tensor.of(1), Tensor.of(1)));
    }

    @Test
    void aReplayStopsWhereTheProgramMightHaveGoneAnotherWay() {
        TensorFunction f = xs -> xs[0].greater(Tensor.of(0)).item() == 1 ? xs[0].square() : xs[0].neg();
        Tape tape = Tape.record(f, Tensor.of(3));
        assertEquals(16, tape.replay(Tensor.of(4)).item());
        String message = assertThrows(IllegalStateException.class, () -> tape.replay(Tensor.of(-4)))
                .getMessage();
        assertTrue(message.contains("record it again"), message);
    }

    @Test
    void recordingsDoNotNestAndEndWithTheFunction() {
        assertThrows(
                IllegalStateException.class,
                () -> Tape.record(xs -> Tape.record(y -> y[0], xs).output(), Tensor.of(1)));
        assertEquals(1, Tape.record(xs -> xs[0], Tensor.of(1)).entries().size());
    }

    @Test
    void aRecordingHoldsConstantResultsToo() {
        Tape tape = Tape.record(xs -> xs[0].detach().mul(2), Tensor.of(1, 2));
        assertArrayEquals(new double[] {2, 4}, tape.output().toArray());
        assertArrayEquals(new double[] {6, 8}, tape.replay(Tensor.of(3, 4)).toArray());
        assertThrows(IllegalArgumentException.class, tape::gradients);
        assertNull(Tape.record(xs -> xs[0].detach(), Tensor.of(1)).gradients().get(0));
    }

    @Test
    void derivativesWithinARecordingAreReplayed() {
        Function<Tensor, Tensor> cube = z -> z.mul(z).mul(z);
        Tensor one = Tensor.of(1);
        List<TensorFunction> derivatives = List.of(
                xs -> Autodiff.jvp(cube, xs[0], one).tangent(),
                xs -> Autodiff.grad(cube, xs[0]),
                xs -> Autodiff.grad(cube, xs[0].mul(1).detach()),
                xs -> {
                    try (NoGrad scope = NoGrad.open()) {
                        return Autodiff.grad(cube, xs[0]);
                    }
                },
                xs -> Autodiff.step(() -> Autodiff.grad(cube, xs[0])));
        for (TensorFunction f : derivatives) {
            Tape tape = Tape.record(f, Tensor.of(2));
            assertEquals(12, tape.output().item());
            assertEquals(27, tape.replay(Tensor.of(3)).item());
            Tape second = Tape.record(xs -> Autodiff.hvp(cube, xs[0], one), Tensor.of(2));
            assertEquals(18, second.replay(Tensor.of(3)).item());
        }
    }

    @Test
    void aRecordedBackwardPassCanBeRead() {
        Tape tape = Tape.record(
                xs -> xs[0].sin().mul(xs[0].exp()).sum().backward().of(xs[0]).sum(), Tensor.zeros(Shape.of(64)));
        assertTrue(tape.toString().contains("cos"));
        assertEquals(64, tape.output().item()); // d/dx e^x sin x = 1 at 0
    }

    @Test
    void theCallersArrayIsNotKept() {
        Tensor[] parts = {Tensor.of(1), Tensor.of(2)};
        Tape tape = Tape.record(
                xs -> {
                    Tensor[] array = {xs[0], xs[1]};
                    Tensor y = Tensor.stack(0, array);
                    array[0] = xs[1];
                    return y;
                },
                parts);
        assertArrayEquals(
                new double[] {5, 6}, tape.replay(Tensor.of(5), Tensor.of(6)).toArray());
    }

    // ---- how it is printed

    private static void assertPrints(Tape tape, String... lines) {
        assertEquals(String.join("\n", lines), tape.toString());
    }

    @Test
    void aTapePrintsAttributesConstantsAndNames() {
        Tensor w = Tensor.variable("w", 0.0);
        Tensor b = Tensor.variable(0);
        Tensor x = Tensor.variable("x", 1.0);
        assertPrints(
                Tape.of(w.mul(x).add(b).neg().exp().add(1).pow(3)),
                "%0 = w ()",
                "%1 = x ()",
                "%2 = mul(%0, %1) ()",
                "%3 = variable ()",
                "%4 = add(%2, %3) ()",
                "%5 = neg(%4) ()",
                "%6 = exp(%5) ()",
                "%7 = add(%6, 1) ()",
                "%8 = pow(3)(%7) ()");
    }

    @Test
    void scalarConstantsArePrintedByValueAndOthersByShape() {
        Tensor w = Tensor.variable("w", 1, 2);
        assertPrints(
                Tape.of(Tensor.of(2.5)
                        .sub(w)
                        .mul(Tensor.of(3, 4))
                        .div(Tensor.of(new double[][] {{1}}))
                        .mul(-1e-9)
                        .add(Double.NEGATIVE_INFINITY)),
                "%0 = w (2)",
                "%1 = sub(2.5, %0) (2)",
                "%2 = mul(%1, constant (2)) (2)",
                "%3 = div(%2, constant (1, 1)) (1, 2)",
                "%4 = mul(%3, -1.0E-9) (1, 2)",
                "%5 = add(%4, -Infinity) (1, 2)");
        assertPrints(
                Tape.of(Tensor.where(Tensor.of(1, 0), Tensor.of(7), w)),
                "%0 = w (2)",
                "%1 = where(constant (2), 7, %0) (2)");
        // What was computed in a step is long gone when the tape is printed.
        Tensor[] y = new Tensor[1];
        Autodiff.step(() -> {
            y[0] = w.add(Tensor.of(2, 3).sum());
        });
        assertPrints(Tape.of(y[0]), "%0 = w (2)", "%1 = add(%0, 5) (2)");
    }

    /** Attributes of its own. */
    private record Affine(double slope, double offset) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return slope * x + offset;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(slope);
        }

        @Override
        public String name() {
            return "line";
        }
    }

    /** No record: what it prints of itself is nobody's business. */
    private static final class Twice implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return 2 * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(2);
        }
    }

    @Test
    void attributesOfSeveralKinds() {
        Tensor m = Tensor.variable("m", new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertPrints(
                Tape.of(new Twice().on(new Affine(2, 0.5).on(m.sum(1)))),
                "%0 = m (2, 3)",
                "%1 = sum([1])(%0) (2, 1)",
                "%2 = reshape(2)(%1) (2)",
                "%3 = line(slope=2, offset=0.5)(%2) (2)",
                "%4 = twice(%3) (2)");
        assertPrints(
                Tape.of(m.reshape(3, 2).clamp(-1, 10)),
                "%0 = m (2, 3)",
                "%1 = reshape(3, 2)(%0) (3, 2)",
                "%2 = clamp(min=-1, max=10)(%1) (3, 2)");
    }

    private record Weighted(double[] weights, String[][] names) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @Test
    void attributesThatAreArraysDoNotPrintTheirAddress() {
        Tensor y = new Weighted(new double[2], new String[1][1]).on(Tensor.variable("x", 2));
        assertEquals(
                "%0 = x ()\n%1 = weighted(weights=[...], names=[...])(%0) ()",
                Tape.of(y).toString());
    }

    @Test
    void outputsOfOneGateAreToldApart() {
        Tensor v = Tensor.variable("v", 1, 2, 3);
        assertPrints(
                Tape.of(v.split(0, 1, 2)[1]),
                "%0 = v (3)",
                "%1 = split(axis=0, sizes=[1, 2])(%0) (1)",
                "%2 = output 1 of %1 (2)");
        assertPrints(
                Tape.record(xs -> xs[0].split(0, 1, 2)[1], v),
                "%0 = v (3) = [1.0, 2.0, 3.0]",
                "%1 = output 0 of split(axis=0, sizes=[1, 2])(%0) (1) = [1.0]",
                "%2 = output 1 of split(axis=0, sizes=[1, 2])(%0) (2) = [2.0, 3.0]");
    }

    @Test
    void aRecordedTapePrintsAttributesAndNamesToo() {
        Tensor w = Tensor.variable("w", Shape.of(1, 2), 1, 2);
        assertPrints(
                Tape.record(xs -> xs[0].pow(3).mul(w), Tensor.variable("x", 2.0)),
                "%0 = x () = 2.0",
                "%1 = pow(3)(%0) () = 8.0",
                "%2 = w (1, 2) = [[1.0, 2.0]]",
                "%3 = mul(%1, %2) (1, 2) = [[8.0, 16.0]]");
    }

    @Test
    void onlyARecordedTapeKnowsItsValues() {
        Tape tape = Tape.of(Tensor.variable(2).square());
        String replay = assertThrows(IllegalStateException.class, () -> tape.replay(Tensor.of(3)))
                .getMessage();
        assertEquals("replay: needs a tape made by Tape.record, which keeps the values", replay);
        String gradients =
                assertThrows(IllegalStateException.class, tape::gradients).getMessage();
        assertEquals("gradients: needs a tape made by Tape.record, which keeps the values", gradients);
    }

    @Test
    void aParameterIsAssignedANewArray() {
        Parameter p = Parameter.of("p", Tensor.of(1, 2));
        p.assign(NdArray.of(3, 4));
        assertEquals(NdArray.of(3, 4), p.value());
    }
}
