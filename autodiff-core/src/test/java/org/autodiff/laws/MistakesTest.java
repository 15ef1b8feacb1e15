package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.Arrays;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window2d;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** The mistakes that can be made with operations, kind by kind, and what they are told. */
class MistakesTest {
    private static final Tensor M = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    private static final Tensor V = Tensor.of(1, 2);
    private static final Tensor ONE = Tensor.of(7);
    private static final Tensor NONE = Tensor.zeros(Shape.of(2, 0));
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final int MAX = Integer.MAX_VALUE;

    private static final String OF_SHAPE = " out of range for shape (2, 3): must be in [-2, 1]";
    private static final String DO_NOT_FIT =
            ": shapes do not broadcast: (2, 3) and (2): sizes 3 and 2 differ at axis -1 and neither is 1";
    private static final String LIMIT = ": must not be negative, nor above 2^31 - 1 in all";

    private record Mistake(Executable call, String message) {}

    private static Mistake mistake(Executable call, String message) {
        return new Mistake(call, message);
    }

    private static Stream<DynamicTest> refused(Class<? extends RuntimeException> type, Mistake... mistakes) {
        return Arrays.stream(mistakes)
                .map(m -> DynamicTest.dynamicTest(
                        m.message,
                        () -> assertEquals(
                                m.message, assertThrowsExactly(type, m.call).getMessage())));
    }

    @TestFactory
    Stream<DynamicTest> wrongRank() {
        return refused(
                IllegalArgumentException.class,
                mistake(() -> V.triu(), "triu: needs matrices, got shape (2)"),
                mistake(() -> ONE.diagEmbed(), "diagEmbed: a scalar is no diagonal"),
                mistake(
                        () -> Tensor.zeros(Shape.of(1, 1, 1)).diag(),
                        "diag: needs a vector or a matrix, got shape (1, 1, 1)"),
                mistake(
                        () -> M.unfold(Window2d.of(1, 1)),
                        "unfold: needs pictures of shape (channels, rows, columns), or a batch of them, got (2, 3)"),
                mistake(
                        () -> V.fold(1, 1, Window2d.of(1, 1)),
                        "fold: needs shape (channels * 1, places), or a batch of them, for Window2d[height=1, "
                                + "width=1, strideRows=1, strideColumns=1, paddingRows=0, paddingColumns=0, "
                                + "dilationRows=1, dilationColumns=1], got (2)"),
                mistake(() -> Tensor.meshgrid(V, M), "meshgrid: input 1 of shape (2, 3) is no vector"),
                mistake(() -> Tensor.meshgridXy(M), "meshgridXy: input 0 of shape (2, 3) is no vector"),
                mistake(
                        () -> M.gather(0, Index.of(0)),
                        "gather: indices of shape (1) for shape (2, 3): must have the same rank, and no more "
                                + "along another axis than 0"),
                mistake(
                        () -> M.takeAlongAxis(0, Index.of(0)),
                        "takeAlongAxis: indices of shape (1) for shape (2, 3): must have the same rank"),
                mistake(
                        () -> M.scatterAdd(0, Index.of(0), V),
                        "scatterAdd: indices of shape (1) for shape (2, 3): must have the same rank, and no "
                                + "more along another axis than 0"),
                mistake(() -> M.repeat(2), "repeat: [2] has fewer numbers than shape (2, 3) has axes"),
                mistake(
                        () -> M.expand(3),
                        "expand: sizes [3] for shape (2, 3): needs one for each axis and each new leading one, "
                                + "and only an axis that exists may keep its size by -1"),
                mistake(() -> V.toMatrix(), "toMatrix: needs rank 2, got shape (2)"),
                mistake(() -> M.value().get(0), "get: shape (2, 3) needs 2 indices, got [0]"));
    }

