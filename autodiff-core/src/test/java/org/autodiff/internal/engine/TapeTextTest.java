package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.autodiff.Autodiff;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.junit.jupiter.api.Test;

/** A printed tape says what the gates compute that are no operations of tensors. */
class TapeTextTest {
    @Test
    void aDerivativeShowsTheFormulasOfItsGates() {
        Tape tape = Tape.record(xs -> Autodiff.grad(t -> t.asin(), xs[0]), Tensor.variable("x", 0.5));
        assertTrue(tape.toString().contains("oneMinusSquare(%1) = 1 - %1^2 () = 0.75"), tape::toString);
    }

    @Test
    void anOperationIsNotExplained() {
        Tensor y = Tensor.variable("x", 2).sigmoid().add(1);
        assertEquals(
                "%0 = x ()\n%1 = sigmoid(%0) ()\n%2 = add(%1, 1) ()", Tape.of(y).toString());
    }

    @Test
    void twoOperandsArePutInTheirPlaces() {
        Tensor x = Tensor.variable("x", 2);
        assertEquals(
                "%0 = x ()\n%1 = logaddexpSlope(-3, %0) = 1 / (1 + exp(%0 - (-3))) ()",
                Tape.of(new Exponential.LogaddexpSlope().on(Tensor.of(-3), x)).toString());
    }

    @Formula(value = "exp(scale x), scale = {scale}", derivative = "scale y")
    private record Growth(double scale) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Math.exp(scale * x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return y.mul(scale);
        }
    }

    @Test
    void onlyWholeNamesAreReplaced() {
        assertEquals(
                "%0 = t ()\n%1 = growth(2)(%0) = exp(scale %0), scale = 2 ()",
                Tape.of(new Growth(2).on(Tensor.variable("t", 1))).toString());
    }
}
