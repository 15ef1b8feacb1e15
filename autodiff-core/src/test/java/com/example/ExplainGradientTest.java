package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.explain.NonFiniteException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The explanation names state, cause, operation and line of each broken program, and of healthy ones says so. */
class ExplainGradientTest {
    private static Tensor w() {
        return Tensor.variable("w", 1, 2, 3);
    }

    private static Tensor v() {
        return Tensor.variable("v", 0.5, -1, 2);
    }

    /** A broken program and what is to be found out. */
    private record Broken(String name, BinaryOperator<Tensor> program, State state, Cause cause, String operation) {
        /** Seen while it is computed: then the line is known too. */
        void isExplained() {
            Tensor w = w();
            Tensor v = v();
            GradientExplanation found = Autodiff.explainGradient(() -> program.apply(w, v), w);
            assertFound(found);
            String line = found.line().orElse("no line");
            assertEquals(Lines.blamed(BrokenPrograms.class, name), line, found.toString());
            assertTrue(found.toString().contains(line), found.toString());
        }

        /** Of a loss that was computed as always. */
        void isExplainedFromTheTapeAlone() {
            Tensor w = w();
            GradientExplanation found = Autodiff.explainGradient(program.apply(w, v()), w);
            assertFound(found);
            assertEquals(Optional.empty(), found.line());
        }

        private void assertFound(GradientExplanation found) {
            assertEquals(state, found.state(), found.toString());
            assertEquals(cause, found.cause(), found.toString());
            assertEquals(operation, found.operation().orElse("none"), found.toString());
        }
    }

    private static Broken absent(String name, BinaryOperator<Tensor> program, Cause cause, String operation) {
        return new Broken(name, program, State.ABSENT, cause, operation);
    }

    private static Broken zero(String name, BinaryOperator<Tensor> program, Cause cause, String operation) {
        return new Broken(name, program, State.ZERO, cause, operation);
    }

    @TestFactory
    Stream<DynamicTest> whyThereIsNoGradient() {
        return Stream.of(
                        absent("detached", BrokenPrograms::detached, Cause.DETACHED, "detach"),
                        absent("detachOfAVariable", BrokenPrograms::detachOfAVariable, Cause.DETACHED, "detach"),
                        absent("item", BrokenPrograms::item, Cause.TAKEN_OUT, "item"),
                        absent("itemThroughJava", BrokenPrograms::itemThroughJava, Cause.TAKEN_OUT, "item"),
                        absent("toArray", BrokenPrograms::toArray, Cause.TAKEN_OUT, "toArray"),
                        absent("comparison", BrokenPrograms::comparison, Cause.NOT_DIFFERENTIABLE, "greater"),
                        absent("rounded", BrokenPrograms::rounded, Cause.NOT_DIFFERENTIABLE, "round"),
                        absent("sign", BrokenPrograms::sign, Cause.NOT_DIFFERENTIABLE, "sign"),
                        absent("floor", BrokenPrograms::floor, Cause.NOT_DIFFERENTIABLE, "floor"),
                        absent("mask", BrokenPrograms::mask, Cause.NOT_DIFFERENTIABLE, "greater"),
                        absent("argMax", BrokenPrograms::argMax, Cause.NOT_DIFFERENTIABLE, "argmax"),
                        absent("noGrad", BrokenPrograms::noGrad, Cause.NO_GRAD, "exp"))
                .map(b -> DynamicTest.dynamicTest(b.name, b::isExplained));
    }

