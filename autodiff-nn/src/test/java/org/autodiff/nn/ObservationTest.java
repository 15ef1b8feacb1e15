package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private final Linear linear = Linear.of(3, 2, Rng.of(1));
    private final Sequential model = Sequential.of(linear, Sequential.of(Activation.tanh(), Activation.relu()));
    private final List<String> seen = new ArrayList<>();

    @SuppressWarnings("try") // the observation acts by being open
    private void observed(Tensor x) {
        try (Observation open = model.onOutput((path, part, value) -> seen.add(path + value.shape()))) {
            model.apply(x);
        }
    }

    @Test
    void valuesComeInTheOrderInWhichTheyAreComputed() {
        observed(Tensor.ones(Shape.of(4, 3)));
        assertEquals(List.of("0(4, 2)", "1.0(4, 2)", "1.1(4, 2)", "1(4, 2)", "(4, 2)"), seen);
    }

    @Test
    void nothingIsReportedAfterItIsClosed() {
        observed(Tensor.ones(Shape.of(3)));
        seen.clear();
        model.apply(Tensor.ones(Shape.of(3)));
        assertEquals(List.of(), seen);
    }

    @Test
    void theListenerGetsThePartAndItsValue() {
        Tensor x = Tensor.of(1, -2, 3);
        List<Tensor> values = new ArrayList<>();
        Observation open = linear.onOutput((path, part, value) -> {
            assertEquals("", path); // from the model that is observed
            assertEquals(linear, part);
            values.add(value);
        });
        model.apply(x);
        open.close();
        assertEquals(1, values.size());
        assertArrayEquals(linear.apply(x).toArray(), values.get(0).toArray());
    }

    @Test
    void severalAreOpenAtOnceAndCloseInAnyOrder() {
        List<String> other = new ArrayList<>();
        Observation first = model.onOutput((path, part, value) -> seen.add(path));
        Observation second = linear.onOutput((path, part, value) -> other.add(path));
        first.close();
        first.close();
        model.apply(Tensor.ones(Shape.of(3)));
        assertEquals(List.of(), seen);
        assertEquals(List.of(""), other);
        second.close();
        model.apply(Tensor.ones(Shape.of(3)));
        assertEquals(1, other.size());
    }

    @Test
    void aSummaryLeavesOtherObservationsOpen() {
        Observation open = model.onOutput((path, part, value) -> seen.add(path));
        model.summary(Shape.of(3));
        int duringSummary = seen.size();
        model.apply(Tensor.ones(Shape.of(3)));
        assertEquals(2 * duringSummary, seen.size());
        open.close();
    }

    @Test
    void anExceptionOfTheListenerIsThatOfTheModel() {
        Observation open = model.onOutput((path, part, value) -> {
            throw new IllegalStateException("enough of " + path);
        });
        assertEquals(
                "enough of 0",
                assertThrows(IllegalStateException.class, () -> model.apply(Tensor.ones(Shape.of(3))))
                        .getMessage());
        open.close();
        model.apply(Tensor.ones(Shape.of(3)));
        assertThrows(NullPointerException.class, () -> model.onOutput(null));
    }
}
