package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.conv.AdaptiveAvgPool1d;
import org.autodiff.nn.conv.AdaptiveAvgPool2d;
import org.autodiff.nn.conv.AdaptiveMaxPool1d;
import org.autodiff.nn.conv.AdaptiveMaxPool2d;
import org.autodiff.nn.conv.AvgPool1d;
import org.autodiff.nn.conv.AvgPool2d;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.ConvTranspose1d;
import org.autodiff.nn.conv.ConvTranspose2d;
import org.autodiff.nn.conv.MaxPool1d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the comparison with PyTorch does not cover of convolutions and pooling: errors, limits, first values, texts. */
class ConvTest {
    private static final Window2d WINDOW = Window2d.of(3, 3);
    private final Rng rng = Rng.of(0);

    private static void assertRefused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(Shape.of(dims));
    }

    @Test
    void argumentsAreChecked() {
        Sequential model =
                Sequential.of(Activation.relu(), Conv2d.builder(2, 1, WINDOW).build(rng));
        assertRefused(
                "1: expected (n, 2, rows, columns) or (2, rows, columns), got (4, 3, 5, 5)",
                () -> model.apply(zeros(4, 3, 5, 5)));
        assertRefused(
                "1: expected (n, 2, rows, columns) or (2, rows, columns), got (2, 5)", () -> model.apply(zeros(2, 5)));
        assertRefused(
                "1: expected at least 3 rows and 3 columns, got (1, 2, 2, 5)", () -> model.apply(zeros(1, 2, 2, 5)));
        Conv1d line = Conv1d.builder(2, 1, 3).dilation(2).padding(1).build(rng);
        assertRefused("conv1d: expected (n, 2, length) or (2, length), got (3)", () -> line.apply(zeros(3)));
        assertRefused("conv1d: expected a length of at least 3, got (2, 2)", () -> line.apply(zeros(2, 2)));
        Layer mirrored =
                Conv1d.builder(1, 1, 1).padding(2).paddingMode(PadMode.REFLECT).build(rng);
        assertRefused("conv1d: expected a length of at least 3, got (1, 2)", () -> mirrored.apply(zeros(1, 2)));
        Layer circular =
                Conv1d.builder(1, 1, 1).padding(2).paddingMode(PadMode.CIRCULAR).build(rng);
        assertRefused("conv1d: expected a length of at least 2, got (1, 1)", () -> circular.apply(zeros(1, 1)));
        assertEquals(Shape.of(1, 6), circular.apply(zeros(1, 2)).shape());
        Layer narrow = ConvTranspose2d.builder(1, 1, 2).padding(1).build(rng);
        assertRefused(
                "convTranspose2d: expected rows and columns that leave something within the padding, got (1, 1, 5)",
                () -> narrow.apply(zeros(1, 1, 5)));
        assertRefused(
                "convTranspose1d: expected (n, 1, length) or (1, length), got (2, 5)",
                () -> ConvTranspose1d.of(1, 1, 2, rng).apply(zeros(2, 5)));
        assertRefused(
                "convTranspose1d: expected a length that leaves something within the padding, got (1, 0)",
                () -> ConvTranspose1d.of(1, 1, 2, rng).apply(zeros(1, 0)));
    }

    @Test
    void optionsAreCheckedBeforeNumbersAreDrawn() {
        Rng.State before = rng.state();
        assertRefused(
                "conv2d: channels must be positive, got 0 -> 1",
                () -> Conv2d.builder(0, 1, WINDOW).build(rng));
        assertRefused(
                "conv2d: 2 groups do not divide channels 4 -> 3",
                () -> Conv2d.builder(4, 3, 2).groups(2));
        assertRefused(
                "convTranspose1d: 2 groups do not divide channels 3 -> 4",
                () -> ConvTranspose1d.builder(3, 4, 1).groups(2));
        assertRefused(
                "conv1d: same padding needs stride 1 and no other padding, got 3, stride 2",
                () -> Conv1d.builder(1, 1, 3).stride(2).paddingSame().build(rng));
        assertRefused(
                "convTranspose2d: output padding 2 x 0: must be below the larger of stride and dilation, 2 x 1",
                () -> ConvTranspose2d.builder(1, 1, 2)
                        .stride(2, 1)
                        .outputPadding(2, 0)
                        .build(rng));
        assertRefused(
                "conv2d: groups must be at least 1, got 0",
                () -> Conv2d.builder(1, 1, 2).groups(0));
        assertRefused(
                "convTranspose1d: output padding must not be negative, got -1",
                () -> ConvTranspose1d.builder(1, 1, 2).outputPadding(-1));
        assertRefused(
                "window1d: size 0, stride 1, padding 0 and dilation 1: must be at least 1, 1, 0 and 1",
                () -> Window1d.of(0));
        assertThrows(NullPointerException.class, () -> Conv2d.builder(1, 1, 2).weights(null));
        assertThrows(NullPointerException.class, () -> Conv2d.builder(1, 1, 2).paddingMode(null));
        assertEquals(before, rng.state());
    }

    @Test
    void anEmptyBatchGivesOne() {
        assertEquals(
                Shape.of(0, 4, 3, 3),
                Conv2d.builder(2, 4, WINDOW).build(rng).apply(zeros(0, 2, 5, 5)).shape());
        assertEquals(
                Shape.of(0, 4, 7),
                ConvTranspose1d.of(2, 4, 3, rng).apply(zeros(0, 2, 5)).shape());
        assertEquals(
                Shape.of(0, 2, 2, 2), MaxPool2d.of(2).apply(zeros(0, 2, 5, 5)).shape());
        assertEquals(
                Shape.of(0, 2, 3),
                AvgPool1d.builder(2)
                        .ceilMode(true)
                        .build()
                        .apply(zeros(0, 2, 5))
                        .shape());
        assertEquals(
                Shape.of(0, 2, 1, 1),
                AdaptiveAvgPool2d.of(1, 1).apply(zeros(0, 2, 5, 5)).shape());
    }

    @Test
    void weightsStartByTheFanAndBiasesAtZero() {
        Conv2d layer = Conv2d.builder(8, 16, WINDOW).groups(4).build(rng);
        Fan fan = layer.fan(layer.namedParameters().get("weight"));
        assertEquals(new Fan(2 * 9, 4 * 9), fan);
        assertEquals(fan, layer.fan(layer.namedParameters().get("bias")));
        assertArrayEquals(new double[16], layer.namedParameters().get("bias").toArray());
        double bound = Math.sqrt(6.0 / 18);
        double largest = Arrays.stream(layer.namedParameters().get("weight").toArray())
                .map(Math::abs)
                .max()
                .orElseThrow();
        assertEquals(bound, largest, 0.05 * bound);
        Conv1d told = Conv1d.builder(1, 1, 2).weights(Initializer.constant(3)).build(rng);
        assertArrayEquals(
                new double[] {3, 3}, told.namedParameters().get("weight").toArray());
        ConvTranspose2d back = ConvTranspose2d.builder(8, 16, WINDOW).groups(4).build(rng);
        assertEquals(new Fan(2 * 9, 4 * 9), back.fan(back.namedParameters().get("weight")));
        assertEquals(Shape.of(8, 4, 3, 3), back.namedParameters().get("weight").shape());
    }

    @Test
    void poolsCheckTheirArguments() {
        assertRefused(
                "maxPool2d: expected (n, channels, rows, columns) or (channels, rows, columns), got (3, 3)",
                () -> MaxPool2d.of(2).apply(zeros(3, 3)));
        assertRefused(
                "avgPool1d: expected (n, channels, length) or (channels, length), got (3)",
                () -> AvgPool1d.of(2).apply(zeros(3)));
        assertRefused(
                "maxPool2d: expected room for a window of 3 x 3, stride 3 x 3, got (1, 2, 4)",
                () -> MaxPool2d.of(3).apply(zeros(1, 2, 4)));
        assertRefused(
                "maxPool1d: expected room for a window of 2, stride 2, got (1, 0)",
                () -> MaxPool1d.of(2).apply(zeros(1, 0)));
        assertRefused(
                "maxPool2d: padding 0 x 2 for a window of 3 x 3: must be at most half of it",
                () -> MaxPool2d.builder(3).padding(0, 2).build());
        assertRefused(
                "avgPool1d: padding 1 for a window of 1: must be at most half of it",
                () -> AvgPool1d.builder(1).padding(1).build());
        assertRefused(
                "avgPool2d: divisor must be at least 1, got 0",
                () -> AvgPool2d.builder(2).divisorOverride(0).build());
        assertRefused(
                "adaptiveAvgPool2d: expected (n, channels, rows, columns) or (channels, rows, columns), not empty, got"
                        + " (1, 0, 2)",
                () -> AdaptiveAvgPool2d.of(1, 1).apply(zeros(1, 0, 2)));
        assertRefused(
                "adaptiveMaxPool1d: expected (n, channels, length) or (channels, length), not empty, got (2)",
                () -> AdaptiveMaxPool1d.of(1).apply(zeros(2)));
        assertRefused("adaptiveMaxPool2d: size must be positive, got 2 x 0", () -> AdaptiveMaxPool2d.of(2, 0));
        assertRefused("adaptiveAvgPool1d: size must be positive, got 0", () -> AdaptiveAvgPool1d.of(0));
        assertThrows(IllegalArgumentException.class, () -> MaxPool2d.of(0));
    }

    @Test
    void ceilTakesAWindowThatHangsOverTheEnd() {
        Tensor x = Tensor.of(Shape.of(1, 2), -3, -2);
        assertArrayEquals(
                new double[] {-2},
                MaxPool1d.builder(3).stride(2).ceilMode(true).build().apply(x).toArray());
        // the mean of the elements that exist
        assertArrayEquals(
                new double[] {-2.5},
                AvgPool1d.builder(3).stride(2).ceilMode(true).build().apply(x).toArray(),
                1e-15);
        // a window that would start after the end does not count: 4 elements, 2 places
        assertEquals(
                Shape.of(1, 2),
                MaxPool1d.builder(2).ceilMode(true).build().apply(zeros(1, 4)).shape());
        assertEquals(
                Shape.of(1, 1),
                MaxPool1d.builder(1)
                        .stride(3)
                        .ceilMode(true)
                        .build()
                        .apply(zeros(1, 3))
                        .shape());
        assertEquals(
                Shape.of(1, 1),
                MaxPool1d.builder(1)
                        .stride(4)
                        .ceilMode(true)
                        .build()
                        .apply(zeros(1, 3))
                        .shape());
        assertRefused(
                "maxPool1d: expected room for a window of 5, stride 2, got (1, 2)",
                () -> MaxPool1d.builder(5).stride(2).ceilMode(true).build().apply(x));
    }

    @Test
    void equalElementsGiveTheGradientToTheFirst() {
        Tensor x = Tensor.variable(Shape.of(1, 4), 5, 5, 1, 5);
        assertArrayEquals(
                new double[] {1, 0, 0, 1},
                MaxPool1d.of(2).apply(x).sum().backward().of(x).toArray());
    }

    @Test
    void textsTellTheOptions() {
        assertEquals(
                "Conv2d(3 -> 16, 3 x 3): 448 parameters",
                Conv2d.builder(3, 16, WINDOW).build(rng).toString());
        assertEquals(
                "Conv2d(4 -> 8, 3 x 3, stride 2 x 1, padding 1 x 0, dilation 1 x 2, 4 groups, circular, no bias): 72"
                        + " parameters",
                Conv2d.builder(4, 8, WINDOW.stride(2, 1).padding(1, 0).dilation(1, 2))
                        .groups(4)
                        .bias(false)
                        .paddingMode(PadMode.CIRCULAR)
                        .build(rng)
                        .toString());
        assertEquals(
                "Conv1d(1 -> 1, 4, padding same): 5 parameters",
                Conv1d.builder(1, 1, 4).paddingSame().build(rng).toString());
        assertEquals(
                "ConvTranspose1d(1 -> 1, 2, stride 3, output padding 2): 3 parameters",
                ConvTranspose1d.builder(1, 1, 2)
                        .stride(3)
                        .outputPadding(2)
                        .build(rng)
                        .toString());
        assertEquals(
                "AvgPool2d(3 x 2, stride 2 x 2, padding 1 x 0, ceil, padding not counted, divisor 4)",
                AvgPool2d.builder(3, 2)
                        .stride(2)
                        .padding(1, 0)
                        .countIncludePad(false)
                        .divisorOverride(4)
                        .ceilMode(true)
                        .build()
                        .toString());
    }
}