    @TestFactory
    Stream<DynamicTest> sizesThatDoNotMatch() {
        return refused(
                IllegalArgumentException.class,
                mistake(() -> M.pow(V), "pow" + DO_NOT_FIT),
                mistake(() -> M.atan2(V), "atan2" + DO_NOT_FIT),
                mistake(() -> M.greaterEqual(V), "greaterEqual" + DO_NOT_FIT),
                mistake(() -> M.and(V), "and" + DO_NOT_FIT),
                mistake(
                        () -> M.swish(V),
                        "swish: shapes do not broadcast: (2) and (2, 3): sizes 2 and 3 differ at axis -1 and "
                                + "neither is 1"),
                mistake(() -> M.prelu(V), "prelu" + DO_NOT_FIT),
                mistake(() -> M.glu(1), "glu: needs an even size along axis 1, got shape (2, 3)"),
                mistake(() -> M.maxout(1, 2), "maxout: 2 pieces do not divide axis 1 of shape (2, 3)"),
                mistake(
                        () -> M.expand(2, 4),
                        "expand: (2, 3) does not expand to (2, 4): aligned at the end, sizes must be equal, or "
                                + "1 in (2, 3)"),
                mistake(() -> M.squeeze(0), "squeeze: axis 0 of shape (2, 3) is not of size 1"),
                mistake(
                        () -> M.split(1, 1, 1),
                        "split: sizes [1, 1] must not be negative and add up to axis 1 of shape (2, 3)"),
                mistake(
                        () -> M.pad(new int[] {1}),
                        "pad: [1] must be pairs of before and after, for at most the axes of shape (2, 3)"),
                mistake(
                        () -> M.pad(1, 3, 0, PadMode.REFLECT),
                        "pad: mode REFLECT needs at least 4 elements along axis 1, got shape (2, 3)"),
                mistake(
                        () -> M.unfold(1, 4, 1),
                        "unfold: a window of 4 with dilation 1 is longer than axis 1 of shape (2, 3)"),
                mistake(
                        () -> Tensor.zeros(Shape.of(4, 3)).fold(2, 2, Window2d.of(2, 2)),
                        "fold: shape (4, 3) for a picture of 2 x 2 and Window2d[height=2, width=2, "
                                + "strideRows=1, strideColumns=1, paddingRows=0, paddingColumns=0, "
                                + "dilationRows=1, dilationColumns=1]: needs 1 places"),
                mistake(() -> M.maskedFill(V, 0), "maskedFill: mask of shape (2) does not broadcast to (2, 3)"),
                mistake(() -> M.maskedSelect(V), "maskedSelect: mask of shape (2) does not broadcast to (2, 3)"),
                mistake(
                        () -> M.indexAdd(0, Index.of(0), M),
                        "indexAdd: source of shape (2, 3) for indices of shape (1) along axis 0 of (2, 3): must "
                                + "be (1, 3)"),
                mistake(() -> M.flatten(1, 0), "flatten: axis 1 comes after axis 0 of shape (2, 3)"),
                mistake(() -> M.diagonal(1, -1, 0), "diagonal: axes 1 and -1 of shape (2, 3) are the same"));
    }

    @TestFactory
    Stream<DynamicTest> axes() {
        return refused(
                IndexOutOfBoundsException.class,
                mistake(() -> M.flatten(0, 2), "flatten: axis 2" + OF_SHAPE),
                mistake(() -> M.movedim(0, -3), "movedim: axis -3" + OF_SHAPE),
                mistake(() -> M.squeeze(2), "squeeze: axis 2" + OF_SHAPE),
                mistake(() -> M.flip(2), "flip: axis 2" + OF_SHAPE),
                mistake(() -> M.roll(2, 1), "roll: axis 2" + OF_SHAPE),
                mistake(() -> M.repeatInterleave(2, 1), "repeatInterleave: axis 2" + OF_SHAPE),
                mistake(() -> M.pad(2, 1, 1), "pad: axis 2" + OF_SHAPE),
                mistake(() -> V.diagonal(), "diagonal: axis -2 out of range for shape (2): must be in [-1, 0]"),
                mistake(() -> M.unfold(2, 1, 1), "unfold: axis 2" + OF_SHAPE),
                mistake(() -> M.indexSelect(2, Index.of(0)), "indexSelect: axis 2" + OF_SHAPE),
                mistake(() -> M.sort(2), "sort: axis 2" + OF_SHAPE),
                mistake(
                        () -> ONE.quantile(0.5, false, 0),
                        "quantile: axis 0 out of range for shape (): a scalar has no axes"),
                mistake(() -> M.glu(2), "glu: axis 2" + OF_SHAPE),
                mistake(() -> M.maxout(2, 1), "maxout: axis 2" + OF_SHAPE));
    }

