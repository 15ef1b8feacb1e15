package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gates that are applied to what does not fit them, as their operations never do, refuse it themselves. */
class GateRefusalsTest {
    private static final Shape SIX = Shape.of(6);
    private static final Shape TWO = Shape.of(2);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        () -> new Views.View(SIX, 3, List.of(3), TWO),
                        "view: view of shape (2) with base 3 and strides [3] is not within shape (6)"),
                refusal(
                        () -> new Views.View(SIX, 1, List.of(-2), TWO),
                        "view: view of shape (2) with base 1 and strides [-2] is not within shape (6)"),
                refusal(
                        () -> new Views.View(SIX, 0, List.of(), TWO),
                        "view: view of shape (2) with base 0 and strides [] is not within shape (6)"),
                refusal(
                        () -> new Views.AddView(SIX, 5, List.of(1), TWO),
                        "addView: view of shape (2) with base 5 and strides [1] is not within shape (6)"),
                refusal(new Views.View(SIX, 0, List.of(1), TWO), "view: got shape (2): must be (6)", Tensor.of(1, 2)),
                refusal(
                        new Views.AddView(SIX, 0, List.of(1), TWO),
                        "addView: got shape (3): must be (2)",
                        Tensor.of(1, 2, 3)),
                refusal(
                        new Indexing.Gather(0),
                        "gather: indices of shape (2, 1) for shape (6): may differ along axis 0 only",
                        Tensor.zeros(SIX),
                        Tensor.zeros(Shape.of(2, 1))),
                refusal(
                        new Indexing.ScatterAdd(SIX, 0),
                        "scatterAdd: indices of shape (2, 1) for shape (6): may differ along axis 0 only",
                        Tensor.zeros(Shape.of(2, 1)),
                        Tensor.zeros(Shape.of(2, 1))),
                refusal(
                        new Indexing.ScatterAdd(SIX, 0),
                        "scatterAdd: source of shape (3) for indices of shape (2): must be the same",
                        Tensor.zeros(Shape.of(3)),
                        Tensor.zeros(TWO)));
    }

    private static Arguments refusal(Executable call, String message) {
        return Arguments.of(message, call);
    }

    private static Arguments refusal(Gate gate, String message, Tensor... inputs) {
        return refusal(() -> Tensor.apply(gate, inputs), message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** The last element of a view may be the last one of its source, and the first one the first. */
    @Test
    void viewsMayReachBothEnds() {
        Tensor x = Tensor.arange(6);
        assertEquals(
                Tensor.of(5, 0).value(),
                new Views.View(SIX, 5, List.of(-5), TWO).on(x).value());
        assertEquals(
                Tensor.of(0, 5).value(),
                new Views.View(SIX, 0, List.of(5), TWO).on(x).value());
    }
}
