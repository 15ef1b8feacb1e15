package org.autodiff.examples.formula;

import java.util.List;
import java.util.Set;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * The windows of convolutions and pools, which are one argument in Java. In a formula their numbers are arguments of
 * their own: {@code maxPool2d(x, size=2, stride=1)}; one number is for rows and columns alike.
 */
final class Windows {
    private static final Set<Class<?>> TYPES = Set.of(Window1d.class, Window2d.class, Pool1d.class, Pool2d.class);

    private Windows() {}

    static boolean isKnown(Class<?> type) {
        return TYPES.contains(type);
    }

    /** The names of the arguments; all but the first may be left out. */
    static List<String> names(Class<?> type) {
        return type == Pool1d.class || type == Pool2d.class
                ? List.of("size", "stride", "padding", "dilation", "countPadding", "ceilMode")
                : List.of("size", "stride", "padding", "dilation");
    }

    static Kind kind(String name) {
        return name.equals("countPadding") || name.equals("ceilMode") ? Kind.BOOLEAN : Kind.INTS;
    }

    /**
     * The window.
     *
     * @param values by the order of the names; null for what was left out
     * @throws Misfit if there are too many numbers, or they are out of range
     */
    static Object make(Class<?> type, List<Object> values) throws Misfit {
        boolean lines = type == Window1d.class || type == Pool1d.class;
        int[] size = pair("size", values.get(0), lines);
        int[] stride = pair("stride", values.get(1), lines);
        int[] padding = pair("padding", values.get(2), lines);
        int[] dilation = pair("dilation", values.get(3), lines);
        try {
            boolean pool = values.size() > 4;
            int[] moves = stride != null ? stride : pool ? size : new int[] {1, 1};
            Window2d window = Window2d.of(size[0], size[1]).stride(moves[0], moves[1]);
            window = padding == null ? window : window.padding(padding[0], padding[1]);
            window = dilation == null ? window : window.dilation(dilation[0], dilation[1]);
            if (type == Window2d.class) {
                return window;
            }
            if (type == Window1d.class) {
                return window.across();
            }
            boolean counts = values.get(4) == null || (boolean) values.get(4);
            boolean ceil = values.get(5) != null && (boolean) values.get(5);
            if (type == Pool2d.class) {
                return Pool2d.of(window).countPadding(counts).ceilMode(ceil);
            }
            Pool1d lane =
                    Pool1d.of(size[1]).stride(moves[1]).countPadding(counts).ceilMode(ceil);
            lane = padding == null ? lane : lane.padding(padding[1]);
            return dilation == null ? lane : lane.dilation(dilation[1]);
        } catch (IllegalArgumentException e) {
            throw new Misfit(e.getMessage());
        }
    }

    /** Of a line, the first is what a picture of one row has. */
    private static int[] pair(String name, Object value, boolean lines) throws Misfit {
        if (value == null) {
            return null;
        }
        int[] numbers = (int[]) value;
        if (lines && numbers.length == 1) {
            return new int[] {name.equals("padding") ? 0 : 1, numbers[0]};
        }
        if (!lines && numbers.length == 1) {
            return new int[] {numbers[0], numbers[0]};
        }
        if (lines || numbers.length != 2) {
            throw new Misfit(
                    "'" + name + "' takes " + (lines ? "one number" : "one number or two") + ", got " + numbers.length);
        }
        return numbers;
    }
}
