package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Derivatives within derivatives. The trap is known as perturbation confusion (Siskind and Pearlmutter: Perturbation
 * confusion and referential transparency; IFL 2005): the inner derivative must not see the outer one's variable as its
 * own.
 */
class NestingTest {
    private static final Tensor ONE = Tensor.of(1);

    private static Tensor reverse(Function<Tensor, Tensor> f, Tensor x) {
        return Autodiff.grad(f, x);
    }

    private static Tensor forward(Function<Tensor, Tensor> f, Tensor x) {
        return Autodiff.jvp(f, x, Tensor.ones(x.shape())).tangent();
    }

    @FunctionalInterface
    private interface D {
        Tensor at(Function<Tensor, Tensor> f, Tensor x);
    }

    private static final D[] MODES = {NestingTest::reverse, NestingTest::forward};

    @Example
    void theDerivativeOfXTimesTheDerivativeOfXPlusYIsOne() {
        for (D outer : MODES) {
            for (D inner : MODES) {
                assertEquals(
                        1,
                        outer.at(x -> x.mul(inner.at(y -> x.add(y), ONE)), Tensor.of(5))
                                .item());
                // d/dx (x * d/dy (x y)) = d/dx x^2
                assertEquals(
                        10,
                        outer.at(x -> x.mul(inner.at(y -> x.mul(y), ONE)), Tensor.of(5))
                                .item());
            }
        }
    }

    @Property
    void threeLevelsInAnyModes(@ForAll @DoubleRange(min = -2, max = 2) double at) {
        // d/dx [ x * d/dy ( y^2 * d/dz (x y z^2) at z = y ) at y = x ]
        //   = d/dx [ x * d/dy (2 x y^4) at y = x ] = d/dx [8 x^5] = 40 x^4
        for (D a : MODES) {
            for (D b : MODES) {
                for (D c : MODES) {
                    Tensor result = a.at(
                            x -> x.mul(b.at(
                                    y -> y.square().mul(c.at(z -> x.mul(y).mul(z.square()), y)), x)),
                            Tensor.of(at));
                    // The inner point y depends on y itself (z = y): d/dz at z = y gives 2 x y z -> 2 x y^2.
                    assertEquals(40 * Math.pow(at, 4), result.item(), 1e-9 * (1 + Math.pow(at, 4)));
                }
            }
        }
    }

    @Example
    void anInnerDerivativeAtAnOuterVariableKeepsBoth() {
        // d/dx [ d/dy (y^2 x) at y = x ] = d/dx 2 x^2
        for (D outer : MODES) {
            for (D inner : MODES) {
                assertEquals(
                        12,
                        outer.at(x -> inner.at(y -> y.square().mul(x), x), Tensor.of(3))
                                .item());
            }
        }
    }

    @Example
    void higherDerivativesOfTheSine() {
        UnaryOperator<Tensor> f = Tensor::sin;
        double[] expected = {Math.sin(0.3), Math.cos(0.3), -Math.sin(0.3), -Math.cos(0.3), Math.sin(0.3)};
        for (double e : expected) {
            assertEquals(e, f.apply(Tensor.of(0.3)).item(), 1e-15);
            f = Autodiff.grad(f);
        }
    }

    @Example
    void anInnerGradientIsDifferentiatedWithRespectToTheParametersItUsed() {
        // A gradient penalty: g = d/dx (w x^2) = 2 w x, and d/dw g^2 = 8 w x^2.
        Tensor w = Tensor.variable(3);
        Tensor penalty = Autodiff.grad(x -> w.mul(x.square()), Tensor.of(2)).square();
        assertEquals(144, penalty.item());
        assertEquals(96, penalty.backward().of(w).item());
    }

    @Example
    void withoutSuchAParameterAGradientIsAConstant() {
        assertFalse(Autodiff.grad(Tensor::square, Tensor.of(2)).requiresGrad());
    }

    @Example
    void aFunctionThatDoesNotUseItsArgumentHasGradientZero() {
        assertArrayEquals(
                new double[2], Autodiff.grad(x -> Tensor.of(4), Tensor.of(1, 2)).toArray());
        assertArrayEquals(
                new double[1],
                Autodiff.jvp(x -> Tensor.of(4), Tensor.of(1, 2), Tensor.of(1, 1))
                        .tangent()
                        .toArray());
    }

