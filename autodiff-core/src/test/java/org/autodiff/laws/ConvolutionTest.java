package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Convolutions by hand: numbers, shapes, empty ones, and what is refused. */
class ConvolutionTest {
    private static final int MAX = Integer.MAX_VALUE;
    private static final Window2d ONE = Window2d.of(1, 1);
    private static final Window2d THREE = Window2d.of(3, 3);

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(Shape.of(dims));
    }

    // ---- numbers

    @Test
    void theFilterIsNotTurnedRound() {
        Tensor x = Tensor.of(1, 2, 4, 8).reshape(1, 4);
        Tensor w = Tensor.of(1, 10).reshape(1, 1, 2);
        assertEquals(NdArray.of(Shape.of(1, 3), 21, 42, 84), x.conv1d(w).value());
        assertEquals(
                NdArray.of(Shape.of(1, 5), 1, 12, 24, 48, 80),
                x.convTranspose1d(w).value());
        Tensor picture = Tensor.of(1, 2, 4, 8).reshape(1, 2, 2);
        Tensor filter = Tensor.of(1, 10, 100, 1000).reshape(1, 1, 2, 2);
        assertEquals(NdArray.of(Shape.of(1, 1, 1), 8421), picture.conv2d(filter).value());
        assertEquals(
                NdArray.of(Shape.of(1, 3, 3), 1, 12, 20, 104, 1248, 2080, 400, 4800, 8000),
                picture.convTranspose2d(filter).value());
    }

    @Test
    void groupsDoNotSeeEachOther() {
        Tensor x = Tensor.of(1, 2, 3, 4).reshape(4, 1, 1);
        Tensor w = Tensor.of(1, 10, 100, 1000).reshape(2, 2, 1, 1);
        assertEquals(
                NdArray.of(Shape.of(2, 1, 1), 21, 4300), x.conv2d(w, ONE, 2).value());
        Tensor depthwise = Tensor.of(1, 10, 100, 1000).reshape(4, 1, 1, 1);
        assertEquals(
                NdArray.of(Shape.of(4, 1, 1), 1, 20, 300, 4000),
                x.conv2d(depthwise, ONE, 4).value());
    }

    @Test
    void anOutputPaddingShowsMoreOfTheSum() {
        Tensor x = Tensor.of(1, 2).reshape(1, 2);
        Tensor w = Tensor.of(1, 10, 100).reshape(1, 1, 3);
        // Uncut: 1, 10, 100 + 2, 20, 200. The padding cuts one off on both sides, the output padding gives one back.
        assertEquals(
                NdArray.of(Shape.of(1, 3), 10, 102, 20),
                x.convTranspose1d(w, Window1d.of(3).stride(2).padding(1)).value());
        assertEquals(
                NdArray.of(Shape.of(1, 4), 10, 102, 20, 200),
                x.convTranspose1d(w, Window1d.of(3).stride(2).padding(1), 1, 1).value());
        // Beyond a stride, where the dilation allows it: 1, 2, 0, 10, 20, 0, 100, 200 and zeros.
        assertEquals(
                NdArray.of(Shape.of(1, 10), 1, 2, 0, 10, 20, 0, 100, 200, 0, 0),
                x.convTranspose1d(w, Window1d.of(3).dilation(3), 1, 2).value());
        assertEquals(
                NdArray.of(Shape.of(1, 8), 2, 0, 10, 20, 0, 100, 200, 0),
                x.convTranspose1d(w, Window1d.of(3).padding(1).dilation(3), 1, 2)
                        .value());
    }

    @Test
    void aStrideOfAnyLengthHasOnePlace() {
        Tensor x = Tensor.arange(6).reshape(1, 2, 3);
        Tensor w = Tensor.ones(Shape.of(1, 1, 2, 2));
        Window2d far = Window2d.of(2, 2).stride(MAX, MAX);
        assertEquals(NdArray.of(Shape.of(1, 1, 1), 8), x.conv2d(w, far).value());
        assertEquals(
                NdArray.of(Shape.of(1, 2, 2), 3, 3, 3, 3),
                Tensor.full(Shape.of(1, 1, 1), 3).convTranspose2d(w, far).value());
        assertEquals(
                NdArray.of(Shape.of(1, 1), 2),
                Tensor.of(2)
                        .reshape(1, 1)
                        .conv1d(
                                Tensor.ones(Shape.of(1, 1, 1)),
                                Window1d.of(1).stride(MAX).dilation(MAX))
                        .value());
    }

    @Test
    void onlyWindowsThatSeeAnInfinityGiveIt() {
        double inf = Double.POSITIVE_INFINITY;
        Tensor x = Tensor.of(1, inf, 1, 1, Double.NaN).reshape(1, 5);
        assertArrayEquals(
                new double[] {inf, inf, 2, Double.NaN},
                x.conv1d(Tensor.ones(Shape.of(1, 1, 2))).toArray());
    }

    /** A second picture is added to the first; none is kept from it. */
    @Test
    void gradientsAddUpOverPictures() {
        Tensor x = Tensor.of(1, 2, 3, 10, 20, 30).reshape(2, 1, 3);
        Tensor w = Tensor.variable(Shape.of(1, 1, 2), 0, 0);
        assertEquals(
                NdArray.of(Shape.of(1, 1, 2), 33, 55),
                x.conv1d(w).sum().backward().of(w).value());
    }

    // ---- empty

    @Test
    void ofNothing() {
        assertEquals(
                Shape.of(0, 2, 2, 2),
                zeros(0, 1, 4, 4).conv2d(zeros(2, 1, 3, 3)).shape());
        assertEquals(
                Shape.of(3, 0, 2, 2),
                zeros(3, 1, 4, 4).conv2d(zeros(0, 1, 3, 3)).shape());
        assertEquals(
                NdArray.zeros(Shape.of(1, 2, 2, 2)),
                zeros(1, 0, 4, 4).conv2d(zeros(2, 0, 3, 3)).value());
        assertEquals(
                NdArray.zeros(Shape.of(2, 2, 2)),
                zeros(1, 0, 0).conv2d(zeros(2, 1, 1, 1), ONE.padding(1, 1)).value());
        assertEquals(
                NdArray.zeros(Shape.of(1, 2, 3, 3)),
                zeros(1, 0, 1, 1).convTranspose2d(zeros(0, 2, 3, 3)).value());
        Tensor w = Tensor.variable(NdArray.full(Shape.of(2, 1, 3, 3), 1));
        Tensor none = Tensor.variable(NdArray.zeros(Shape.of(0, 1, 4, 4)));
        assertEquals(
                NdArray.zeros(w.shape()), none.conv2d(w).sum().backward().of(w).value());
        assertEquals(none.shape(), none.conv2d(w).sum().backward().of(none).shape());
        // The first axis of an empty array can be of any size; to step through it would take for ever.
        assertEquals(
                Shape.of(MAX, 0, 1, 1),
                zeros(MAX, 0, 1, 1).conv2d(zeros(0, 0, 1, 1)).shape());
    }

    // ---- mistakes

    private record Mistake(Executable call, String message) {}

    private static Mistake mistake(Executable call, String message) {
        return new Mistake(call, message);
    }

    private static Stream<DynamicTest> refused(Class<? extends RuntimeException> type, Mistake... mistakes) {
        return Stream.of(mistakes)
                .map(m -> DynamicTest.dynamicTest(
                        m.message,
                        () -> assertEquals(
                                m.message, assertThrowsExactly(type, m.call).getMessage())));
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFit() {
        Tensor x = zeros(2, 4, 5, 5);
        Tensor w = zeros(6, 4, 3, 3);
        Tensor line = zeros(2, 4, 5);
        return refused(
                IllegalArgumentException.class,
                mistake(
                        () -> zeros(5, 5).conv2d(w),
                        "conv2d: needs shape (channels, rows, columns), or a batch of them, got (5, 5)"),
                mistake(
                        () -> zeros(5).conv1d(zeros(1, 1, 1)),
                        "conv1d: needs shape (channels, length), or a batch of them, got (5)"),
                mistake(
                        () -> x.conv2d(zeros(4, 3, 3)),
                        "conv2d: needs a weight of shape (out, channels / groups, height, width), got (4, 3, 3)"),
                mistake(
                        () -> line.convTranspose1d(zeros(4)),
                        "convTranspose1d: needs a weight of shape (channels, out / groups, size), got (4)"),
                mistake(
                        () -> x.conv2d(zeros(6, 4, 3, 0)),
                        "conv2d: weight of shape (6, 4, 3, 0): height, width must be at least 1"),
                mistake(
                        () -> line.conv1d(zeros(6, 4, 0)),
                        "conv1d: weight of shape (6, 4, 0): size must be at least 1"),
                mistake(() -> x.conv2d(w, THREE, 0), "conv2d: groups 0: must be at least 1"),
                mistake(() -> x.convTranspose2d(w, THREE, 0, 0, 0), "convTranspose2d: groups 0: must be at least 1"),
                mistake(
                        () -> x.conv2d(w, THREE, 2),
                        "conv2d: 4 channels for a weight of shape (6, 4, 3, 3) in 2 groups: must be 8"),
                mistake(
                        () -> line.conv1d(zeros(6, 1, 2)),
                        "conv1d: 4 channels for a weight of shape (6, 1, 2) in 1 groups: must be 1"),
                mistake(
                        () -> x.conv2d(w, THREE, 4),
                        "conv2d: weight of shape (6, 4, 3, 3) in 4 groups: its first size must be a multiple of them"),
                mistake(
                        () -> x.convTranspose2d(w),
                        "convTranspose2d: 4 channels for a weight of shape (6, 4, 3, 3) in 1 groups: must be "
                                + "its first size, and a multiple of the groups"),
                mistake(
                        () -> x.convTranspose2d(zeros(4, 1, 3, 3), THREE, 3, 0, 0),
                        "convTranspose2d: 4 channels for a weight of shape (4, 1, 3, 3) in 3 groups: must be "
                                + "its first size, and a multiple of the groups"),
                mistake(
                        () -> x.conv2d(w, Window2d.of(3, 2)),
                        "conv2d: window of size (3, 2) for a weight of shape (6, 4, 3, 3): must be its last two sizes"),
                mistake(
                        () -> zeros(4, 5, 5).convTranspose2d(zeros(4, 1, 3, 3), ONE),
                        "convTranspose2d: window of size (1, 1) for a weight of shape (4, 1, 3, 3): must be its "
                                + "last two sizes"),
                mistake(
                        () -> x.conv2d(w, THREE.dilation(1, 4).padding(0, 1)),
                        "conv2d: a window of 3 with dilation 4 does not fit into an axis of size 5 with padding 1"),
                mistake(
                        () -> line.conv1d(zeros(1, 4, 6)),
                        "conv1d: a window of 6 with dilation 1 does not fit into an axis of size 5 with padding 0"),
                mistake(
                        () -> line.conv1d(zeros(1, 4, 1), Window1d.of(1).padding(MAX)),
                        "conv1d: a window of 1 with dilation 1 does not fit into an axis of size 5 with padding "
                                + "2147483647"),
                mistake(
                        () -> line.conv1d(zeros(1, 4, 1), Window1d.of(2)),
                        "conv1d: window of size 2 for a weight of shape (1, 4, 1): must be its last size"),
                mistake(
                        () -> line.convTranspose1d(zeros(4, 1, 3), Window1d.of(1)),
                        "convTranspose1d: window of size 1 for a weight of shape (4, 1, 3): must be its last size"),
                mistake(
                        () -> new Window1d(2, 0, -1, 2),
                        "window1d: size 2, stride 0, padding -1 and dilation 2: must be at least 1, 1, 0 and 1"),
                mistake(
                        () -> zeros(1, 1, 1).conv2d(zeros(1, 1, 1, 1), ONE.padding(50_000, 50_000)),
                        "conv2d: shape (1, 1, 100001, 100001): more than 2^31 - 1 elements"),
                mistake(
                        () -> zeros(1, 1, 30_000)
                                .conv2d(
                                        zeros(1, 1, 1, 30_000),
                                        Window2d.of(1, 30_000)
                                                .padding(0, 60_000)
                                                .dilation(1, 2)),
                        "conv2d: weight of shape (1, 1, 1, 30000) at 1 x 90002 places: sees more than 2^31 - 1 "
                                + "elements of one picture"));
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitWhenTransposed() {
        Tensor x = zeros(4, 5, 5);
        Tensor w = zeros(4, 1, 3, 3);
        return refused(
                IllegalArgumentException.class,
                mistake(
                        () -> x.convTranspose2d(w, THREE.stride(2, 2), 1, 2, 0),
                        "convTranspose2d: output padding 2 with stride 2 and dilation 1: must be in [0, 1]"),
                mistake(
                        () -> x.convTranspose2d(w, THREE.dilation(1, 3), 1, 0, -1),
                        "convTranspose2d: output padding -1 with stride 1 and dilation 3: must be in [0, 2]"),
                mistake(
                        () -> zeros(4, 2)
                                .convTranspose1d(zeros(4, 1, 2), Window1d.of(2).padding(2)),
                        "convTranspose1d: a window of 2 with stride 1, dilation 1 and padding 2 at 2 places: "
                                + "there must be at least 1, and the result's size must be in [1, 2^31 - 1]"),
                mistake(
                        () -> zeros(4, 0, 5).convTranspose2d(w),
                        "convTranspose2d: a window of 3 with stride 1, dilation 1 and padding 0 at 0 places: "
                                + "there must be at least 1, and the result's size must be in [1, 2^31 - 1]"),
                mistake(
                        () -> x.convTranspose2d(w, THREE.stride(1, MAX)),
                        "convTranspose2d: a window of 3 with stride 2147483647, dilation 1 and padding 0 at 5 "
                                + "places: there must be at least 1, and the result's size must be in [1, 2^31 - 1]"),
                mistake(
                        () -> x.convTranspose2d(w, THREE.stride(50_000, 50_000)),
                        "convTranspose2d: shape (1, 1, 200003, 200003): more than 2^31 - 1 elements"));
    }

    @TestFactory
    Stream<DynamicTest> nulls() {
        Tensor x = zeros(4, 5, 5);
        Tensor w = zeros(4, 4, 3, 3);
        return refused(
                NullPointerException.class,
                mistake(() -> x.conv2d(null), "conv2d: weight is null"),
                mistake(() -> x.conv2d(w, null), "conv2d: window is null"),
                mistake(() -> x.conv2d(null, THREE), "conv2d: weight is null"),
                mistake(() -> x.conv1d(null), "conv1d: weight is null"),
                mistake(() -> x.convTranspose2d(w, null), "convTranspose2d: window is null"),
                mistake(() -> zeros(4, 5).conv1d(zeros(4, 4, 3), null), "conv1d: window is null"),
                mistake(() -> x.convTranspose1d(null), "convTranspose1d: weight is null"));
    }

    @TestFactory
    Stream<DynamicTest> gatesRefuseByThemselves() {
        BinaryGate conv = new Convolution.Conv2d(THREE, 1);
        BinaryGate input = new Convolution.Conv2dInput(THREE, 1, 5, 5);
        BinaryGate weight = new Convolution.Conv2dWeight(THREE, 2);
        return refused(
                IllegalArgumentException.class,
                mistake(() -> new Convolution.Conv2d(THREE, 0), "conv2d: groups 0: must be at least 1"),
                mistake(() -> new Convolution.Conv2dInput(THREE, 0, 5, 5), "conv2dInput: groups 0: must be at least 1"),
                mistake(() -> new Convolution.Conv2dWeight(THREE, -1), "conv2dWeight: groups -1: must be at least 1"),
                mistake(
                        () -> conv.on(zeros(1, 5, 5), zeros(1, 1, 3, 3)),
                        "conv2d: needs four axes on both sides, got (1, 5, 5) and (1, 1, 3, 3)"),
                mistake(
                        () -> input.on(zeros(1, 1, 3, 3), zeros(3, 3)),
                        "conv2dInput: needs four axes on both sides, got (1, 1, 3, 3) and (3, 3)"),
                mistake(
                        () -> input.on(zeros(1, 1, 4, 3), zeros(1, 1, 3, 3)),
                        "conv2dInput: results of shape (1, 1, 4, 3) for pictures of shape (1, 1, 5, 5) and "
                                + "filters of shape (1, 1, 3, 3): must be (1, 1, 3, 3)"),
                mistake(
                        () -> weight.on(zeros(1, 2, 5, 5), zeros(2, 2, 3, 3)),
                        "conv2dWeight: results of shape (2, 2, 3, 3) for pictures of shape (1, 2, 5, 5) and "
                                + "filters of shape (2, 1, 3, 3): must be (1, 2, 3, 3)"),
                mistake(
                        () -> weight.on(zeros(1, 3, 5, 5), zeros(1, 2, 3, 3)),
                        "conv2dWeight: 3 channels for a weight of shape (2, 1, 3, 3) in 2 groups: must be 2"));
    }
}
