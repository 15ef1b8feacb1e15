package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class LayerTest {
    /** A model such as a user writes. */
    private static final class Net extends Layer {
        private final Linear fc1;
        private final Sequential rest;

        Net(Rng rng) {
            fc1 = child("fc1", Linear.of(4, 3, rng));
            rest = child("rest", Sequential.of(Activation.tanh(), Linear.of(3, 2, rng)));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return rest.apply(fc1.apply(x));
        }
    }

    /** Makes the protected methods accessible. */
    private static final class Open extends Layer {
        @Override
        protected Tensor forward(Tensor x) {
            return x;
        }

        <L extends Layer> L add(String name, L layer) {
            return child(name, layer);
        }

        void addParameter(String name) {
            parameter(name, NdArray.of(1, 2));
        }
    }

    private final Net net = new Net(Rng.of(1));

    @Test
    void parametersHavePaths() {
        assertEquals(
                List.of("fc1.weight", "fc1.bias", "rest.1.weight", "rest.1.bias"),
                List.copyOf(net.namedParameters().keySet()));
        assertEquals(4, net.parameters().size());
        assertEquals(4 * 3 + 3 + 3 * 2 + 2, net.parameterCount());
    }

    @Test
    void parametersAreCalledByTheirPathFromTheRoot() {
        net.namedParameters().forEach((path, parameter) -> assertEquals(path, parameter.name()));
        Tensor loss = net.apply(Tensor.ones(Shape.of(1, 4))).sum();
        Parameter weight = net.namedParameters().get("rest.1.weight");
        weight.assign(weight.mul(2));
        IllegalStateException e = assertThrows(IllegalStateException.class, loss::backward);
        assertTrue(e.getMessage().startsWith("parameter 'rest.1.weight' was assigned"), e.getMessage());
    }

    @Test
    void aParameterRegisteredLateIsCalledByItsPathToo() {
        Open outer = new Open();
        Open inner = outer.add("inner", new Open());
        inner.addParameter("scale");
        assertEquals("inner.scale", inner.parameters().get(0).name());
    }

    @Test
    void aWholeModelPassesTheGradientCheck() {
        Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(3, 4), 0, 1));
        GradCheck.of(() -> net.apply(x).square().mean())
                .parameters(net.parameters())
                .order(2)
                .assertPasses();
    }

    @Test
    void pathsAreRelativeToTheLayerThatIsAsked() {
        assertEquals(
                List.of("1.weight", "1.bias"),
                List.copyOf(net.rest.namedParameters().keySet()));
        assertEquals("rest.1", net.rest.children().get("1").path());
        assertEquals("", net.path());
    }

    @Test
    void ownParametersComeBeforeThoseOfChildren() {
        Open layer = new Open();
        layer.add("part", Linear.of(1, 1, Rng.of(0)));
        layer.addParameter("scale");
        assertEquals(
                List.of("scale", "part.weight", "part.bias"),
                List.copyOf(layer.namedParameters().keySet()));
    }

    @Test
    void aSharedLayerCountsOnceAndKeepsItsFirstPath() {
        Linear shared = Linear.of(2, 2, Rng.of(0));
        Sequential twice = Sequential.of(shared, Activation.relu(), shared);
        assertEquals(
                List.of("0.weight", "0.bias"),
                List.copyOf(twice.namedParameters().keySet()));
        assertEquals("0", shared.path());
        Sequential.of(shared);
        assertEquals("0", shared.path());
    }

    @Test
    void errorsOfShapeNameTheLayer() {
        Tensor x = Tensor.zeros(Shape.of(8, 50));
        assertEquals(
                "fc1: expected last dimension 4, got (8, 50)",
                assertThrows(IllegalArgumentException.class, () -> net.apply(x)).getMessage());
        assertEquals(
                "rest.1: expected last dimension 3, got (8, 50)",
                assertThrows(IllegalArgumentException.class, () -> net.rest.apply(x))
                        .getMessage());
        assertEquals(
                "linear: expected last dimension 64, got ()",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Linear.of(64, 1, Rng.of(0)).apply(Tensor.of(1)))
                        .getMessage());
    }

    @Test
    void namesAreChecked() {
        Open layer = new Open();
        layer.addParameter("a");
        for (String name : List.of("", "a", "a.b")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> layer.add(name, Activation.relu()));
            assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> layer.addParameter(name));
        }
        assertThrows(NullPointerException.class, () -> layer.add("b", null));
    }

    @Test
    void aLayerCannotBecomePartOfItself() {
        Open outer = new Open();
        Open inner = outer.add("inner", new Open());
        assertThrows(IllegalArgumentException.class, () -> outer.add("self", outer));
        assertThrows(IllegalArgumentException.class, () -> inner.add("outer", outer));
        assertTrue(inner.children().isEmpty());
    }

    @Test
    void viewsCannotBeChanged() {
        assertThrows(UnsupportedOperationException.class, () -> net.children().clear());
        assertThrows(
                UnsupportedOperationException.class, () -> net.namedParameters().clear());
        assertThrows(UnsupportedOperationException.class, () -> net.parameters().clear());
    }

    @Test
    void childReturnsTheLayer() {
        Linear linear = Linear.of(1, 1, Rng.of(0));
        assertSame(linear, new Open().add("x", linear));
    }

    @Test
    void textShowsTheTree() {
        assertEquals("""
                Net: 23 parameters
                  fc1: Linear(4 -> 3): 15 parameters
                  rest: Sequential: 8 parameters
                    0: tanh
                    1: Linear(3 -> 2): 8 parameters""", net.toString());
        assertEquals(
                "Linear(2 -> 1, no bias): 2 parameters",
                Linear.builder(2, 1)
                        .weights((shape, fan, rng) -> NdArray.zeros(shape))
                        .bias(false)
                        .build(Rng.of(0))
                        .toString());
    }

    @Test
    void anAnonymousLayerHasAName() {
        Layer identity = new Layer() {
            @Override
            protected Tensor forward(Tensor x) {
                return x;
            }
        };
        assertEquals("Model", identity.toString());
    }
}
