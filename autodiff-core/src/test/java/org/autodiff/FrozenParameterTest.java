package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.tree.Parameterized;
import org.junit.jupiter.api.Test;

/** A frozen parameter is a constant, but one that has a name and can be assigned. */
class FrozenParameterTest {
    private final Parameter a = Parameter.of("a", Tensor.of(2));
    private final Parameter b = Parameter.of("b", Tensor.of(3));

    /** b sin a, whose derivative with respect to b is sin a. */
    private Tensor loss() {
        return a.sin().mul(b);
    }

    private static long gates(Tensor y) {
        return Tape.of(y).entries().stream().filter(e -> e.gate().isPresent()).count();
    }

    private static String refusal(Class<? extends RuntimeException> type, Supplier<?> what) {
        return assertThrows(type, what::get).getMessage();
    }

    @Test
    void nothingBelowItIsRecorded() {
        assertEquals(2, gates(loss()));
        a.freeze();
        assertTrue(a.isFrozen());
        assertEquals(1, gates(loss()));
        assertEquals(Math.sin(2), loss().backward().of(b).item());
        b.freeze();
        assertFalse(loss().requiresGrad());
        a.unfreeze();
        assertEquals(3 * Math.cos(2), loss().backward().of(a).item());
    }

    @Test
    void itsGradientIsRefusedAndNotZero() {
        a.freeze();
        Gradients g = loss().backward();
        assertFalse(g.contains(a));
        String message = "gradients: there is no gradient for parameter 'a' of shape (), which is frozen: unfreeze it"
                + " before the loss is computed, or leave it out";
        assertEquals(message, refusal(IllegalArgumentException.class, () -> g.of(a)));
        assertEquals(message, refusal(IllegalArgumentException.class, () -> g.ofOrZero(a)));
        assertTrue(refusal(IllegalArgumentException.class, () -> loss().backward(a))
                .contains("which is frozen"));
        GradientExplanation why = Autodiff.explainGradient(this::loss, a);
        assertTrue(why.toString().contains("parameter 'a' is frozen"), why::toString);
    }

    @Test
    void whatWasComputedBeforeKeepsItsRecord() {
        Tensor before = loss();
        a.freeze();
        a.unfreeze();
        assertEquals(3 * Math.cos(2), before.backward().of(a).item());
    }

    @Test
    void itCanBeAssignedAndReplaced() {
        a.freeze();
        Tensor before = loss();
        a.assign(Tensor.of(1));
        assertEquals(3 * Math.sin(1), loss().item());
        assertEquals(Math.sin(2), before.backward().of(b).item()); // sin a was computed with the 2
        Tensor x = Tensor.variable(5);
        Tensor y = Autodiff.withParameters(Map.of(a, x), this::loss);
        assertEquals(3 * Math.cos(5), y.backward().of(x).item());
    }

    @Test
    void aStaleValueIsNoticed() {
        a.freeze();
        Tensor product = a.mul(b); // keeps a for the gradient of b
        a.assign(Tensor.of(1));
        assertTrue(refusal(IllegalStateException.class, product::backward).contains("'a'"));
        Tensor checkpointed = Autodiff.checkpoint(x -> x.mul(a).sin(), b);
        double now = Math.cos(3);
        assertEquals(now, checkpointed.backward().of(b).item());
        Tensor again = Autodiff.checkpoint(x -> x.mul(a).sin(), b);
        a.assign(Tensor.of(7));
        assertThrows(IllegalStateException.class, again::backward);
    }

    @Test
    void aReplayReadsItsValueOfNow() {
        a.freeze();
        Tape tape = Tape.record(xs -> xs[0].mul(a), Tensor.of(10));
        a.assign(Tensor.of(4));
        assertEquals(40, tape.replay(Tensor.of(10)).item());
    }

    @Test
    void transformsOfAModelLeaveItOut() {
        Parameterized model = () -> Map.of("a", a, "b", b);
        a.freeze();
        Map<String, Tensor> g = Autodiff.grad(model, m -> loss());
        assertEquals(Set.of("b"), g.keySet());
        assertEquals(Math.sin(2), g.get("b").item());
        GradCheck.of(model, m -> loss()).assertPasses();
        b.freeze();
        assertTrue(refusal(IllegalArgumentException.class, () -> Autodiff.grad(model, m -> loss()))
                .contains("none that is not frozen"));
    }

    @Test
    void notWithinATransform() {
        assertThrows(
                IllegalStateException.class,
                () -> Autodiff.grad(x -> {
                            a.freeze();
                            return x;
                        })
                        .apply(Tensor.of(1)));
        assertFalse(a.isFrozen());
    }

    @Test
    void numbersThatWereReadStay() {
        a.freeze();
        double[] now = a.toArray();
        Tensor detached = a.detach();
        a.assign(Tensor.of(9));
        assertArrayEquals(new double[] {2}, now);
        assertEquals(2, detached.item());
        assertTrue(a.toString().startsWith("frozen Parameter a"), a::toString);
    }
}