    @TestFactory
    Stream<DynamicTest> indicesAndPositions() {
        return refused(
                IndexOutOfBoundsException.class,
                mistake(() -> M.narrow(1, 2, 2), "narrow: 2 elements from 2 on are not within axis 1 of shape (2, 3)"),
                mistake(() -> M.select(0, -3), "select: position -3 is outside axis 0 of shape (2, 3)"),
                mistake(
                        () -> M.take(Index.of(6)),
                        "indexSelect: index 6 at position 0 is outside axis 0 of shape (6): must be in [-6, 5]"),
                mistake(
                        () -> M.indexSelect(1, Index.of(-4)),
                        "indexSelect: index -4 at position 0 is outside axis 1 of shape (2, 3): must be in [-3, 2]"),
                mistake(
                        () -> M.gather(0, Index.of(Shape.of(1, 1), 2)),
                        "gather: index 2 at position 0 is outside axis 0 of shape (2, 3): must be in [-2, 1]"),
                mistake(
                        () -> M.takeAlongAxis(0, Index.of(Shape.of(1, 1), 2)),
                        "gather: index 2 at position 0 is outside axis 0 of shape (2, 3): must be in [-2, 1]"),
                mistake(
                        () -> M.scatterAdd(0, Index.of(Shape.of(1, 1), 2), Tensor.zeros(Shape.of(1, 1))),
                        "scatterAdd: index 2 at position 0 is outside axis 0 of shape (2, 3): must be in [-2, 1]"),
                mistake(
                        () -> M.indexAdd(0, Index.of(2), Tensor.zeros(Shape.of(1, 3))),
                        "indexAdd: index 2 at position 0 is outside axis 0 of shape (2, 3): must be in [-2, 1]"),
                mistake(
                        () -> Tensor.oneHot(Index.of(0, 3), 3),
                        "oneHot: index 3 at position 1 is not in [0, classes) with 3 classes"),
                mistake(
                        () -> Tensor.oneHot(Index.of(-1), 3),
                        "oneHot: index -1 at position 0 is not in [0, classes) with 3 classes"),
                mistake(() -> Index.of(1, 2).get(2), "get: position 2 is outside 2 indices"),
                mistake(() -> M.value().copyTo(new double[6], 1), "copyTo: 6 elements from 1 on do not fit into 6"),
                mistake(() -> M.shape().sizeOf(1, 3), "sizeOf: [1, 3) are not axes of shape (2, 3)"),
                mistake(() -> M.shape().dropFirst(3), "dropFirst: 3 axes of shape (2, 3)"),
                mistake(() -> Axes.all(M.shape()).get(2), "get: 2 is outside 2 axes"));
    }

    @TestFactory
    Stream<DynamicTest> nothingWhereSomethingIsNeeded() {
        return refused(
                IllegalArgumentException.class,
                mistake(
                        () -> NONE.median(),
                        "median: no elements along axes [0, 1] of shape (2, 0): needs at least one"),
                mistake(
                        () -> NONE.quantile(0.5, false, 1),
                        "quantile: no elements along axes [1] of shape (2, 0): needs at least one"),
                mistake(() -> NONE.argmax(1), "argmax: no elements along axis 1 of shape (2, 0): needs at least one"),
                mistake(() -> NONE.argmin(), "argmin: no elements in shape (2, 0): needs at least one"),
                mistake(
                        () -> NONE.pad(1, 1, 0, PadMode.REPLICATE),
                        "pad: mode REPLICATE needs at least 1 elements along axis 1, got shape (2, 0)"),
                mistake(() -> NONE.topK(1, 1), "topK: k = 1 for axis 1 of shape (2, 0): must be in [0, 0]"),
                mistake(
                        () -> NONE.unfold(1, 1, 1),
                        "unfold: a window of 1 with dilation 1 is longer than axis 1 of shape (2, 0)"),
                mistake(() -> NONE.item(), "item: needs exactly one element, got shape (2, 0)"));
    }

