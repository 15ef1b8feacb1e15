package org.autodiff.internal.explain;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A few figures of an array, which may be large: enough to see what is wrong with it.
 *
 * @param nan how many are NaN
 * @param infinite how many are infinite
 * @param nonzero how many are neither zero nor NaN
 * @param min the least finite number; infinity if there is none
 * @param max the largest finite number; minus infinity if there is none
 * @param first the place of the first number that is not finite, or -1
 */
record Numbers(int size, int nan, int infinite, int nonzero, double min, double max, int first) {
    /** Of a larger array the single numbers are not shown. */
    static final int SHOWN = 6;

    /** Null if the numbers are not there any more, or never were. */
    static Numbers of(Tensor t) {
        return t == null ? null : of(Tensors.numbers(t));
    }

    static Numbers of(NdArray array) {
        if (!ArrayAccess.isThere(array)) {
            return null;
        }
        int nan = 0;
        int infinite = 0;
        int nonzero = 0;
        int first = -1;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < array.size(); i++) {
            double x = array.at(i);
            if (Double.isFinite(x)) {
                min = Math.min(min, x);
                max = Math.max(max, x);
                nonzero += x != 0 ? 1 : 0;
            } else {
                first = first < 0 ? i : first;
                boolean isNan = Double.isNaN(x);
                nan += isNan ? 1 : 0;
                infinite += isNan ? 0 : 1;
                nonzero += isNan ? 0 : 1;
            }
        }
        return new Numbers(array.size(), nan, infinite, nonzero, min, max, first);
    }

    /** The largest magnitude of a finite number; 0 if there is none. */
    double most() {
        return min > max ? 0 : Math.max(-min, max);
    }

    boolean isFinite() {
        return first < 0;
    }

    boolean isZero() {
        return nan == 0 && nonzero == 0;
    }

    /** The largest magnitude, which may be infinite or NaN, as text. */
    String upTo() {
        return nan > 0 ? "NaN" : infinite > 0 ? "infinity" : text(most());
    }

    // ---- text

    /** {@code (3) [1, 0, -2.5]}, or of a large array {@code (100, 3), from -0.1 to 8.1, 4 NaN}. */
    static String text(Tensor t) {
        return t == null ? "numbers that were not kept" : text(t.shape(), Tensors.numbers(t));
    }

    static String text(NdArray array) {
        return text(array.shape(), array);
    }

    private static String text(Shape shape, NdArray array) {
        Numbers n = of(array);
        if (n == null) {
            return shape + ", numbers that are gone";
        }
        StringBuilder text = new StringBuilder(shape.toString());
        if (n.size <= SHOWN) {
            text.append(" [");
            for (int i = 0; i < n.size; i++) {
                text.append(i == 0 ? "" : ", ").append(text(array.at(i)));
            }
            text.append("]");
        } else if (n.min == n.max && n.isFinite()) {
            text.append(", all ").append(text(n.max));
        } else if (n.min <= n.max) {
            text.append(", from ").append(text(n.min)).append(" to ").append(text(n.max));
            int zeros = n.size - n.nan - n.nonzero;
            text.append(n.min < 0 && n.max > 0 && zeros > 0 ? ", " + zeros + " of them 0" : "");
        }
        if (!n.isFinite() && n.size > 1) {
            text.append(n.nan > 0 ? ", " + n.nan + " NaN" : "").append(n.infinite > 0 ? ", " + n.infinite : "");
            text.append(n.infinite > 0 ? " infinite" : "").append(", the first at ");
            text.append(place(array.shape(), n.first));
        }
        return text.toString();
    }

    /** Four digits, and no more than a reader needs. */
    static String text(double x) {
        if (x == Math.rint(x) && Math.abs(x) < 1e6) {
            return Long.toString((long) x);
        }
        if (!Double.isFinite(x)) {
            return Double.toString(x);
        }
        double size = Math.abs(x);
        String text = String.format(Locale.ROOT, size < 1e-3 || size >= 1e6 ? "%.3e" : "%.4g", x);
        return text.contains("e")
                ? text.replaceFirst("\\.?0*e", "e")
                        .replaceFirst("e([+-])0?", "e$1")
                        .replace("e+", "e")
                : text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** {@code [2, 0]}: the index of an element. */
    static String place(Shape shape, int at) {
        StringBuilder place = new StringBuilder("]");
        int rest = at;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            place.insert(0, (axis == 0 ? "" : ", ") + rest % shape.dim(axis));
            rest /= shape.dim(axis);
        }
        return place.insert(0, "[").toString();
    }
}