    @Example
    void detachStopsBothModes() {
        assertEquals(3, reverse(x -> x.mul(x.detach()), Tensor.of(3)).item());
        assertEquals(3, forward(x -> x.mul(x.detach()), Tensor.of(3)).item());
    }

    @Example
    void noGradStopsBothModes() {
        for (D d : MODES) {
            Tensor g = d.at(
                    x -> {
                        Tensor constant;
                        try (NoGrad scope = NoGrad.open()) {
                            constant = x.square();
                        }
                        return x.mul(constant);
                    },
                    Tensor.of(3));
            assertEquals(9, g.item());
        }
    }

    @Example
    void severalArguments() {
        Autodiff.ValueAndGrads g =
                Autodiff.valueAndGrad(xs -> xs[0].mul(xs[1]).sum(), Tensor.of(1, 2), Tensor.of(3, 4));
        assertEquals(11, g.value().item());
        assertArrayEquals(new double[] {3, 4}, g.gradients().get(0).toArray());
        assertArrayEquals(new double[] {1, 2}, g.gradients().get(1).toArray());
        Tensor tangent = Autodiff.jvp(
                        xs -> xs[0].mul(xs[1]).sum(),
                        new Tensor[] {Tensor.of(1, 2), Tensor.of(3, 4)},
                        new Tensor[] {Tensor.of(1, 0), Tensor.of(0, 1)})
                .tangent();
        assertEquals(3 + 2, tangent.item());
    }

    @Example
    void vectorsThroughTheJacobian() {
        Autodiff.ValueAndGrad v = Autodiff.vjp(x -> x.square(), Tensor.of(1, 2), Tensor.of(10, 1));
        assertArrayEquals(new double[] {1, 4}, v.value().toArray());
        assertArrayEquals(new double[] {20, 4}, v.gradient().toArray());
        assertArrayEquals(
                new double[] {6, 12, 18},
                Autodiff.hvp(x -> x.pow(3).sum(), Tensor.of(1, 2, 3), Tensor.of(1, 1, 1))
                        .toArray());
    }

