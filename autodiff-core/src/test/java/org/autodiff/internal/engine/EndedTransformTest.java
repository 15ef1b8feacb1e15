package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.junit.jupiter.api.Test;

/**
 * A transform that has returned is over: a tensor that outlives it - a logged loss, a memo - is what it was outside,
 * and results keep no history that leads only to the transform's own arguments.
 */
class EndedTransformTest {
    private static final Tensor ONE = Tensor.of(1);

    /** A derivative of a function of a scalar, by each of the ways there are. */
    private static final Map<String, BiFunction<Function<Tensor, Tensor>, Tensor, Tensor>> MODES =
            new LinkedHashMap<>();

    static {
        MODES.put("grad", Autodiff::grad);
        MODES.put("jvp", (f, x) -> Autodiff.jvp(f, x, ONE).tangent());
        MODES.put("vjp", (f, x) -> Autodiff.vjp(f, x, ONE).gradient());
    }

    @Test
    void aTensorThatOutlivesItsJvpKeepsTheDerivativesOfOutside() {
        MODES.forEach((outerName, outer) -> MODES.forEach((innerName, inner) -> {
            Tensor[] aux = new Tensor[1];
            Tensor derivative = outer.apply(
                    x -> {
                        inner.apply(y -> aux[0] = y.mul(3), x);
                        return aux[0].add(x.square()); // 3 x + x^2
                    },
                    Tensor.of(3));
            assertEquals(9, derivative.item(), outerName + " of " + innerName);
        }));
    }

    @Test
    void soDoesWhatAnHvpLeaves() {
        MODES.forEach((name, outer) -> {
            Tensor[] aux = new Tensor[1];
            Tensor derivative = outer.apply(
                    x -> {
                        Autodiff.hvp(
                                y -> {
                                    aux[0] = y.pow(3);
                                    return aux[0];
                                },
                                x,
                                ONE);
                        return aux[0]; // x^3
                    },
                    Tensor.of(2));
            assertEquals(12, derivative.item(), name);
        });
    }

    @Test
    void aLeakAsTheResultOrAsAnArgumentOrInAnotherLeak() {
        for (BiFunction<Function<Tensor, Tensor>, Tensor, Tensor> outer : MODES.values()) {
            Tensor[] aux = new Tensor[2];
            assertEquals(
                    5,
                    outer.apply(
                                    x -> {
                                        Autodiff.jvp(y -> aux[0] = y.mul(5), x, ONE);
                                        return aux[0];
                                    },
                                    Tensor.of(3))
                            .item());
            assertEquals( // d/dx of 2 (2 x) at 3, through a jvp at the leaked 2 x
                    8,
                    outer.apply(
                                    x -> {
                                        Autodiff.jvp(y -> aux[0] = y.mul(2), x, ONE);
                                        return Autodiff.jvp(Tensor::square, aux[0], ONE)
                                                .tangent()
                                                .mul(2);
                                    },
                                    Tensor.of(3))
                            .item());
            assertEquals( // (x y) y at y = x, leaked through two levels, is x^3
                    27,
                    outer.apply(
                                    x -> {
                                        Autodiff.jvp(
                                                y -> Autodiff.jvp(
                                                                z -> aux[1] =
                                                                        x.mul(y).mul(z),
                                                                y,
                                                                ONE)
                                                        .tangent(),
                                                x,
                                                ONE);
                                        return aux[1];
                                    },
                                    Tensor.of(3))
                            .item());
        }
    }

    @Test
    void whatLeakedCanBeWalkedFromOutside() {
        Tensor x = Tensor.variable(3);
        Tensor[] aux = new Tensor[1];
        Autodiff.jvp(y -> aux[0] = y.square(), x, ONE);
        assertTrue(aux[0].requiresGrad());
        assertEquals(6, aux[0].backward().of(x).item());
        assertEquals(6, aux[0].backward(x).of(x).item());
        Tensor twice = aux[0].mul(2);
        assertEquals(2, twice.backward(aux[0]).of(aux[0]).item());
        assertEquals("square", Tape.of(aux[0]).entries().get(1).name());
    }

    @Test
    void whatLeakedFromAConstantIsAConstant() {
        for (BiFunction<Function<Tensor, Tensor>, Tensor, Tensor> mode : MODES.values()) {
            Tensor[] aux = new Tensor[1];
            mode.apply(y -> aux[0] = y.square(), Tensor.of(3));
            assertFalse(aux[0].requiresGrad());
            assertFalse(aux[0].mul(2).requiresGrad());
            assertThrows(IllegalStateException.class, () -> aux[0].backward());
        }
    }

