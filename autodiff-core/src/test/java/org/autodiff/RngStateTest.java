package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** The state of a generator as numbers, and back into the same generator. */
class RngStateTest {
    @Test
    void wordsAreTheUnsignedHalves() {
        Rng.State state = new Rng.State(0xFFFFFFFE_80000001L, 0x00000003_FFFFFFFFL);
        assertEquals(NdArray.of(4294967294.0, 2147483649.0, 3, 4294967295.0), state.words());
        assertEquals(state, Rng.State.of(state.words()));
    }

    @Test
    void resetGoesOnWhereTheStateWasTaken() {
        Rng rng = Rng.of(-7);
        rng.nextLong();
        Rng.State state = rng.state();
        long next = rng.nextLong();
        Rng other = Rng.of(1);
        other.reset(state);
        assertEquals(next, other.nextLong());
        assertEquals(rng.split().nextLong(), other.split().nextLong());
    }

    @Test
    void otherNumbersAreNoState() {
        for (double bad : new double[] {-1, 0.5, 0x1p32, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "state of a generator: word 2 is " + bad + ": must be a whole number in [0, 2^32)",
                    assertThrows(IllegalArgumentException.class, () -> Rng.State.of(NdArray.of(0, 0, bad, 0)))
                            .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Rng.State.of(NdArray.of(0, 0, 0)));
    }

    @Test
    void noResetWithinARecording() {
        Rng rng = Rng.of(1);
        Rng.State state = rng.state();
        assertThrows(
                IllegalStateException.class,
                () -> Tape.record(
                        x -> {
                            rng.reset(state);
                            return x[0].mul(2);
                        },
                        Tensor.of(1)));
    }
}
