package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What reductions and scans refuse, and what they say. */
class ReductionMistakesTest {
    private static final Tensor M = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    private static final Tensor NONE = Tensor.zeros(Shape.of(2, 0));

    /** Every reduction over axes: a name in messages, and the call. */
    private static final Map<String, BiFunction<Tensor, int[], Tensor>> REDUCTIONS = Map.ofEntries(
            Map.entry("sum", Tensor::sum),
            Map.entry("mean", Tensor::mean),
            Map.entry("prod", Tensor::prod),
            Map.entry("max", Tensor::max),
            Map.entry("min", Tensor::min),
            Map.entry("var", Tensor::var),
            Map.entry("std", Tensor::std),
            Map.entry("norm", Tensor::norm),
            Map.entry("logsumexp", Tensor::logsumexp),
            Map.entry("countNonzero", Tensor::countNonzero),
            Map.entry("any", Tensor::any),
            Map.entry("all", Tensor::all));

    private static final Map<String, BiFunction<Tensor, Integer, Tensor>> ALONG_ONE_AXIS = Map.of(
            "cumsum", Tensor::cumsum,
            "cumprod", Tensor::cumprod,
            "diff", Tensor::diff,
            "softmax", Tensor::softmax,
            "softmin", Tensor::softmin,
            "logSoftmax", Tensor::logSoftmax);

    private static void says(String message, Class<? extends RuntimeException> type, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @TestFactory
    Stream<DynamicTest> axesOfReductions() {
        return REDUCTIONS.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> badAxes(e.getKey(), e.getValue())));
    }

    private static void badAxes(String name, BiFunction<Tensor, int[], Tensor> f) {
        String range = " out of range for shape (2, 3): must be in [-2, 1]";
        says(name + ": axis 2" + range, IndexOutOfBoundsException.class, () -> f.apply(M, new int[] {0, 2}));
        says(name + ": axis -3" + range, IndexOutOfBoundsException.class, () -> f.apply(M, new int[] {-3}));
        says(
                name + ": axis 0 out of range for shape (): a scalar has no axes",
                IndexOutOfBoundsException.class,
                () -> f.apply(Tensor.of(1), new int[] {0}));
        says(
                name + ": axis 1 is named twice in [1, -1] for shape (2, 3)",
                IllegalArgumentException.class,
                () -> f.apply(M, new int[] {1, -1}));
        says(name + ": axes are null", NullPointerException.class, () -> f.apply(M, null));
        assertEquals(Shape.of(2), f.apply(M, new int[] {-1}).shape());
        assertEquals(Shape.scalar(), f.apply(M, new int[] {0, 1}).shape());
        assertEquals(Shape.scalar(), f.apply(Tensor.of(3), new int[0]).shape());
    }

    @TestFactory
    Stream<DynamicTest> oneAxis() {
        return ALONG_ONE_AXIS.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> badAxis(e.getKey(), e.getValue())));
    }

    private static void badAxis(String name, BiFunction<Tensor, Integer, Tensor> f) {
        String range = " out of range for shape (2, 3): must be in [-2, 1]";
        says(name + ": axis 2" + range, IndexOutOfBoundsException.class, () -> f.apply(M, 2));
        says(name + ": axis -3" + range, IndexOutOfBoundsException.class, () -> f.apply(M, -3));
        says(
                name + ": axis -1 out of range for shape (): a scalar has no axes",
                IndexOutOfBoundsException.class,
                () -> f.apply(Tensor.of(1), -1));
    }

    @Test
    void someNeedElements() {
        String rule = ": no elements along axes [1] of shape (2, 0): needs at least one";
        says("max" + rule, IllegalArgumentException.class, () -> NONE.max(1));
        says("min" + rule, IllegalArgumentException.class, () -> NONE.min(true, -1));
    }

    @Test
    void attributes() {
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        for (double wrong : List.of(-1.0, -1e-300, Double.NaN, Double.POSITIVE_INFINITY)) {
            says("correction: must be finite and not negative, got " + wrong, illegal, () -> Correction.of(wrong));
        }
        says("norm: p is NaN", illegal, () -> PNorm.of(Double.NaN));
        says("var: correction is null", NullPointerException.class, () -> M.var((Correction) null, 0));
        says("std: correction is null", NullPointerException.class, () -> M.std((Correction) null, true));
        says("norm: the norm is null", NullPointerException.class, () -> M.norm((PNorm) null, 0));
        says("sumTo: target is null", NullPointerException.class, () -> M.sumTo(null));
    }
}
