package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.block.BasicBlock;
import org.autodiff.nn.block.Bottleneck;
import org.autodiff.nn.block.Residual;
import org.autodiff.nn.conv.Conv2d;
import org.junit.jupiter.api.Test;

class BlockTest {
    private final Rng rng = Rng.of(0);

    @Test
    void blocksAreThoseOfPyTorch() {
        ReferenceCases reference = new ReferenceCases("layersBlock");
        Map.of(
                        "basic/same", BasicBlock.of(2, rng),
                        "basic/wider", BasicBlock.of(2, 3, 1, rng),
                        "basic/stride", BasicBlock.of(2, 2, 2, rng),
                        "bottleneck/same", Bottleneck.of(4, 1, 1, rng),
                        "bottleneck/stride", Bottleneck.of(3, 2, 2, rng))
                .forEach((name, block) -> {
                    reference.check(name + "/train", block);
                    block.eval(); // with the running statistics of one step
                    reference.check(name + "/eval", block);
                });
        assertEquals(Set.of(), reference.left());
    }

    @Test
    void residualAddsTheWayAround() {
        Layer twice = Activation.of("twice", x -> x.mul(2));
        Layer minus = Activation.of("minus", Tensor::neg);
        Tensor x = Tensor.of(1.0, -2.0);
        assertArrayEquals(new double[] {3, -6}, Residual.of(twice).apply(x).toArray());
        assertArrayEquals(
                new double[] {1, -2},
                Residual.builder(twice).shortcut(minus).build().apply(x).toArray());
        assertArrayEquals(
                new double[] {3, 0},
                Residual.builder(twice)
                        .activation(Activation.relu())
                        .build()
                        .apply(x)
                        .toArray());
        assertArrayEquals(
                new double[] {1, 0},
                Residual.builder(twice)
                        .shortcut(minus)
                        .activation(Activation.relu())
                        .build()
                        .apply(x)
                        .toArray());
    }

    @Test
    void shapesAreNeverBroadcast() {
        Sequential model = Sequential.of(Residual.of(Linear.of(3, 1, rng)));
        assertEquals(
                "0: expected a body that gives (5, 3), the shape of the way around it, got (5, 1)",
                assertThrows(IllegalArgumentException.class, () -> model.apply(Tensor.zeros(Shape.of(5, 3))))
                        .getMessage());
        Residual projected = Residual.builder(Linear.of(3, 1, rng))
                .shortcut(Linear.of(3, 2, rng))
                .build();
        assertEquals(
                "residual: expected a body that gives (2), the shape of the way around it, got (1)",
                assertThrows(IllegalArgumentException.class, () -> projected.apply(Tensor.zeros(Shape.of(3))))
                        .getMessage());
    }

    @Test
    void partsHaveTheirNames() {
        assertEquals(
                List.of("body.0.weight", "body.0.bias", "shortcut.weight", "shortcut.bias"),
                List.copyOf(Residual.builder(Sequential.of(Conv2d.of(1, 2, 1, rng)))
                        .shortcut(Conv2d.of(1, 2, 1, rng))
                        .build()
                        .namedParameters()
                        .keySet()));
        assertEquals(
                List.of("conv1", "norm1", "conv2", "norm2", "shortcut"),
                List.copyOf(BasicBlock.of(1, 2, 1, rng).children().keySet()));
        assertEquals(
                List.of("conv1", "norm1", "conv2", "norm2", "conv3", "norm3"),
                List.copyOf(Bottleneck.of(8, 2, 1, rng).children().keySet()));
        assertEquals("Bottleneck(8 -> 2 -> 8, stride 2)", firstWords(Bottleneck.of(8, 2, 2, rng)));
        assertEquals("BasicBlock(8 -> 8)", firstWords(BasicBlock.of(8, rng)));
    }

    private static String firstWords(Layer layer) {
        String text = layer.toString();
        return text.substring(0, text.indexOf(':'));
    }

    @Test
    void everyParameterHasAFan() {
        for (Layer block : List.of(BasicBlock.of(2, 3, 2, rng), Bottleneck.of(2, 3, 2, rng))) {
            block.parameters().forEach(block::fan);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertEquals(
                "bottleneck: expected (n, 4, rows, columns), got (4, 3, 3)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Bottleneck.of(4, 1, 1, rng).apply(Tensor.zeros(Shape.of(4, 3, 3))))
                        .getMessage());
        assertEquals(
                "basicBlock: expected (n, 2, rows, columns), got (1, 3, 3, 3)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> BasicBlock.of(2, rng).apply(Tensor.zeros(Shape.of(1, 3, 3, 3))))
                        .getMessage());
        assertEquals(
                "basicBlock: channels and stride must be positive, got 2 -> 0, stride 1",
                assertThrows(IllegalArgumentException.class, () -> BasicBlock.of(2, 0, 1, rng))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Bottleneck.of(2, 1, 0, rng));
        assertThrows(NullPointerException.class, () -> Residual.of(null));
        assertThrows(
                NullPointerException.class,
                () -> Residual.builder(Activation.relu()).shortcut(null).build());
    }
}