    /** Of a gate with two inputs, or several, the outermost transform counts: that of x, wherever x stands. */
    @Test
    void soIsWhatLeakedFromAGateWithSeveralInputs() {
        for (BiFunction<Function<Tensor, Tensor>, Tensor, Tensor> mode : MODES.values()) {
            List<Tensor> leaked = new ArrayList<>();
            Tensor derivative = Autodiff.grad(
                    x -> {
                        mode.apply(
                                y -> {
                                    leaked.add(y.mul(y));
                                    leaked.add(Tensor.stack(0, y, y, y).sum());
                                    leaked.add(x.mul(y));
                                    leaked.add(y.mul(x));
                                    leaked.add(
                                            Tensor.stack(0, Tensor.of(0), y, x).sum());
                                    leaked.add(
                                            Tensor.stack(0, x, Tensor.of(0), y).sum());
                                    return y;
                                },
                                Tensor.of(5));
                        assertFalse(leaked.get(0).requiresGrad());
                        assertFalse(leaked.get(1).requiresGrad());
                        return leaked.stream().reduce(Tensor.of(0), Tensor::add);
                    },
                    Tensor.of(3));
            assertEquals(5 + 5 + 1 + 1, derivative.item());
            leaked.forEach(t -> assertFalse(t.requiresGrad()));
        }
    }

    @Test
    void nestedInEveryPairOfModesNothingIsKept() {
        MODES.forEach((outerName, outer) -> MODES.forEach((innerName, inner) -> {
            Tensor g =
                    outer.apply(v -> inner.apply(x -> x.pow(3).mul(v.square()), Tensor.of(3)), Tensor.of(2)); // 27 v^2
            assertEquals(108, g.item(), 1e-13);
            assertFalse(Tensors.onTape(g), outerName + " of " + innerName);
        }));
    }

    @Test
    void theValueOfATransformIsAConstantToo() {
        assertFalse(Tensors.onTape(
                Autodiff.valueAndGrad(x -> x.square(), Tensor.of(3)).value()));
        assertFalse(
                Tensors.onTape(Autodiff.vjp(Tensor::square, Tensor.of(3), ONE).value()));
        assertFalse(
                Tensors.onTape(Autodiff.jvp(Tensor::square, Tensor.of(3), ONE).value()));
        Tensor value = Autodiff.jvp(
                        v -> Autodiff.valueAndGrad(x -> x.mul(v), Tensor.of(3)).value(), Tensor.of(2), ONE)
                .tangent();
        assertEquals(3, value.item());
        assertFalse(Tensors.onTape(value));
    }

    @Test
    void butWhatDependsOnAVariableOfTheProgramCanStillBeDifferentiated() {
        Tensor w = Tensor.variable(3);
        Autodiff.ValueAndGrad both = Autodiff.valueAndGrad(x -> w.mul(x.square()), Tensor.of(2));
        assertEquals(4, both.value().backward().of(w).item());
        Gradients g = both.gradient().backward();
        assertEquals(4, g.of(w).item());
        assertEquals(1, g.size()); // the argument of the transform that is over has no gradient
    }

    @Test
    void aDescentThroughNestedGradientsHasNoHistory() {
        for (BiFunction<Function<Tensor, Tensor>, Tensor, Tensor> inner : MODES.values()) {
            Tensor x = Tensor.of(2);
            for (int i = 0; i < 50; i++) {
                Tensor g = Autodiff.grad(v -> inner.apply(z -> z.square().mul(v.square()), Tensor.of(1)), x);
                x = x.sub(g.mul(0.05)); // of 2 v^2: v shrinks by the factor 0.8
            }
            assertEquals(2 * Math.pow(0.8, 50), x.item(), 1e-15);
            assertFalse(x.requiresGrad());
        }
    }

    @Test
    void aFunctionThatReadsTheVariableItselfIsRefused() {
        Parameter w = Parameter.of("w", Tensor.of(1, 2));
        Tensor v = Tensor.of(1, 1);
        Function<Tensor, Tensor> ignores = argument -> w.square().sum();
        for (Runnable call : new Runnable[] {
            () -> Autodiff.grad(ignores, w),
            () -> Autodiff.vjp(ignores, w, ONE),
            () -> Autodiff.jvp(ignores, w, v),
            () -> Autodiff.hvp(ignores, w, v),
            () -> Autodiff.grad(x -> Autodiff.grad(ignores, x).sum(), w),
            () -> Autodiff.valueAndGrad((TensorFunction) xs -> xs[0].sum().add(w.sum()), Tensor.of(1), w),
        }) {
            String message =
                    assertThrows(IllegalArgumentException.class, call::run).getMessage();
            assertTrue(message.contains("'w'") && message.contains("argument"), message);
        }
    }

    @Test
    void whoUsesTheArgumentMayReadTheVariableToo() {
        Tensor w = Tensor.variable(3);
        assertEquals(3, Autodiff.grad(x -> x.mul(w), w).item());
        assertEquals(3, Autodiff.jvp(x -> x.mul(w), w, ONE).tangent().item());
        assertEquals( // two places of one variable: the second argument is not used, and is not read in another way
                0,
                Autodiff.valueAndGrad((TensorFunction) xs -> xs[0].square(), w, w)
                        .gradients()
                        .get(1)
                        .item());
        // The argument of an enclosing transform is another matter: d/dy x^2 is 0.
        assertEquals(
                0,
                Autodiff.grad(x -> Autodiff.grad(y -> x.square(), x), Tensor.of(3))
                        .item());
    }
}
