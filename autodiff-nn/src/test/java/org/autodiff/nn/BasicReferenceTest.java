package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.init.Initializer;
import org.junit.jupiter.api.Test;

/** Activations and basic layers against PyTorch. */
class BasicReferenceTest {
    private final ReferenceCases reference = new ReferenceCases("layersBasic");

    private static final List<Supplier<Activation>> ACTIVATIONS = List.of(
            Activation::sigmoid,
            Activation::logSigmoid,
            Activation::hardSigmoid,
            Activation::hardLogistic,
            Activation::tanh,
            Activation::hardTanh,
            () -> Activation.hardTanh(-0.5, 2),
            Activation::softsign,
            Activation::relu,
            Activation::relu6,
            Activation::leakyRelu,
            () -> Activation.leakyRelu(0.2),
            Activation::elu,
            () -> Activation.elu(0.7),
            Activation::selu,
            Activation::celu,
            () -> Activation.celu(0.6),
            Activation::softplus,
            () -> Activation.softplus(2.5),
            Activation::silu,
            () -> Activation.swish(1.7),
            Activation::gelu,
            Activation::geluTanh,
            Activation::mish,
            Activation::hardSwish,
            Activation::tanhshrink,
            () -> Activation.softshrink(0.5),
            () -> Activation.softshrink(1.2),
            () -> Activation.hardshrink(0.5),
            () -> Activation.hardshrink(1.2),
            () -> Activation.softmax(-1),
            () -> Activation.softmax(1),
            () -> Activation.softmax(1, 2.5),
            () -> Activation.logSoftmax(0),
            () -> Activation.logSoftmax(-1, 0.3),
            () -> Activation.softmin(1),
            () -> Activation.glu(-1),
            () -> Activation.glu(1));

    @Test
    void activations() {
        Map<String, Activation> byName = ACTIVATIONS.stream()
                .map(Supplier::get)
                .collect(Collectors.toMap(a -> "activation/" + a.toString().replace(" ", ""), a -> a));
        assertEquals(reference.cases("activation/"), Set.copyOf(byName.keySet()));
        byName.forEach(reference::check);
    }

    @Test
    void noActivationIsForgotten() {
        Set<String> made = Arrays.stream(Activation.class.getMethods())
                .filter(m ->
                        m.getReturnType() == Activation.class && !m.getName().equals("of"))
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> covered = ACTIVATIONS.stream()
                .map(a -> a.get().toString().replaceFirst("\\(.*", ""))
                .collect(Collectors.toSet());
        assertEquals(made, covered);
    }

    @Test
    void prelu() {
        reference.check("prelu/one", Prelu.of());
        reference.check("prelu/start", Prelu.of());
        reference.check("prelu/channels", Prelu.ofChannels(3));
        reference.check("prelu/rows", Prelu.ofChannels(3));
        reference
                .of("prelu/start")
                .assertMatches("param/weight", Prelu.of().parameters().get(0));
    }

    @Test
    void maxout() {
        reference.check("maxout", Maxout.of(3, 2, 4, Rng.of(0)));
    }

    @Test
    void bilinear() {
        Map<String, Bilinear> layers = Map.of(
                "bilinear/bias", Bilinear.of(3, 2, 4, Rng.of(0)),
                "bilinear/plain",
                        Bilinear.builder(3, 2, 4)
                                .weights(Initializer.zeros())
                                .bias(false)
                                .build(Rng.of(0)));
        layers.forEach((name, layer) -> reference.of(name).check(layer, x -> layer.apply(x[0], x[1]), "a", "b"));
    }

    @Test
    void embedding() {
        Initializer normal = Initializer.normal(0, 1);
        Map<String, Embedding> layers = Map.of(
                "embedding/plain", Embedding.of(5, 3, Rng.of(0)),
                "embedding/padding2",
                        Embedding.builder(5, 3).paddingIdx(2).weights(normal).build(Rng.of(0)),
                "embedding/padding4",
                        Embedding.builder(5, 3).paddingIdx(4).weights(normal).build(Rng.of(0)));
        layers.forEach((name, layer) -> {
            ReferenceCase c = reference.of(name);
            Tensor x = c.tensor("x");
            c.check(layer, none -> layer.apply(x));
            c.check(layer, none -> layer.apply(Index.of(x.value())));
        });
    }

    @Test
    void nothingIsLeftOut() {
        Stream.<Runnable>of(this::activations, this::prelu, this::maxout, this::bilinear, this::embedding)
                .forEach(Runnable::run);
        assertEquals(Set.of(), reference.left());
    }
}
