package org.autodiff.laws;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
import org.ejml.data.DMatrixRMaj;

/**
 * Receivers and arguments by type alone: often such that they fit each other, often not, and null or extreme now and
 * then.
 *
 * <p>Nothing may fill the memory. Results of more than {@code 2^31 - 1} elements are refused, but a legal one can still
 * have gigabytes. So shapes are small, and {@code Integer.MAX_VALUE} goes to a method that makes something of a given
 * size ({@link #GROWING}) only if the receiver has two elements: then the result is beyond the limit, whatever the
 * axis. Static ones, and {@link #ALWAYS_GROWING}, never get it.
 */
final class RandomArguments {
    private static final Set<String> GROWING =
            Set.of("arange", "linspace", "oneHot", "tile", "repeat", "repeatInterleave", "expand", "pad");

    /** Those that make something of about a given size of a receiver of any shape: never {@code Integer.MAX_VALUE}. */
    private static final Set<String> ALWAYS_GROWING = Set.of(
            "permutation",
            "convTranspose1d",
            "convTranspose2d",
            "adaptiveMaxPool1d",
            "adaptiveMaxPool2d",
            "adaptiveAvgPool1d",
            "adaptiveAvgPool2d");

    /** Numbers that fit most receivers, for methods with so many that random ones hardly ever do. */
    private static final Map<String, List<Integer>> FITTING = Map.of(
            "conv1d", List.of(1),
            "convTranspose1d", List.of(1, 0),
            "convTranspose2d", List.of(1, 0, 0));

    private static final double INF = Double.POSITIVE_INFINITY;

    private static final String[] EQUATIONS = {
        "...", "...,...", "...->...", "i...,i...", "...ij,...jk", "ij", "i,i->i", "i1"
    };

    private final Draw draw;
    private final int most;
    private final boolean einsum;

    /** What arguments may fit: the shape of the receiver. */
    private final Shape around;

    private final Tensor receiver;

    RandomArguments(Draw draw, Method method) {
        this.draw = draw;
        this.around = shape();
        boolean fewOrStatic = around.size() < 2 || Modifier.isStatic(method.getModifiers());
        this.most = ALWAYS_GROWING.contains(method.getName()) || (GROWING.contains(method.getName()) && fewOrStatic)
                ? -1
                : Integer.MAX_VALUE;
        this.einsum = method.getName().equals("einsum");
        this.receiver = tensor(around);
    }

    /** Ranks 0 to 4, sizes 0 to 3; empty ones are rare. */
    private Shape shape() {
        int least = draw.oneIn(6) ? 0 : 1;
        return Shape.of(IntStream.range(0, draw.integer(0, 4))
                .map(i -> draw.integer(least, 3))
                .toArray());
    }

    /** A tensor of the shape that the arguments may fit: a variable, or a constant. */
    Tensor receiver() {
        return receiver;
    }

    private NdArray values(Shape shape) {
        return (draw.oneIn(2) ? draw.anyNumbers(shape) : draw.integers(shape, -2, 3)).value();
    }

    Object[] of(Method method) {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(this::of).toArray();
        if (draw.oneIn(2)) {
            Iterator<Integer> fitting =
                    FITTING.getOrDefault(method.getName(), List.of()).iterator();
            Arrays.setAll(
                    arguments,
                    i -> arguments[i] instanceof Integer && fitting.hasNext() ? fitting.next() : arguments[i]);
        }
        return arguments;
    }

    /** Any value of a type, or null; names are given. */
    Object of(Class<?> type) {
        return type.isPrimitive() || type == String.class || !draw.oneIn(10) ? some(type) : null;
    }

    /** Any value of a type. */
    Object some(Class<?> type) {
        if (type == int.class) {
            return integer();
        } else if (type == int[].class) {
            return integers();
        } else if (type == long.class) {
            return (long) integer();
        } else if (type == double.class) {
            return draw.oneOf(draw.anyNumber(), 0.5, 1.0, Double.NaN);
        } else if (type == double[].class) {
            return values(draw.oneOf(around, Shape.of(draw.integer(0, 3)))).toArray();
        } else if (type == double[][].class) {
            return rows();
        } else if (type == boolean.class) {
            return draw.oneIn(2);
        } else if (type == String.class) {
            return einsum ? draw.oneOf(EQUATIONS) : "name";
        } else if (type.isEnum()) {
            return draw.oneOf(type.getEnumConstants());
        } else if (type == Tensor.class) {
            return draw.oneIn(6) ? receiver : tensor(near());
        } else if (type == Tensor[].class) {
            return tensors();
        } else if (type == Shape.class) {
            return near();
        } else if (type == NdArray.class) {
            return values(near());
        } else if (type == Index.class) {
            return index();
        } else if (type == Axes.class) {
            return draw.axes(around);
        } else if (type == Correction.class) {
            return draw.oneOf(Correction.NONE, Correction.BESSEL, Correction.of(draw.integer(0, 3) / 2.0));
        } else if (type == PNorm.class) {
            return PNorm.of(draw.oneOf(-1.5, 0.0, 0.5, 1.0, 2.0, 3.0, -INF, INF));
        } else if (type == Window2d.class) {
            return window();
        } else if (type == Window1d.class) {
            return window().across();
        } else if (type == Pool2d.class) {
            return pool();
        } else if (type == Pool1d.class) {
            return line();
        } else if (type == DMatrixRMaj.class) {
            return new DMatrixRMaj(draw.integer(0, 3), draw.integer(0, 3));
        } else if (type == Rng.class || type == RandomGenerator.class) {
            return Rng.of(integer());
        } else if (type == Rng.State.class) {
            return new Rng.State(integer(), integer());
        } else if (type == Consumer.class) {
            return (Consumer<?>) x -> {};
        } else if (type == UnaryOperator.class) {
            return (UnaryOperator<?>) x -> x;
        } else if (type == IntToDoubleFunction.class) {
            return (IntToDoubleFunction) i -> i;
        }
        throw new AssertionError("no values are known of " + type + ": add them to " + getClass());
    }