    private static Stream<Broken> onTheTape() {
        return Stream.of(
                zero("sigmoid", BrokenPrograms::sigmoid, Cause.SATURATED, "sigmoid"),
                zero("tanh", BrokenPrograms::tanh, Cause.SATURATED, "tanh"),
                zero("softmax", BrokenPrograms::softmax, Cause.SATURATED, "softmax"),
                zero("deadRelu", BrokenPrograms::deadRelu, Cause.INACTIVE, "relu"),
                zero("notSelected", BrokenPrograms::notSelected, Cause.NOT_SELECTED, "where"),
                zero("notTheMaximum", BrokenPrograms::notTheMaximum, Cause.NOT_SELECTED, "maximum"),
                zero("clamped", BrokenPrograms::clamped, Cause.CLAMPED, "clamp"),
                zero("sliced", BrokenPrograms::sliced, Cause.NOT_SELECTED, "slice"),
                zero("timesZero", BrokenPrograms::timesZero, Cause.MULTIPLIED_BY_ZERO, "mul"),
                zero("zeroMatrix", BrokenPrograms::zeroMatrix, Cause.MULTIPLIED_BY_ZERO, "matmul"),
                zero("stationary", BrokenPrograms::stationary, Cause.STATIONARY, "square"),
                zero("cancelled", BrokenPrograms::cancelled, Cause.CANCELLED, "sub"),
                new Broken("vanishing", BrokenPrograms::vanishing, State.TINY, Cause.VANISHING, "mul"),
                new Broken("exploding", BrokenPrograms::exploding, State.HUGE, Cause.EXPLODING, "mul"),
                new Broken("divided", BrokenPrograms::divided, State.HUGE, Cause.AMPLIFIED, "div"),
                new Broken("exponential", BrokenPrograms::exponential, State.HUGE, Cause.AMPLIFIED, "exp"),
                new Broken("sqrtNearZero", BrokenPrograms::sqrtNearZero, State.HUGE, Cause.AMPLIFIED, "sqrt"),
                new Broken("weaklySaturated", BrokenPrograms::weaklySaturated, State.TINY, Cause.SATURATED, "sigmoid"),
                new Broken("softmaxSummed", BrokenPrograms::softmaxSummed, State.TINY, Cause.CANCELLED, "softmax"),
                new Broken("sqrtAtZero", BrokenPrograms::sqrtAtZero, State.INFINITE, Cause.SINGULAR, "sqrt"),
                new Broken("zeroByZero", BrokenPrograms::zeroByZero, State.NAN, Cause.SINGULAR, "div"),
                new Broken("powerAtZero", BrokenPrograms::powerAtZero, State.INFINITE, Cause.SINGULAR, "pow"),
                new Broken("logOfNegative", BrokenPrograms::logOfNegative, State.NAN, Cause.VALUE_NOT_FINITE, "log"),
                new Broken("nanInTheData", BrokenPrograms::nanInTheData, State.NAN, Cause.VALUE_NOT_FINITE, "mul"));
    }

    @TestFactory
    Stream<DynamicTest> whyAGradientIsZeroTinyHugeOrNan() {
        return onTheTape().map(b -> DynamicTest.dynamicTest(b.name, b::isExplained));
    }

    @TestFactory
    Stream<DynamicTest> theTapeAloneTellsThatToo() {
        return onTheTape()
                .filter(b -> b.cause != Cause.VALUE_NOT_FINITE) // for that, values are needed
                .map(b -> DynamicTest.dynamicTest(b.name, b::isExplainedFromTheTapeAlone));
    }

    @Test
    void healthyGradientsAreCalledHealthy() {
        for (BinaryOperator<Tensor> program : Stream.<BinaryOperator<Tensor>>of(
                        BrokenPrograms::regression,
                        BrokenPrograms::maskedLog,
                        BrokenPrograms::someUnitsOff,
                        BrokenPrograms::crossEntropy,
                        BrokenPrograms::halfDetached)
                .toList()) {
            Tensor w = w();
            Tensor v = v();
            GradientExplanation found = Autodiff.explainGradient(() -> program.apply(w, v), w);
            assertEquals(State.HEALTHY, found.state(), found.toString());
            assertEquals(Cause.NONE, found.cause(), found.toString());
            assertEquals(
                    State.HEALTHY,
                    Autodiff.explainGradient(program.apply(w, v), w).state());
        }
    }

    @Test
    void aHealthyOneSaysHowManyElementsAreZeroAndWhatElseIsCut() {
        Tensor w = w();
        GradientExplanation off = Autodiff.explainGradient(BrokenPrograms.someUnitsOff(w, v()), w);
        assertTrue(off.text().contains("1 of 3 are zero"), off.toString());
        assertEquals(0, off.evidence().size());
        GradientExplanation half = Autodiff.explainGradient(() -> BrokenPrograms.halfDetached(w, v()), w);
        assertEquals(Optional.of("detach"), half.operation());
        assertEquals(Optional.of(Lines.blamed(BrokenPrograms.class, "halfDetached")), half.line());
    }

    @Test
    void aHealthyOneSaysThatANumberWasTakenOut() {
        Tensor w = w();
        Tensor v = v();
        GradientExplanation found = Autodiff.explainGradient(() -> BrokenPrograms.halfTakenOut(w, v), w);
        assertEquals(State.HEALTHY, found.state(), found.toString());
        assertEquals(Optional.of("item"), found.operation());
        assertEquals(Optional.of(Lines.blamed(BrokenPrograms.class, "halfTakenOut")), found.line());
        // A number that is only looked at is no loss.
        GradientExplanation logged = Autodiff.explainGradient(
                () -> {
                    Tensor loss = BrokenPrograms.regression(w, v);
                    return loss.item() > 1e9 ? Tensor.of(0) : loss;
                },
                w);
        assertEquals(0, logged.evidence().size(), logged.toString());
    }

    // ---- other objects

