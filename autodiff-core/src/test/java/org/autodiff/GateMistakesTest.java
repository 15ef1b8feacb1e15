package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The mistakes of who writes a gate: the message names the gate and the method, not what stumbled over the mistake. */
class GateMistakesTest {
    private static final Tensor X = Tensor.variable(1, 2, 3);
    private static final Tensor LONG = Tensor.variable(NdArray.full(Shape.of(40_000), 2)); // walked in chunks

    // ---- gates that return whatever they are told

    /** y = x. */
    private record One(Supplier<Tensor> derivative, Reads reads) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return derivative.get();
        }
    }

    /** y = a + b, element by element. */
    private record Two(Supplier<Tensor> a, Supplier<Tensor> b) implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a + b;
        }

        @Override
        public Tensor derivativeA(Tensor u, Tensor v, Tensor y) {
            return a.get();
        }

        @Override
        public Tensor derivativeB(Tensor u, Tensor v, Tensor y) {
            return b.get();
        }
    }

    /** y = a, in no shape. */
    private record Shapeless() implements BinaryElementwise {
        @Override
        public Shape shape(Shape a, Shape b) {
            return null;
        }

        @Override
        public double apply(double a, double b) {
            return a;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(0);
        }
    }

    /** Ones. */
    private record Single(Shape shape, Reads reads, Tensor gradient, Structure structure) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return shape;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 1);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return gradient;
        }
    }

    private record Pair(Shape shape, Reads readsForA, Reads readsForB, Tensor gradient) implements BinaryGate {
        @Override
        public Shape shape(Shape a, Shape b) {
            return shape;
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            y.fill(i -> 1);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return gradient;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return gradient;
        }
    }

    private record General(Shape[] shapes, Reads declared, Tensor[] gradients, Structure structure, Tensor[] tangents)
            implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return shapes;
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            for (NdArray y : outputs) {
                y.fill(i -> 1);
            }
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            return gradients;
        }

        @Override
        public Reads reads(Needs needs) {
            return declared;
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return this.tangents;
        }
    }

    private static Tensor general(Shape[] shapes, Reads reads, Tensor... gradients) {
        return Tensor.apply(new General(shapes, reads, gradients, Structure.OPAQUE, null), X, X);
    }

    private static void tangent(Gate gate, int inputs) {
        Tensor[] xs = new Tensor[inputs];
        Arrays.fill(xs, Tensor.of(1, 2, 3));
        Autodiff.jvp(args -> Tensor.applyAll(gate, args)[0], xs, xs);
    }

    private static DynamicTest mistake(Executable call, String message) {
        return DynamicTest.dynamicTest(
                message,
                () -> assertEquals(
                        message,
                        assertThrowsExactly(IllegalStateException.class, call).getMessage()));
    }

    // ---- the mistakes

    private static final String NULL =
            " returned null: must be the local derivative, in a shape that broadcasts to that of the output, ";
    private static final String ZERO = " (zero everywhere: Tensor.of(0))";

    @TestFactory
    Stream<DynamicTest> localDerivatives() {
        UnaryElementwise none = new One(() -> null, Reads.NONE);
        UnaryElementwise long4 = new One(() -> Tensor.of(1, 2, 3, 4), Reads.NONE);
        UnaryElementwise rows = new One(() -> Tensor.ones(Shape.of(2, 3)), Reads.NONE);
        Tensor four = Tensor.of(1, 2, 3, 4);
        Tensor one = Tensor.of(1);
        String broadcasts = ": must be that shape, or one that broadcasts to it";
        return Stream.of(
                mistake(() -> none.on(X).sum().backward(), "one: derivative" + NULL + "(3)" + ZERO),
                mistake(() -> none.on(LONG).exp().sum().backward(), "one: derivative" + NULL + "(4096)" + ZERO),
                mistake(() -> tangent(none, 1), "one: derivative" + NULL + "(3)" + ZERO),
                mistake(
                        () -> long4.on(X).sum().backward(),
                        "one: derivative returned shape (4) for an output of shape (3)" + broadcasts),
                // Larger than the output: would be multiplied, and summed up again in silence.
                mistake(
                        () -> rows.on(X).sum().backward(),
                        "one: derivative returned shape (2, 3) for an output of shape (3)" + broadcasts),
                mistake(
                        () -> tangent(rows, 1),
                        "one: derivative returned shape (2, 3) for an output of shape (3)" + broadcasts),
                mistake(
                        () -> new Two(() -> null, () -> one).on(X, X).sum().backward(),
                        "two: derivativeA" + NULL + "(3)" + ZERO),
                mistake(
                        () -> new Two(() -> one, () -> null)
                                .on(Tensor.of(1), X)
                                .sum()
                                .backward(),
                        "two: derivativeB" + NULL + "(3)" + ZERO),
                mistake(() -> tangent(new Two(() -> one, () -> null), 2), "two: derivativeB" + NULL + "(3)" + ZERO),
                mistake(
                        () -> new Two(() -> one, () -> four).on(X, X).sum().backward(),
                        "two: derivativeB returned shape (4) for an output of shape (3)" + broadcasts),
                mistake(
                        () -> tangent(new Two(() -> four, () -> one), 2),
                        "two: derivativeA returned shape (4) for an output of shape (3)" + broadcasts));
    }

    @TestFactory
    Stream<DynamicTest> outputs() {
        String output = " returned null: must be the shape of the output";
        return Stream.of(
                mistake(() -> new Single(null, Reads.NONE, null, Structure.OPAQUE).on(X), "single: shape" + output),
                mistake(() -> new Pair(null, Reads.NONE, Reads.NONE, null).on(X, X), "pair: shape" + output),
                mistake(() -> new Shapeless().on(X, X), "shapeless: shape" + output),
                mistake(
                        () -> general(null, Reads.NONE),
                        "general: shapes returned no shape: must be one for each output"),
                mistake(
                        () -> general(new Shape[0], Reads.NONE),
                        "general: shapes returned no shape: must be one for each output"),
                mistake(
                        () -> general(new Shape[] {Shape.scalar(), null}, Reads.NONE),
                        "general: shapes returned null for output 1"));
    }

    /** Writes to its input, or keeps its output and writes to it later. */
    private record Overwriting(NdArray[] kept) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 2 * x.at(i));
            if (kept == null) {
                x.fill(i -> 0);
            } else {
                kept[0] = y;
            }
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.mul(2);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotAnOutputIsNotWritten() {
        String refusal =
                "write: the numbers of an array do not change: only a gate writes, in compute, and to its outputs"
                        + " only; make a new array with NdArray.build";
        NdArray[] kept = new NdArray[1];
        return Stream.of(
                mistake(() -> new Overwriting(null).on(X), refusal),
                mistake(
                        () -> {
                            assertEquals(
                                    NdArray.of(2, 4, 6),
                                    new Overwriting(kept).on(X).value());
                            kept[0].fill(i -> 0);
                        },
                        refusal));
    }

    /** Puts an array of its own in the place of its output, or keeps its output and fails. */
    private record Replacing(NdArray own, NdArray[] kept) implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return inputs;
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            kept[0] = outputs[0];
            if (own == null) {
                throw new ArithmeticException("no number");
            }
            outputs[0] = own;
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            return upstream;
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.NONE;
        }
    }

    /** Keeps its output, and fails. */
    private record Failing(NdArray[] kept) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            kept[0] = y;
            throw new ArithmeticException("no number");
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream;
        }
    }

    @Test
    void anOutputIsNotReplaced() {
        NdArray[] kept = new NdArray[1];
        for (NdArray own : new NdArray[] {NdArray.of(1, 2), NdArray.of(1, 2, 3)}) {
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> Tensor.apply(new Replacing(own, kept), X));
            assertEquals(
                    "replacing: compute put another array in the place of output 0: must write the one that is there,"
                            + " by fill or write",
                    e.getMessage());
            assertThrows(IllegalStateException.class, () -> kept[0].fill(i -> 1));
        }
    }

    @Test
    void whatAFailedGateKeptIsNotWritten() {
        for (Supplier<NdArray> failed : List.<Supplier<NdArray>>of(this::failing, this::failingOfMany)) {
            NdArray kept = failed.get();
            assertThrows(IllegalStateException.class, () -> kept.fill(i -> 1));
        }
    }

    private NdArray failing() {
        NdArray[] kept = new NdArray[1];
        assertThrows(ArithmeticException.class, () -> new Failing(kept).on(X));
        return kept[0];
    }

    private NdArray failingOfMany() {
        NdArray[] kept = new NdArray[1];
        assertThrows(ArithmeticException.class, () -> Tensor.apply(new Replacing(null, kept), X));
        return kept[0];
    }

    @TestFactory
    Stream<DynamicTest> gradients() {
        Shape one = Shape.scalar();
        Shape[] value = {one};
        String fit = "(input %d): must be that shape, or one that it broadcasts to";
        Tensor four = Tensor.of(1, 2, 3, 4);
        return Stream.of(
                mistake(
                        () -> new Single(one, Reads.NONE, four, Structure.OPAQUE)
                                .on(X)
                                .backward(),
                        "single: backward returned a gradient of shape (4) for an input of shape (3) "
                                + fit.formatted(0)),
                mistake(
                        () -> new Pair(one, Reads.NONE, Reads.NONE, four)
                                .on(Tensor.of(1), X)
                                .backward(),
                        "pair: backwardB returned a gradient of shape (4) for an input of shape (3) "
                                + fit.formatted(1)),
                mistake(
                        () -> new Pair(one, Reads.NONE, Reads.NONE, four)
                                .on(X, X)
                                .backward(),
                        "pair: backwardA returned a gradient of shape (4) for an input of shape (3) "
                                + fit.formatted(0)),
                mistake(
                        () -> general(value, Reads.NONE, Tensor.of(1), four).backward(),
                        "general: backward returned a gradient of shape (4) for an input of shape (3) "
                                + fit.formatted(1)),
                mistake(
                        () -> general(value, Reads.NONE, Tensor.of(1)).backward(),
                        "general: backward returned 1 gradients for 2 inputs"),
                mistake(
                        () -> general(value, Reads.NONE, (Tensor[]) null).backward(),
                        "general: backward returned null: must be an array with a gradient, or null for zero, for each"
                                + " input"));
    }

    @Test
    void aGradientOfNullIsZero() {
        Tensor y = new Single(Shape.scalar(), Reads.NONE, null, Structure.OPAQUE).on(X);
        assertEquals(NdArray.zeros(Shape.of(3)), y.backward().of(X).value());
        Tensor z = general(new Shape[] {Shape.scalar()}, Reads.NONE, null, Tensor.of(2));
        assertEquals(NdArray.full(Shape.of(3), 2), z.backward().of(X).value());
    }

    @TestFactory
    Stream<DynamicTest> forwardMode() {
        Shape[] value = {Shape.of(3)};
        Tensor one = Tensor.of(1);
        Tensor four = Tensor.of(1, 2, 3, 4);
        Structure opaque = Structure.OPAQUE;
        Structure elementwise = Structure.ELEMENTWISE;
        return Stream.of(
                mistake(
                        () -> tangent(
                                new General(value, Reads.NONE, null, opaque, new Tensor[] {one.sum(), one.sum()}), 2),
                        "general: jvp returned 2 tangents for 1 outputs"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, null, opaque, new Tensor[] {four}), 2),
                        "general: jvp returned a tangent of shape (4) for an output of shape (3): must be the same"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, null, opaque, null), 2),
                        "general: backward returned null: must be an array with a gradient, or null for zero, for each"
                                + " input"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, null, elementwise, null), 2),
                        "general: backward returned null: must be an array with a gradient, or null for zero, for each"
                                + " input"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, new Tensor[] {one}, opaque, null), 2),
                        "general: backward returned 1 gradients for 2 inputs"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, new Tensor[] {one}, elementwise, null), 2),
                        "general: backward returned 1 gradients for 2 inputs"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, new Tensor[] {null, four}, opaque, null), 2),
                        "general: backward returned a gradient of shape (4) for an input of shape (3) (input 1): must"
                                + " be that shape, or one that it broadcasts to"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, new Tensor[] {one, four}, elementwise, null), 2),
                        "general: backward returned shape (4) for an output of shape (3): structure() says"
                                + " elementwise, so must be that shape, or one that broadcasts to it"),
                mistake(
                        () -> tangent(new General(value, Reads.NONE, null, null, null), 2),
                        "general: structure returned null: OPAQUE serves every gate"));
    }

    @Test
    void aTangentOfNullIsZero() {
        Shape[] value = {Shape.of(3)};
        Tensor x = Tensor.of(5);
        Gate gate = new General(value, Reads.NONE, null, Structure.OPAQUE, new Tensor[] {null});
        assertEquals(
                NdArray.zeros(Shape.of(3)),
                Autodiff.jvp(t -> Tensor.apply(gate, t), x, x).tangent().value());
    }

    @TestFactory
    Stream<DynamicTest> noDeclaration() {
        Shape one = Shape.scalar();
        String rule = " returned null: must say what the backward rule reads (Reads.NONE: nothing)";
        return Stream.of(
                mistake(() -> new Single(one, null, null, Structure.OPAQUE).on(X), "single: reads" + rule),
                mistake(() -> new Pair(one, null, Reads.NONE, null).on(X, X), "pair: readsForA" + rule),
                mistake(() -> new Pair(one, Reads.NONE, null, null).on(Tensor.of(1), X), "pair: readsForB" + rule),
                mistake(() -> general(new Shape[] {one}, null), "general: reads" + rule));
    }

    // ---- undeclared reads: which value

    /** exp(x), whose rule returns what it did not declare. */
    private record Liar(boolean output) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return StrictMath.exp(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return output ? y : x.exp();
        }

        @Override
        public Reads reads() {
            return output ? Reads.INPUT : Reads.OUTPUT;
        }
    }

    /** a b, whose rules hand on an input without looking at it. */
    private record HandsOn() implements BinaryGate {
        @Override
        public Shape shape(Shape a, Shape b) {
            return Shape.scalar();
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            y.fill(i -> a.item() * b.item());
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return b;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return y;
        }

        @Override
        public Reads readsForA() {
            return Reads.INPUT;
        }
    }

    /** Several inputs and outputs; its rule reads one of each. */
    private record Several(int input, int output) implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return inputs;
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            for (int k = 0; k < outputs.length; k++) {
                outputs[k].fill(inputs[k]::at);
            }
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor g =
                    output < 0 ? saved.input(input).sin() : saved.output(output).sin();
            return new Tensor[] {g, g, g};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.input(0).and(Reads.output(0));
        }
    }

    private static final class NoRecord implements UnaryElementwise {
        @Override
        public String name() {
            return "mine";
        }

        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x;
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @TestFactory
    Stream<DynamicTest> undeclaredReads() {
        Tensor s = Tensor.variable(2);
        Tensor c = Tensor.of(3);
        return Stream.of(
                mistake(
                        () -> new Liar(false).on(X).sum().backward(),
                        "gate Liar[output=false]: its backward reads its input, which its reads() does not declare: add"
                                + " Reads.INPUT to what it returns"),
                mistake(
                        () -> new Liar(true).on(s).backward(),
                        "gate Liar[output=true]: its backward reads its output, which its reads() does not declare: add"
                                + " Reads.OUTPUT to what it returns"),
                mistake(
                        () -> new Liar(false).on(LONG).exp().sum().backward(),
                        "gate Liar[output=false]: its backward reads its input, which its reads() does not declare: add"
                                + " Reads.INPUT to what it returns"),
                mistake(
                        () -> new NoRecord().on(s).backward(),
                        "gate mine: its backward reads its input, which its reads() does not declare: add"
                                + " Reads.INPUT to what it returns"),
                // Not read by the rule itself: it is still this gate that is named, not the one below.
                mistake(
                        () -> new HandsOn().on(s.sin(), c).backward(),
                        "gate HandsOn[]: its backward reads its input b, which its readsForA() does not declare:"
                                + " add Reads.SECOND_INPUT to what it returns"),
                mistake(
                        () -> new HandsOn().on(c, s.sin()).backward(),
                        "gate HandsOn[]: its backward reads its output y, which its readsForB() does not declare:"
                                + " add Reads.OUTPUT to what it returns"),
                mistake(
                        () -> new HandsOn().on(s, c).backward(),
                        "gate HandsOn[]: its backward reads its input b, which its readsForA() does not declare:"
                                + " add Reads.SECOND_INPUT to what it returns"),
                mistake(
                        () -> Tensor.applyAll(new Several(2, -1), X, X, X)[1]
                                .sum()
                                .backward(),
                        "gate Several[input=2, output=-1]: its backward reads input 2, which its reads() does not"
                                + " declare: add Reads.input(2) to what it returns"),
                mistake(
                        () -> Tensor.applyAll(new Several(0, 1), X, X, X)[1]
                                .sum()
                                .backward(),
                        "gate Several[input=0, output=1]: its backward reads output 1, which its reads() does not"
                                + " declare: add Reads.output(1) to what it returns"));
    }

    /** Does not look how many inputs there are. */
    private record Third() implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            return new Shape[] {inputs[2]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            outputs[0].fill(inputs[2]::at);
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            return new Tensor[] {null, null, upstream[0]};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.NONE;
        }
    }

    @Test
    void tooFewInputsAreNamedWithTheirGate() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Tensor.applyAll(new Third(), X, Tensor.of(1)))
                .getMessage();
        assertEquals(
                "third: its shapes failed on 2 inputs, of shapes [(3), ()]: Index 2 out of bounds for length 2;"
                        + " a gate that takes another number of inputs must say so",
                message);
    }

    @Test
    void anInputThatIsNullIsNamed() {
        Tensor one = Tensor.of(1);
        assertNullRefused("exp: input 0 is null", () -> new Exponential.Exp().on(null));
        assertNullRefused("mul: input 0 is null", () -> new Arithmetic.Mul().on(null, one));
        assertNullRefused("mul: input 1 is null", () -> new Arithmetic.Mul().on(one, null));
        assertNullRefused("mul: input 1 is null", () -> Tensor.apply(new Arithmetic.Mul(), one, null));
    }

    private static void assertNullRefused(String message, Executable call) {
        assertEquals(message, assertThrows(NullPointerException.class, call).getMessage());
    }
}