    // ---- numbers

    private int integer() {
        int axis = around.rank() == 0 ? 0 : draw.integer(-around.rank(), around.rank() - 1);
        return draw.oneIn(6)
                ? draw.oneOf(Integer.MIN_VALUE, Integer.MIN_VALUE + 1, most)
                : draw.oneOf(axis, axis, draw.integer(0, 3), draw.integer(-3, 5));
    }

    private int[] integers() {
        int rank = around.rank();
        int[] order = draw.permutation(rank).stream().mapToInt(i -> i).toArray();
        int n = rank == 0 ? 0 : around.dim(0);
        int part = draw.integer(0, n);
        return switch (draw.integer(0, 6)) {
            case 0 -> order;
            case 1 -> Arrays.copyOf(order, draw.integer(0, rank));
            case 2 -> around.dims();
            case 3 -> new int[] {part, n - part};
            case 4 -> near().dims();
            case 5 -> new int[] {draw.integer(0, 2), draw.integer(0, 2)};
            default ->
                IntStream.range(0, draw.integer(0, 5)).map(i -> integer()).toArray();
        };
    }

    private double[][] rows() {
        int columns = draw.integer(0, 3);
        double[][] rows = new double[draw.integer(0, 3)][columns];
        if (rows.length > 0 && draw.oneIn(3)) {
            rows[draw.integer(0, rows.length - 1)] = draw.oneIn(2) ? null : new double[columns + 1];
        }
        return rows;
    }

    // ---- shapes, tensors and what goes with them

    /** A shape that has to do with that of the receiver. */
    private Shape near() {
        int rank = around.rank();
        int swapped = Math.min(rank, 2); // what a matrix product wants
        return switch (draw.integer(0, 6)) {
            case 0, 1 -> around;
            case 2 -> draw.broadcastable(around);
            case 3 -> Shape.of(draw.integer(1, 3)).concat(around);
            case 4 ->
                around.dropLast(swapped)
                        .concat(swapped == 2 ? Shape.of(around.dim(-1), around.dim(-2)) : around.dropFirst(0));
            case 5 -> rank == 0 ? around : around.with(draw.integer(0, rank - 1), draw.integer(0, 3));
            default -> shape();
        };
    }

    private Tensor tensor(Shape shape) {
        NdArray values = values(shape);
        return draw.oneIn(3) ? Tensor.of(values) : Tensor.variable(values);
    }

    private Tensor[] tensors() {
        boolean alike = draw.oneIn(2);
        boolean vectors = draw.oneIn(4);
        Tensor[] tensors = new Tensor[draw.oneIn(5) ? 0 : draw.integer(1, 3)];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] =
                    draw.oneIn(4) ? receiver : tensor(vectors ? Shape.of(draw.integer(0, 3)) : alike ? around : near());
        }
        if (tensors.length > 0 && draw.oneIn(8)) {
            tensors[draw.integer(0, tensors.length - 1)] = null;
        }
        return tensors;
    }

    private Index index() {
        Shape shape = draw.oneOf(around, near(), Shape.of(draw.integer(0, 3)));
        int[] at = new int[shape.size()];
        int least = draw.oneOf(0, 0, -1);
        boolean wild = draw.oneIn(5);
        Arrays.setAll(at, i -> wild ? integer() : draw.integer(least, draw.oneIn(6) ? 2 : 0));
        return Index.of(shape, at);
    }

    private Window2d window() {
        int most = draw.oneOf(1, 1, 2, 3);
        Window2d window = Window2d.of(draw.integer(1, most), draw.integer(1, most));
        if (draw.oneIn(3)) {
            window = window.stride(draw.integer(1, 3), draw.integer(1, 3))
                    .padding(draw.integer(0, 2), draw.integer(0, 2))
                    .dilation(draw.integer(1, 2), draw.integer(1, 2));
        }
        return draw.oneIn(8) ? Window2d.of(Integer.MAX_VALUE, 1) : window;
    }

    private Pool2d pool() {
        return draw.oneIn(2)
                ? Pool2d.of(window()).countPadding(draw.oneIn(2)).ceilMode(draw.oneIn(2))
                : Pool2d.of(draw.integer(1, 3), draw.integer(1, 3));
    }

    private Pool1d line() {
        int most = draw.oneOf(1, 2, 3);
        int size = draw.oneIn(8) ? Integer.MAX_VALUE : draw.integer(1, most);
        int dilation = draw.oneIn(3) ? 2 : 1;
        Pool1d line =
                Pool1d.of(size).dilation(dilation).countPadding(draw.oneIn(2)).ceilMode(draw.oneIn(2));
        return draw.oneIn(3) ? line.stride(draw.integer(1, 3)).padding(draw.integer(0, 2)) : line;
    }
}
