package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** The state of a model is complete, stays as it was, and is loaded as a whole or not at all. */
class ModelStateTest {
    /** A linear layer, dropout, a counter in a buffer. */
    private static final class Net extends Layer {
        private final Linear linear;
        private final Dropout dropout;
        private final Buffer seen = buffer("seen", NdArray.of(0));

        Net(long seed) {
            linear = child("linear", Linear.of(3, 2, Rng.of(seed)));
            dropout = child("dropout", Dropout.of(0.5, Rng.of(seed + 1)));
        }

        @Override
        protected Tensor forward(Tensor x) {
            seen.assign(seen.value().add(1));
            return dropout.apply(linear.apply(x));
        }
    }

    /** Holds a layer that it has not registered. */
    private static final class Forgetful extends Model {
        private final Linear forgotten = Linear.of(1, 1, Rng.of(0));

        @Override
        protected String describe() {
            return "Forgetful(" + forgotten.parameterCount() + ")";
        }
    }

    private static final Tensor ONES = Tensor.ones(Shape.of(5, 3));

    private static Map<String, NdArray> with(Map<String, NdArray> state, String name, NdArray value) {
        Map<String, NdArray> changed = new LinkedHashMap<>(state);
        changed.put(name, value);
        return changed;
    }

    private static String refusal(Model model, Map<String, NdArray> state) {
        Map<String, NdArray> before = model.state();
        String message = assertThrows(IllegalArgumentException.class, () -> model.load(state))
                .getMessage();
        assertSame(before, model.state());
        return message;
    }

    private static void assertSame(Map<String, NdArray> expected, Map<String, NdArray> actual) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        expected.forEach((name, array) ->
                assertArrayEquals(array.toArray(), actual.get(name).toArray(), name));
    }

    @Test
    void namesEverythingInOrder() {
        assertEquals(
                List.of("linear.weight", "linear.bias", "seen", "dropout.rng"),
                List.copyOf(new Net(1).state().keySet()));
    }

    @Test
    void staysAsItWas() {
        Net net = new Net(1);
        double[] weight = net.state().get("linear.weight").toArray();
        Map<String, NdArray> state = net.state();
        net.apply(ONES);
        net.namedParameters().get("linear.weight").assign(Tensor.zeros(Shape.of(3, 2)));
        assertArrayEquals(weight, state.get("linear.weight").toArray());
        assertEquals(0, state.get("seen").item());
        assertArrayEquals(new double[] {0, 2, 0, 0}, state.get("dropout.rng").toArray());
    }

    @Test
    void goesOnWhereTheOtherStood() {
        Net one = new Net(1);
        one.apply(ONES);
        Net other = new Net(7);
        other.load(one.state());
        assertArrayEquals(one.apply(ONES).toArray(), other.apply(ONES).toArray());
        assertSame(one.state(), other.state());
    }

    @Test
    void oneMessageNamesAllThatDoesNotFit() {
        Map<String, NdArray> state = with(new Net(1).state(), "linear.weight", NdArray.of(1, 2));
        state = with(with(state, "more", NdArray.of(1)), "dropout.rng", NdArray.of(0, 0.5, 0, 0));
        state.remove("seen");
        assertEquals(
                "net: the state does not fit, and nothing has changed: missing 'seen'; unexpected 'more';"
                        + " 'linear.weight' is of shape (2), must be (3, 2); 'dropout.rng' is refused: state of"
                        + " a generator:"
                        + " word 1 is 0.5: must be a whole number in [0, 2^32)",
                refusal(new Net(2), state));
    }

    @Test
    void aCommonPrefixIsSeen() {
        Map<String, NdArray> longer = new LinkedHashMap<>();
        new Net(1).state().forEach((name, array) -> longer.put("model.net." + name, array));
        assertTrue(refusal(new Net(1), longer).contains("the names of the state begin with 'model.net.'"));
        Sequential around = Sequential.of(new Net(1));
        assertTrue(refusal(around, new Net(1).state()).contains("lack the prefix '0.'"));
    }

    @Test
    void lenientTakesWhatFits() {
        Net net = new Net(2);
        Map<String, NdArray> state = with(new Net(1).state(), "linear.weight", NdArray.of(1, 2));
        state = with(state, "more", NdArray.of(1));
        state.remove("seen");
        LoadReport report = net.load(state, Strictness.LENIENT);
        assertEquals(List.of("linear.bias", "dropout.rng"), report.loaded());
        assertFalse(report.isComplete());
        assertEquals(
                "2 entries loaded; missing 'seen'; unexpected 'more'; 'linear.weight' is of shape (2), must be (3, 2)",
                report.toString());
        assertArrayEquals(
                new Net(1).state().get("linear.bias").toArray(),
                net.state().get("linear.bias").toArray());
        assertArrayEquals(
                new Net(2).state().get("linear.weight").toArray(),
                net.state().get("linear.weight").toArray());
    }

    @Test
    void whatIsNotRegisteredIsNotSaved() {
        Model model = Sequential.of(new Net(1));
        Forgetful forgetful = new Forgetful();
        assertTrue(assertThrows(IllegalStateException.class, forgetful::state)
                .getMessage()
                .contains("field 'forgotten' of Forgetful"));
        assertThrows(IllegalStateException.class, () -> forgetful.load(Map.of()));
        assertEquals(4, model.state().size());
    }

    @Test
    void notWithinOtherParameters() {
        Net net = new Net(1);
        Map<String, NdArray> state = net.state();
        Map<String, Tensor> zeros = Map.of("linear.bias", Tensor.zeros(Shape.of(2)));
        assertThrows(
                IllegalStateException.class,
                () -> net.with(zeros, () -> {
                    net.load(state);
                    return 0;
                }));
        assertSame(state, net.state());
    }

    @Test
    void wordsOfAGenerator() {
        Rng.State state = new Rng.State(-1, 1L << 40 | 3);
        assertArrayEquals(
                new double[] {4294967295.0, 4294967295.0, 256, 3}, state.words().toArray());
        assertEquals(state, Rng.State.of(state.words()));
        for (double bad : new double[] {-1, 0.5, 0x1p32, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Rng.State.of(NdArray.of(0, 0, bad, 0)));
        }
        assertThrows(IllegalArgumentException.class, () -> Rng.State.of(NdArray.of(0, 0, 0)));
    }
}
