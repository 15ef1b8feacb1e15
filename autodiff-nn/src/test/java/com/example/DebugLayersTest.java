package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.explain.NonFiniteException;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Embedding;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.recurrent.Rnn;
import org.junit.jupiter.api.Test;

/** What a program sees that is built of layers. */
class DebugLayersTest {
    private static final Tensor DATA = Tensor.of(new double[][] {{1, 2}, {-1, 0.5}, {0.3, -2}});

    private static Sequential model(long seed) {
        Rng rng = Rng.of(seed);
        return Sequential.of(Linear.of(2, 4, rng), Activation.tanh(), Linear.of(4, 1, rng));
    }

    /** The line of the caller, before it. */
    private static String line(int before) {
        StackTraceElement here = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .toStackTraceElement();
        return here.getFileName() + ":" + (here.getLineNumber() - before);
    }

    @Test
    void theLineOfTheProgramAndThatOfTheLayer() {
        Sequential model = model(1);
        Parameter weight = model.parameters().get(2);
        weight.assign(Tensor.full(weight.shape(), Double.NaN));
        try (DebugScope scope = Autodiff.debug()) {
            NonFiniteException e = assertThrows(NonFiniteException.class, () -> model.apply(DATA));
            assertTrue(e.getMessage().contains("at " + line(1) + " in Linear:"), e.getMessage());
            assertTrue(e.getMessage().contains("'2.weight'"), e.getMessage());
            assertTrue(e.getMessage().contains("tanh (3, 4)"), e.getMessage());
        }
    }

    @Test
    void theParametersOfACopyAreOthers() {
        Sequential trained = model(1);
        Sequential copy = model(1);
        Tensor loss = new Mse().apply(copy.apply(DATA), Tensor.ones(Shape.of(3, 1)));
        GradientExplanation found =
                Autodiff.explainGradient(loss, trained.parameters().get(0));
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.OTHER_OBJECT, found.cause(), found.toString());
        assertEquals(Optional.of("'0.weight'"), found.operation());
    }

    @Test
    void aFrozenPart() {
        Sequential encoder = model(1);
        Linear head = Linear.of(1, 1, Rng.of(2));
        GradientExplanation found = Autodiff.explainGradient(
                () -> {
                    Tensor features;
                    try (NoGrad frozen = NoGrad.open()) {
                        features = encoder.apply(DATA);
                    }
                    return head.apply(features).square().mean();
                },
                encoder.parameters().get(0));
        assertEquals(State.ABSENT, found.state());
        assertEquals(Cause.NO_GRAD, found.cause(), found.toString());
        assertTrue(found.line().orElseThrow().startsWith("DebugLayersTest.java:"), found.toString());
        assertTrue(found.line().orElseThrow().contains(" in Linear:"), found.toString());
    }

    @Test
    void wordsThatDoNotOccur() {
        Embedding embedding = Embedding.of(10, 3, Rng.of(1));
        Parameter table = embedding.parameters().get(0);
        Tensor loss = embedding.apply(Index.of(2, 2, 5)).square().sum();
        GradientExplanation found = Autodiff.explainGradient(loss, table);
        assertEquals(State.HEALTHY, found.state(), found.toString());
        assertTrue(found.text().contains("24 of 30 are zero"), found.text());
    }

    @Test
    void aSaturatedLayer() {
        Sequential model = model(1);
        Parameter bias = model.parameters().get(1);
        bias.assign(Tensor.full(bias.shape(), 400));
        GradientExplanation found = Autodiff.explainGradient(
                () -> model.apply(DATA).mean(), model.parameters().get(0));
        assertEquals(State.ZERO, found.state());
        assertEquals(Cause.SATURATED, found.cause(), found.toString());
        assertEquals(Optional.of("tanh"), found.operation());
    }

    @Test
    void aRecurrentNetworkThatForgets() {
        Rnn rnn = Rnn.of(1, 1, Rng.of(1));
        rnn.parameters().forEach(p -> p.assign(Tensor.full(p.shape(), 0.1)));
        Tensor first = Tensor.variable(Shape.of(1, 1, 1), 1);
        GradientExplanation found = Autodiff.explainGradient(
                () -> {
                    Tensor rest = Tensor.zeros(Shape.of(1, 40, 1));
                    Tensor all = rnn.apply(Tensor.concat(1, first, rest));
                    return all.select(1, 40).sum();
                },
                first);
        assertEquals(State.TINY, found.state(), found.toString());
        assertEquals(Cause.VANISHING, found.cause(), found.toString());
    }

    @Test
    void aHealthyModel() {
        Sequential model = model(1);
        Tensor loss = new Mse().apply(model.apply(DATA), Tensor.ones(Shape.of(3, 1)));
        for (Parameter p : model.parameters()) {
            assertEquals(State.HEALTHY, Autodiff.explainGradient(loss, p).state());
        }
    }
}