    @TestFactory
    Stream<DynamicTest> sizesBelowZeroOrBeyondTheLimit() {
        return refused(
                IllegalArgumentException.class,
                mistake(() -> M.narrow(0, 0, -1), "narrow: the length must not be negative, got -1"),
                mistake(
                        () -> M.split(1, 4, -1),
                        "split: sizes [4, -1] must not be negative and add up to axis 1 of shape (2, 3)"),
                mistake(() -> M.chunk(0, 0), "chunk: needs at least one chunk, got 0"),
                mistake(() -> M.tile(-1), "tile: 3 elements -1 times" + LIMIT),
                mistake(() -> M.tile(MAX), "tile: 3 elements 2147483647 times" + LIMIT),
                mistake(() -> M.repeatInterleave(0, -1), "repeatInterleave: 2 elements -1 times" + LIMIT),
                mistake(
                        () -> Tensor.zeros(Shape.of(3, 1)).repeatInterleave(1, MAX),
                        "repeatInterleave: 3 elements 2147483647 times" + LIMIT),
                mistake(() -> M.pad(0, -1, 0), "pad: -1 before and 0 after axis 0 of shape (2, 3)" + LIMIT),
                mistake(
                        () -> M.pad(0, MAX, MAX),
                        "pad: 2147483647 before and 2147483647 after axis 0 of shape (2, 3)" + LIMIT),
                mistake(
                        () -> M.expand(-2, 3),
                        "expand: sizes [-2, 3] for shape (2, 3): needs one for each axis and each new leading "
                                + "one, and only an axis that exists may keep its size by -1"),
                mistake(
                        () -> M.expand(MAX, 2, 3),
                        "expand: sizes [2147483647, 2, 3] for shape (2, 3): more than 2^31 - 1 elements"),
                mistake(() -> M.reshape(-2, -3), "reshape: sizes must not be negative: [-2, -3]"),
                mistake(() -> M.reshape(MAX, 2), "reshape: (2, 3) has 6 elements, [2147483647, 2] has more"),
                mistake(() -> M.topK(0, -1), "topK: k = -1 for axis 0 of shape (2, 3): must be in [0, 2]"),
                mistake(
                        () -> V.diagEmbed(MAX),
                        "diagEmbed: shape (2) on diagonal 2147483647: more than 2^31 - 1 elements"),
                mistake(
                        () -> V.diag(Integer.MIN_VALUE),
                        "diag: shape (2) on diagonal -2147483648: more than 2^31 - 1 elements"),
                mistake(() -> M.unfold(0, 0, 1), "unfold: size 0, step 1 and dilation 1 must be at least 1"),
                mistake(() -> M.fold(-1, 1, Window2d.of(1, 1)), "fold: a picture of -1 x 1: must not be negative"),
                mistake(() -> Window2d.of(1, 0), "window2d: size (1, 0): must be at least 1"),
                mistake(
                        () -> Tensor.oneHot(Index.of(0), -1),
                        "oneHot: the number of classes must not be negative, got -1"),
                mistake(
                        () -> Tensor.oneHot(Index.of(0, 0), MAX),
                        "oneHot: 2147483647 classes for indices of shape (2): more than 2^31 - 1 elements"),
                mistake(() -> Tensor.eye(46_341), "eye: n must be in [0, 46340], got 46341"),
                mistake(() -> Tensor.arange(-1), "arange: n must be in [0, 2147483647], got -1"),
                mistake(() -> Shape.of(-1), "shape: sizes must not be negative: (-1)"),
                mistake(() -> M.maxout(0, 0), "maxout: 0 pieces do not divide axis 0 of shape (2, 3)"));
    }

