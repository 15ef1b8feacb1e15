package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The mistakes that can be made with gradients, transforms, tapes and parameters, and what they are told. */
class DerivativeMistakesTest {
    private static final Function<Tensor, Tensor> F = x -> x.square().sum();
    private static final TensorFunction G = xs -> xs[0].square().sum();
    private static final Tensor C = Tensor.of(1, 2);

    private final Tensor w = Tensor.variable("w", NdArray.of(1, 2));
    private final Tensor v = Tensor.variable(3, 4);
    private final Tensor hidden = w.sin();
    private final Tensor loss = hidden.sum();

    private static DynamicTest mistake(Class<? extends Exception> type, Executable call, String message) {
        return DynamicTest.dynamicTest(
                message,
                () -> assertEquals(message, assertThrowsExactly(type, call).getMessage()));
    }

    private static DynamicTest wrong(Executable call, String message) {
        return mistake(IllegalArgumentException.class, call, message);
    }

    private static DynamicTest isNull(Executable call, String message) {
        return mistake(NullPointerException.class, call, message);
    }

    @TestFactory
    Stream<DynamicTest> whatBackwardIsAskedFor() {
        String way =
                ": it was not computed from it, or the way from one to the other was not recorded (detach, NoGrad)";
        String none = "backward: the output does not depend on target ";
        return Stream.of(
                wrong(() -> loss.backward(v), none + "0, a tensor of shape (2)" + way),
                wrong(() -> loss.backward(hidden, w, v), none + "2, a tensor of shape (2)" + way),
                wrong(() -> hidden.detach().add(v).sum().backward(w), none + "0, 'w' of shape (2)" + way),
                wrong(() -> loss.backward(loss.exp()), none + "0, a tensor of shape ()" + way), // the wrong way round
                wrong(() -> loss.backward(Tensor.Backward.RECORDED, w, v), none + "1, a tensor of shape (2)" + way),
                wrong(() -> hidden.backwardFrom(C, v), none + "0, a tensor of shape (2)" + way),
                wrong(
                        () -> loss.backward(w, C),
                        "backward: asked for the gradient of a constant (target 1, shape (2)): make it a"
                                + " Tensor.variable or a Parameter"),
                isNull(() -> loss.backward(w, null), "backward: asked for the gradient of null"));
    }

    @TestFactory
    Stream<DynamicTest> whatGradientsAreAskedFor() {
        Gradients all = loss.backward();
        Gradients one = loss.backward(w);
        Gradients two = loss.backward(w, hidden);
        String zeros = "; ofOrZero gives zeros where the output does not depend on a tensor";
        return Stream.of(
                wrong(
                        () -> all.of(v),
                        "gradients: none for a tensor of shape (2): the output does not depend on it" + zeros),
                wrong(() -> all.of(C), "gradients: none for a tensor of shape (2): it is a constant" + zeros),
                wrong(() -> one.of(C), "gradients: none for a tensor of shape (2): it is a constant" + zeros),
                wrong(
                        () -> all.of(hidden),
                        "gradients: none for a tensor of shape (2): it is an intermediate result: ask for it with"
                                + " backward(tensor)"),
                wrong(
                        () -> one.of(v),
                        "gradients: none for a tensor of shape (2): it was not asked for: backward was given 1 other"),
                wrong(
                        () -> two.of(v),
                        "gradients: none for a tensor of shape (2): it was not asked for: backward was given 2 others"),
                // Not zeros: nobody computed it.
                wrong(
                        () -> one.ofOrZero(hidden),
                        "gradients: none for a tensor of shape (2): it was not asked for: backward was given 1 other"),
                wrong(
                        () -> all.ofOrZero(hidden),
                        "gradients: none for a tensor of shape (2): it is an intermediate result: ask for it with"
                                + " backward(tensor)"),
                isNull(() -> all.of(null), "gradients: the tensor is null"),
                isNull(() -> all.ofOrZero(null), "gradients: the tensor is null"),
                isNull(() -> all.contains(null), "gradients: the tensor is null"));
    }

    @Test
    void whatTheOutputDoesNotDependOnIsZeroIfSoAsked() {
        assertEquals(NdArray.of(0, 0), loss.backward().ofOrZero(v).value());
        assertEquals(NdArray.of(0, 0), loss.backward(w).ofOrZero(C).value());
    }