    @Test
    void aCopyOfAModelHasParametersOfItsOwn() {
        BrokenPrograms.Layer model = BrokenPrograms.Layer.of(1, 2, 3);
        Tensor loss = model.copy().loss(v());
        GradientExplanation found = Autodiff.explainGradient(loss, model.weight());
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.OTHER_OBJECT, found.cause());
        assertEquals(Optional.of("'0.weight'"), found.operation());
        assertTrue(found.text().contains("same name"), found.text());
    }

    @Test
    void aVariableThatWasMadeAnewIsAnother() {
        Tensor w = Tensor.variable(1, 2, 3);
        Tensor loss = w.square().sum();
        Tensor again = Tensor.variable(w.value());
        GradientExplanation found = Autodiff.explainGradient(loss, again);
        assertEquals(Cause.OTHER_OBJECT, found.cause(), found.toString());
        assertTrue(found.text().contains("same numbers"), found.text());
    }

    @Test
    void aFunctionThatReadsTheVariableInPlaceOfItsArgument() {
        Tensor w = w();
        GradientExplanation found = Autodiff.explainGradient(x -> w.square().sum(), w);
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.OTHER_OBJECT, found.cause(), found.toString());
        assertEquals(Optional.of("'w'"), found.operation());
    }

    @Test
    void aLossThatHasNothingToDoWithIt() {
        Tensor w = w();
        GradientExplanation found = Autodiff.explainGradient(() -> BrokenPrograms.another(w, v()), w);
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.INDEPENDENT, found.cause(), found.toString());
        assertTrue(found.text().contains("'v' (3)") && found.text().contains("'w' (3)"), found.text());
        assertFalse(found.text().contains("as far as the tape shows"), found.text());
        GradientExplanation tape = Autodiff.explainGradient(BrokenPrograms.another(w, v()), w);
        assertTrue(tape.text().contains("as far as the tape shows"), tape.text());
    }

    @Test
    void aLossOfConstantsOnly() {
        Tensor w = w();
        GradientExplanation tape = Autodiff.explainGradient(Tensor.of(1, 2).sum(), w);
        assertEquals(Cause.INDEPENDENT, tape.cause(), tape.toString());
        String sentence = "the loss is a constant: nothing that it was computed from needs a gradient, 'w' (3) neither";
        assertTrue(tape.text().startsWith(sentence + ", as far as the tape shows"), tape.text());
        GradientExplanation seen =
                Autodiff.explainGradient(() -> Tensor.of(1, 2).square().sum(), w);
        assertEquals(sentence, seen.text());
    }

    @Test
    void aLossOfNothingButACopyOfTheNumbers() {
        Tensor w = w();
        for (Supplier<Tensor> loss : List.<Supplier<Tensor>>of(
                () -> Tensor.of(w.value()).square().sum(),
                () -> Tensor.of(w.toArray()).square().sum())) {
            GradientExplanation found = Autodiff.explainGradient(loss, w);
            assertEquals(State.ABSENT, found.state());
            assertEquals(Cause.TAKEN_OUT, found.cause(), found.toString());
        }
        Tensor copy = Tensor.of(w.value()); // made before anybody looked on
        GradientExplanation earlier =
                Autodiff.explainGradient(() -> copy.square().sum(), w);
        assertEquals(Cause.DETACHED, earlier.cause(), earlier.toString());
        assertEquals(Optional.of("square"), earlier.operation());
    }

    @Test
    void aConstantHasNoGradient() {
        GradientExplanation found = Autodiff.explainGradient(v().sum(), Tensor.of(1, 2));
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.CONSTANT, found.cause());
    }

    @Test
    void theTapeAloneShowsADetachOfTheVariableItself() {
        Tensor w = w();
        GradientExplanation found = Autodiff.explainGradient(BrokenPrograms.detachOfAVariable(w, v()), w);
        assertEquals(Cause.DETACHED, found.cause(), found.toString());
        assertEquals(Optional.of("mul"), found.operation());
    }

    @Test
    void withinDebugTheLossTellsEverythingByItself() {
        Tensor w = w();
        Tensor loss;
        try (DebugScope scope = Autodiff.debug()) {
            loss = BrokenPrograms.detached(w, v());
        }
        GradientExplanation found = Autodiff.explainGradient(loss, w); // also when the scope is closed
        assertEquals(Cause.DETACHED, found.cause(), found.toString());
        assertEquals(Optional.of(Lines.blamed(BrokenPrograms.class, "detached")), found.line());
    }

    @Test
    void anIntermediateResultCanBeAskedFor() {
        Tensor h = w().mul(-900);
        GradientExplanation found = Autodiff.explainGradient(h.sigmoid().sum(), h);
        assertEquals(State.ZERO, found.state());
        assertEquals(Cause.SATURATED, found.cause());
    }

    @Test
    void nothingStaysBehindAfterAnException() {
        assertThrows(
                IllegalStateException.class,
                () -> Autodiff.explainGradient(
                        () -> {
                            throw new IllegalStateException("stop");
                        },
                        w()));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.explainGradient(w(), w()));
        Tensor w = w();
        Tensor loss = w.square().sum();
        assertEquals(Optional.empty(), Autodiff.explainGradient(loss.mul(0), w).line()); // nobody notes lines
        Parameter p = Parameter.of("p", Tensor.of(1, 2));
        Tensor stale = p.square().sum();
        p.assign(Tensor.of(3, 4));
        assertThrows(IllegalStateException.class, () -> Autodiff.explainGradient(stale, p));
        try (DebugScope scope = Autodiff.debug()) {
            Tensor infinite = BrokenPrograms.sqrtAtZero(w, v());
            assertEquals( // it does not trip over what it explains
                    State.INFINITE, Autodiff.explainGradient(infinite, w).state());
            assertThrows(NonFiniteException.class, infinite::backward); // and the scope is still there
        }
    }

    @Test
    void ofLargeInputsTheRangeAndTheFirstCulpritAreShown() {
        Tensor x = Tensor.variable("x", 4, 1, 9, -0.5, 1, 1, 0, -2);
        String nan = Autodiff.explainGradient(() -> x.log().square().sum(), x).toString();
        assertTrue(nan.contains("input (8), from -2 to 9, 1 of them 0"), nan);
        assertTrue(nan.contains("output at [3] is NaN, where input 0 is -0.5"), nan);
        Tensor z = Tensor.variable("z", 9, 4, 0, 1, 16, 25, 36, 49);
        String infinite = Autodiff.explainGradient(() -> z.sqrt().sum(), z).toString();
        assertTrue(infinite.contains("gradient at [2] is Infinity, where input 0 is 0"), infinite);
        Tensor w = Tensor.variable("w", -900, -901, -902, -903, -904, -905, -906);
        String zero = Autodiff.explainGradient(w.sigmoid().sum(), w).toString();
        assertTrue(zero.contains("input (7), from -906 to -900"), zero);
    }

    @Test
    void itReadsWell() {
        Tensor w = Tensor.variable("w", 1, 2);
        GradientExplanation found =
                Autodiff.explainGradient(w.mul(-900).sigmoid().sum(), w);
        assertEquals(
                "gradient zero (saturated): sigmoid is saturated: it is flat where its input is\n"
                        + "  sigmoid: a gradient up to 1 arrives; input (2) [-900, -1800]",
                found.toString());
    }

    @Test
    void whatTheTapeDoesNotShowIsNotBlamed() {
        Tensor w = Tensor.variable("w", 1000, 1, 1);
        Tensor loss = w.exp().div(w.exp().sum()).log().sum();
        String tape = Autodiff.explainGradient(loss, w).text();
        assertFalse(tape.contains("made them so"), tape); // it sees infinity from the sum on, whose input is not kept
        assertTrue(tape.contains("or what comes before it"), tape);
        GradientExplanation seen =
                Autodiff.explainGradient(() -> w.exp().div(w.exp().sum()).log().sum(), w);
        assertTrue(seen.text().contains("exp at ") && seen.text().contains("made them so"), seen.text());
    }

    @Test
    void aGradientThatArrivesInfiniteIsCalledInfinite() {
        Tensor w = Tensor.variable("w", 0, 0);
        GradientExplanation found = Autodiff.explainGradient(w.square().sum().sqrt(), w);
        assertEquals(Optional.of("square"), found.operation());
        assertTrue(found.toString().contains("a gradient up to infinity arrives"), found.toString());
    }

    @Test
    void whatTheProgramDoesToAGradientIsNotBlamedOnAnInput() {
        Tensor w = w();
        GradientExplanation reversed =
                Autodiff.explainGradient(w.reverseGradient(0).square().sum(), w);
        assertEquals(Cause.MULTIPLIED_BY_ZERO, reversed.cause(), reversed.toString());
        GradientExplanation scaled =
                Autodiff.explainGradient(w.scaleGradient(1e-12).square().sum(), w);
        assertTrue(scaled.text().contains("scaleGradient multiplies the gradient by 1e-12"), scaled.toString());
        for (double factor : new double[] {0, Double.NaN}) {
            GradientExplanation hooked = Autodiff.explainGradient(
                    w.onGradient(g -> g.mul(factor)).square().sum(), w);
            assertTrue(hooked.text().contains("onGradient is a hook of the program, and returned "), hooked.toString());
        }
    }
}