    @TestFactory
    Stream<DynamicTest> nulls() {
        return refused(
                NullPointerException.class,
                mistake(() -> M.matmul(null), "matmul: input 1 is null"),
                mistake(() -> M.pow(null), "pow: input 1 is null"),
                mistake(() -> M.and(null), "and: input 1 is null"),
                mistake(() -> M.swish(null), "swish: beta is null"),
                mistake(() -> M.prelu(null), "prelu: slope is null"),
                mistake(() -> M.pad(0, 1, 1, null), "pad: mode is null"),
                mistake(() -> M.pad(new int[0], null), "pad: mode is null"),
                mistake(() -> M.tile((int[]) null), "tile: times are null"),
                mistake(() -> M.split(0, (int[]) null), "split: sizes are null"),
                mistake(() -> M.expand((int[]) null), "expand: sizes are null"),
                mistake(() -> M.unfold(null), "unfold: window is null"),
                mistake(() -> M.take(null), "take: index is null"),
                mistake(() -> M.indexAdd(0, Index.of(0), null), "indexAdd: source is null"),
                mistake(() -> M.maskedFill(null, 0), "maskedFill: mask is null"),
                mistake(() -> M.quantile(0.5, (Tensor.Interpolation) null, false), "quantile: interpolation is null"),
                mistake(() -> Tensor.meshgrid(V, null), "meshgrid: input 1 is null"),
                mistake(() -> Tensor.meshgridXy((Tensor[]) null), "meshgridXy: vectors are null"),
                mistake(() -> Tensor.oneHot(null, 2), "oneHot: index is null"),
                mistake(() -> Tensor.of((double[]) null), "array: values are null"),
                mistake(() -> Tensor.of(new double[][] {{1}, null}), "array: row 1 is null"),
                mistake(() -> Tensor.of((DMatrixRMaj) null), "constant: matrix is null"),
                mistake(() -> Tensor.zeros(null), "array: shape is null"),
                mistake(() -> M.backwardFrom(null), "backward: gradient is null"),
                mistake(() -> ONE.backward((Tensor[]) null), "backward: tensors are null"),
                mistake(() -> ONE.backward((Tensor.Backward) null), "backward: mode is null"),
                mistake(() -> Shape.of((int[]) null), "shape: sizes are null"),
                mistake(() -> Index.of((NdArray) null), "index: values are null"),
                mistake(() -> Rng.of(1).normal(null, 0, 1), "normal: shape is null"));
    }

    @TestFactory
    Stream<DynamicTest> attributes() {
        return refused(
                IllegalArgumentException.class,
                mistake(() -> M.softplus(0), "softplus: beta must be positive and finite, got 0.0"),
                mistake(() -> M.swish(INF), "swish: beta must be finite, got Infinity"),
                mistake(() -> M.leakyRelu(INF), "leakyRelu: slope must be finite, got Infinity"),
                mistake(() -> M.elu(Double.NaN), "elu: alpha must be finite, got NaN"),
                mistake(() -> M.celu(0), "celu: alpha must be positive and finite, got 0.0"),
                mistake(() -> M.hardSigmoid(-1), "hardSigmoid: slope must be positive and finite, got -1.0"),
                mistake(() -> M.hardTanh(1, 1), "hardTanh: needs min < max, got 1.0 and 1.0"),
                mistake(() -> M.clamp(2, 1), "clamp: needs min <= max, got 2.0 and 1.0"),
                mistake(() -> M.clampMin(Double.NaN), "clampMin: the bound is NaN"),
                mistake(() -> M.quantile(1.5), "quantile: q must be in [0, 1], got 1.5"),
                mistake(() -> M.polygamma(-1), "polygamma: order must be in [0, 1000], got -1"),
                mistake(() -> Index.of(NdArray.of(0.5)), "index: not a whole number: 0.5"));
    }
}