    @TestFactory
    Stream<DynamicTest> transforms() {
        Tensor[] one = {C};
        Tensor[] gap = {C, null};
        Tensor[] none = {};
        Function<Tensor, Tensor> nothing = x -> null;
        return Stream.of(
                isNull(() -> Autodiff.grad(null), "grad: the function is null"),
                isNull(() -> Autodiff.grad(null, C), "grad: the function is null"),
                isNull(() -> Autodiff.grad(F, (Tensor) null), "grad: argument is null"),
                isNull(() -> Autodiff.grad(F).apply(null), "grad: argument is null"),
                isNull(() -> Autodiff.grad(nothing, C), "grad: the function returned null"),
                isNull(() -> Autodiff.valueAndGrad((Function<Tensor, Tensor>) null, C), "grad: the function is null"),
                isNull(() -> Autodiff.valueAndGrad((TensorFunction) null, one), "grad: the function is null"),
                isNull(() -> Autodiff.valueAndGrad(G, (Tensor[]) null), "grad: the arguments are null"),
                isNull(() -> Autodiff.valueAndGrad(G, gap), "grad: argument 1 is null"),
                wrong(
                        () -> Autodiff.valueAndGrad(G, none),
                        "grad: needs at least one argument to differentiate with respect to"),
                wrong(
                        () -> Autodiff.jvp(G, none, none),
                        "jvp: needs at least one argument to differentiate with respect to"),
                isNull(() -> Autodiff.vjp(null, C, C), "vjp: the function is null"),
                isNull(() -> Autodiff.vjp(F, null, C), "vjp: argument is null"),
                isNull(() -> Autodiff.vjp(F, C, (Tensor) null), "vjp: the vector is null"),
                isNull(() -> Autodiff.vjp(nothing, C, C), "vjp: the function returned null"),
                isNull(() -> Autodiff.jvp((Function<Tensor, Tensor>) null, C, C), "jvp: the function is null"),
                isNull(() -> Autodiff.jvp(F, null, C), "jvp: argument is null"),
                isNull(() -> Autodiff.jvp(F, C, (Tensor) null), "jvp: tangent is null"),
                isNull(() -> Autodiff.jvp(nothing, C, C), "jvp: the function returned null"),
                isNull(() -> Autodiff.jvp((TensorFunction) null, one, one), "jvp: the function is null"),
                isNull(() -> Autodiff.jvp(G, null, one), "jvp: the arguments are null"),
                isNull(() -> Autodiff.jvp(G, one, (Tensor[]) null), "jvp: the tangents are null"),
                isNull(() -> Autodiff.jvp(G, gap, gap), "jvp: argument 1 is null"),
                isNull(() -> Autodiff.jvp(G, new Tensor[] {C, C}, gap), "jvp: tangent 1 is null"),
                wrong(() -> Autodiff.jvp(G, one, none), "jvp: 1 arguments, but 0 tangents"),
                isNull(() -> Autodiff.hvp(null, C, C), "hvp: the function is null"),
                isNull(() -> Autodiff.step((Supplier<Tensor>) null), "step: the body is null"),
                isNull(() -> Autodiff.step((Runnable) null), "step: the body is null"));
    }

    @TestFactory
    Stream<DynamicTest> tapesParametersAndGates() {
        Tape tape = Tape.record(G, C);
        Parameter p = Parameter.of("p", C);
        Gate gate = null;
        UnaryGate unary = null;
        return Stream.of(
                isNull(() -> Tape.of(null), "tape: the tensor is null"),
                isNull(() -> Tape.record(null, C), "tape: the function is null"),
                isNull(() -> Tape.record(G, (Tensor[]) null), "tape: the inputs are null"),
                isNull(() -> Tape.record(G, C, null), "tape: input 1 is null"),
                isNull(() -> Tape.record(xs -> null, C), "tape: the function returned null"),
                isNull(() -> Tape.external(null), "external: the source is null"),
                isNull(() -> Tape.effect(null), "effect: the action is null"),
                isNull(() -> tape.replay((Tensor[]) null), "replay: the inputs are null"),
                isNull(() -> tape.replay((Tensor) null), "replay: input 0 is null"),
                isNull(() -> Parameter.of("p", (Tensor) null), "parameter: the initial value is null"),
                isNull(() -> Parameter.of("p", (NdArray) null), "parameter: the initial value is null"),
                isNull(() -> p.assign((Tensor) null), "assign: values are null"),
                isNull(() -> p.assign((NdArray) null), "assign: values are null"),
                isNull(() -> Tensor.apply(gate, C), "apply: the gate is null"),
                isNull(() -> Tensor.applyAll(gate, C), "apply: the gate is null"),
                isNull(() -> Tensor.apply(unary, C), "apply: the gate is null"),
                isNull(
                        () -> Tensor.applyAll(new org.autodiff.internal.gates.move.Moves.Detach(), (Tensor[]) null),
                        "detach: the inputs are null"));
    }

    @Test
    void aRecordingThatFailsLeavesThisThreadAsItWas() {
        assertThrowsExactly(NullPointerException.class, () -> Tape.record(G, C, null));
        assertEquals(Shape.scalar(), Tape.record(G, C).output().shape());
    }
}
