package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Parts of a model are frozen by the paths of their parameters. */
class FreezeTest {
    private static final class Net extends Layer {
        private final Sequential encoder = child(
                "encoder", Sequential.of(Linear.of(3, 4, Rng.of(1)), Activation.tanh(), Linear.of(4, 4, Rng.of(2))));
        private final Linear head = child("head", Linear.of(4, 2, Rng.of(3)));

        @Override
        protected Tensor forward(Tensor x) {
            return head.apply(encoder.apply(x));
        }
    }

    private final Net net = new Net();

    private List<String> frozen() {
        return net.namedParameters().entrySet().stream()
                .filter(e -> e.getValue().isFrozen())
                .map(e -> e.getKey())
                .toList();
    }

    private long gates() {
        Tensor loss = net.apply(Tensor.ones(Shape.of(5, 3))).square().sum();
        return Tape.of(loss).entries().stream()
                .filter(e -> e.gate().isPresent())
                .count();
    }

    @Test
    void patternsAreGlobs() {
        net.freeze("encoder.*");
        assertEquals(List.of("encoder.0.weight", "encoder.0.bias", "encoder.2.weight", "encoder.2.bias"), frozen());
        net.unfreeze("*.2.*");
        assertEquals(List.of("encoder.0.weight", "encoder.0.bias"), frozen());
        net.unfreeze("*");
        net.freeze("head.weight");
        assertEquals(List.of("head.weight"), frozen());
    }

    @Test
    void aDotIsADot() {
        assertThrows(IllegalArgumentException.class, () -> net.freeze("headXweight"));
        String message = assertThrows(IllegalArgumentException.class, () -> net.freeze("decoder.*"))
                .getMessage();
        assertEquals(
                "net: no parameter matches 'decoder.*' (* stands for any characters); the parameters are"
                        + " [encoder.0.weight, encoder.0.bias, encoder.2.weight, encoder.2.bias, head.weight,"
                        + " head.bias]",
                message);
    }

    @Test
    void onlyTheHeadIsOnTheTape() {
        long all = gates();
        net.freeze("encoder.*");
        long head = gates();
        assertEquals(Set.of("head.weight", "head.bias"), gradientNames());
        net.unfreeze("*");
        assertEquals(all, gates());
        net.freeze("*");
        assertEquals(0, net.apply(Tensor.ones(Shape.of(5, 3))).requiresGrad() ? 1 : 0);
        assertEquals(5, all - head); // two products, two sums, and a tanh
    }

    private Set<String> gradientNames() {
        return Autodiff.grad(
                        net, m -> m.apply(Tensor.ones(Shape.of(5, 3))).square().sum())
                .keySet();
    }

    @Test
    void aPartHasItsOwnPaths() {
        net.encoder.freeze("0.*");
        Predicate<Parameter> isFrozen = Parameter::isFrozen;
        assertEquals(2, net.parameters().stream().filter(isFrozen).count());
    }
}