    @Example
    void shapesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Autodiff.grad(x -> x.mul(2), Tensor.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jvp(Tensor::sin, Tensor.of(1, 2), Tensor.of(1)));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.vjp(Tensor::sin, Tensor.of(1, 2), Tensor.of(1)));
    }

    @Example
    void reverseOverForwardOverReverse() {
        Function<Tensor, Tensor> cube = z -> z.mul(z).mul(z);
        assertEquals(6, reverse(z -> Autodiff.hvp(cube, z, ONE), Tensor.of(2)).item());
        Tensor v = Tensor.variable(2);
        assertEquals(6, Autodiff.hvp(cube, v, ONE).backward().of(v).item());
        assertEquals(
                12,
                reverse(
                                c -> Autodiff.jvp(k -> reverse(q -> k.pow(3).mul(q), ONE), c, ONE)
                                        .tangent(),
                                Tensor.of(2))
                        .item());
    }

    @Example
    void theGradientWithRespectToTheVectorOfAProduct() {
        Function<Tensor, Tensor> cube = z -> z.mul(z).mul(z);
        assertEquals(
                12,
                reverse(u -> Autodiff.vjp(cube, Tensor.of(2), u).gradient(), ONE)
                        .item());
        assertEquals(
                12,
                reverse(u -> Autodiff.jvp(cube, Tensor.of(2), u).tangent(), ONE).item());
    }

    /** Every derivative of x^5 up to order four, in every sequence of modes, against the falling factorials. */
    @Example
    void everySequenceOfModes() {
        double[] expected = {32, 80, 160, 240, 240};
        for (int modes = 0; modes < 16; modes++) {
            Function<Tensor, Tensor> f = x -> x.pow(5);
            for (int order = 0; order <= 4; order++) {
                assertEquals(
                        expected[order], f.apply(Tensor.of(2)).item(), 1e-12, "modes " + modes + ", order " + order);
                Function<Tensor, Tensor> below = f;
                D mode = MODES[modes >> order & 1];
                f = x -> mode.at(below, x);
            }
        }
    }

    /** The same through a gate whose forward mode is the transpose of its backward, and that mixes its elements. */
    @Example
    void everySequenceOfModesThroughAnOpaqueGate() {
        Function<Tensor, Tensor> f = x -> Tensor.stack(0, x, x.square()).logsumexp(0); // log(e^x + e^(x^2))
        double[] at = {0.3};
        for (int modes = 0; modes < 4; modes++) {
            D first = MODES[modes & 1];
            D second = MODES[modes >> 1];
            double h = 1e-4;
            Function<Double, Double> value = x -> Math.log(Math.exp(x) + Math.exp(x * x));
            double expected = (value.apply(at[0] + h) - 2 * value.apply(at[0]) + value.apply(at[0] - h)) / (h * h);
            assertEquals(
                    expected, second.at(x -> first.at(f, x), Tensor.of(0.3)).item(), 1e-6);
        }
    }

    @Example
    void aLongChainOfGradientsIsNotQuadratic() {
        // Each gradient would descend into the history of its argument again; at 3,000 that took most of a minute.
        Tensor start = Tensor.variable(0.5);
        Tensor y = start;
        for (int i = 0; i < 3000; i++) {
            y = Autodiff.grad(x -> x.square().mul(0.5), y); // the identity
        }
        assertEquals(1, y.backward().of(start).item());
    }

    @Example
    void aStepWithinAGradientIsRefusedWhereItWouldCutIt() {
        assertThrows(IllegalStateException.class, () -> reverse(z -> Autodiff.step(() -> z.square()), Tensor.of(2)));
        assertEquals(
                1,
                reverse(z -> z.add(Autodiff.step(() -> z.square().detach())), Tensor.of(2))
                        .item());
    }

    @Example
    void closingNoGradTwiceDoesNothing() {
        Tensor x = Tensor.variable(1);
        NoGrad early = NoGrad.open();
        early.close();
        try (NoGrad later = NoGrad.open()) {
            early.close();
            assertFalse(x.exp().requiresGrad());
        }
    }

    /** The cube, opaque to forward mode, which derives its rule from the backward rule. */
    private record OpaqueCube(boolean fails) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> x.at(i) * x.at(i) * x.at(i));
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            if (fails) {
                throw new ArithmeticException("planted");
            }
            return upstream.mul(x.square().mul(3));
        }
    }

    @Example
    void theForwardRuleOfAnOpaqueGateLeavesTheThreadAsItWas() {
        Tensor w = Tensor.variable(5);
        for (boolean fails : new boolean[] {false, true}) {
            Function<Tensor, Tensor> f = x -> {
                Transform running = Context.current().transform;
                try {
                    return new OpaqueCube(fails).on(x).add(new OpaqueCube(fails).on(x));
                } catch (ArithmeticException e) {
                    return x.mul(24);
                } finally {
                    assertFalse(w.mul(2).requiresGrad());
                    assertSame(running, Context.current().transform);
                }
            };
            try (NoGrad scope = NoGrad.open()) {
                Tensor tangent = Autodiff.jvp(f, Tensor.of(2), ONE).tangent();
                assertEquals(24, tangent.item()); // 2 * 3 x^2
                assertFalse(tangent.requiresGrad());
                assertFalse(w.mul(2).requiresGrad());
            }
            assertTrue(w.mul(2).requiresGrad());
        }
    }

    /** What its inputs and their tangents came from does not depend on the upstream gradient, and may be long. */
    @Example
    void theForwardRuleOfAnOpaqueGateDoesNotLookBelowItsInputs() {
        Tensor w = Tensor.variable(2);
        Tensor h = w.mul(1);
        Tensor tangent =
                Autodiff.jvp(x -> new OpaqueCube(false).on(h.mul(x)), ONE, ONE).tangent(); // 3 w^3
        assertNull(h.node.owner);
        assertEquals(24, tangent.item());
        assertEquals(36, tangent.backward().of(w).item());
    }

    @Example
    void noTangentIsRecordedWithinNoGrad() {
        try (NoGrad scope = NoGrad.open()) {
            Autodiff.jvp(
                    x -> {
                        Tensor y = new OpaqueCube(false).on(x);
                        assertFalse(Tensors.onTape(((Tangent) y.level).tangent()));
                        return y;
                    },
                    Tensor.variable(2),
                    ONE);
        }
    }
}
