package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A program's private classes are not visible to the engine, which looks into what a step returns all the same. */
class StepFromAnotherPackageTest {
    private record Losses(String name, Tensor loss) {}

    private static final class Model {
        private final Tensor weights;

        private Model(Tensor weights) {
            this.weights = weights;
        }
    }

    @Test
    void theComponentsOfAPrivateRecordEscape() {
        Losses losses = Autodiff.step(
                () -> new Losses("mean", Tensor.full(Shape.of(300), 2).mul(3)));
        assertEquals(6, losses.loss().toArray()[299]);
    }

    @Test
    void aPrivateFieldMayHoldWhatIsOlder() {
        Tensor weights = Tensor.of(1, 2);
        assertSame(weights, Autodiff.step(() -> new Model(weights)).weights);
    }
}
