package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Level;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.TensorState;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;

/**
 * An array that remembers how it was computed: a value, and the node of the tape that made it. A constant has no node.
 *
 * <pre>{@code
 * Tensor x = Tensor.variable(3);
 * Tensor y = x.mul(x).add(x.sin());
 * Tensor dy = y.backward().of(x);        // 2 x + cos x
 * }</pre>
 *
 * <p>Tensors are n-dimensional, immutable, and broadcast as in NumPy; scalars have rank 0. The operations stand in
 * {@link ElementwiseOps}, {@link FunctionOps}, {@link ActivationOps}, {@link MaskOps}, {@link ScanOps},
 * {@link OrderOps}, {@link ShapeOps}, {@link SliceOps}, {@link PadOps}, {@link DiagonalOps}, {@link WindowOps},
 * {@link IndexOps}, {@link ProductOps}, {@link DistanceOps}, {@link ConvolutionOps}, {@link PoolOps} and
 * {@link GradientOps}.
 */
public sealed class Tensor extends TensorState
        implements ElementwiseOps,
                FunctionOps,
                ActivationOps,
                MaskOps,
                ReductionOps,
                ScanOps,
                OrderOps,
                ShapeOps,
                SliceOps,
                PadOps,
                DiagonalOps,
                WindowOps,
                IndexOps,
                ProductOps,
                DistanceOps,
                ConvolutionOps,
                PoolOps,
                GradientOps
        permits Parameter {
    private static final Moves.Detach DETACH = new Moves.Detach();

    Tensor(NdArray value, Node node, Level level) {
        super(value, node, level);
    }

    // ---- constants and variables

    /** A constant scalar. */
    public static Tensor of(double value) {
        return of(NdArray.of(value));
    }

    /** A constant vector. */
    public static Tensor of(double... values) {
        return of(NdArray.of(values));
    }

    /**
     * A constant matrix.
     *
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Tensor of(double[][] rows) {
        return of(NdArray.of(rows));
    }

    /**
     * A constant of a shape, from row-major values.
     *
     * @throws IllegalArgumentException if there are not as many values as the shape has elements
     */
    public static Tensor of(Shape shape, double... values) {
        return of(NdArray.of(shape, values));
    }

    /** A constant. */
    public static Tensor of(NdArray value) {
        return new Tensor(ArrayAccess.unwatched(Objects.requireNonNull(value, "constant: value is null")), null, null);
    }

    /** A constant matrix with a copy of an EJML matrix's elements. */
    public static Tensor of(DMatrixRMaj matrix) {
        Objects.requireNonNull(matrix, "constant: matrix is null");
        return of(Shape.of(matrix.numRows, matrix.numCols), Arrays.copyOf(matrix.data, matrix.getNumElements()));
    }

    /** Constant zeros. */
    public static Tensor zeros(Shape shape) {
        return of(NdArray.zeros(shape));
    }

    /** Constant ones. */
    public static Tensor ones(Shape shape) {
        return of(NdArray.full(shape, 1));
    }

    /** A constant with the same value everywhere. */
    public static Tensor full(Shape shape, double value) {
        return of(NdArray.full(shape, value));
    }

    /**
     * The identity matrix of shape {@code (n, n)}.
     *
     * @throws IllegalArgumentException if {@code n} is negative, or there would be more than {@code 2^31 - 1} elements
     */
    public static Tensor eye(int n) {
        requireSize("eye", n, 46_340); // the root of 2^31
        return of(NdArray.build(Shape.of(n, n), data -> {
            for (int i = 0; i < n; i++) {
                data[i * n + i] = 1;
            }
        }));
    }

    /**
     * The constant vector {@code 0, 1, ..., n - 1}.
     *
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public static Tensor arange(int n) {
        requireSize("arange", n, Integer.MAX_VALUE);
        return of(NdArray.build(Shape.of(n), data -> Arrays.setAll(data, i -> i)));
    }

    /**
     * A constant vector of {@code n} numbers at equal distances, from a first to a last one, both exactly; of one it is
     * the first.
     *
     * @throws IllegalArgumentException if {@code n} is negative, or an end is not finite
     */
    public static Tensor linspace(double first, double last, int n) {
        requireSize("linspace", n, Integer.MAX_VALUE);
        if (!Double.isFinite(first) || !Double.isFinite(last)) {
            throw new IllegalArgumentException("linspace: ends must be finite, got " + first + " and " + last);
        }
        int gaps = Math.max(1, n - 1);
        double way = last - first;
        double step = Double.isFinite(way) ? way / gaps : last / gaps - first / gaps;
        return of(NdArray.build(
                Shape.of(n),
                data -> Arrays.setAll(data, i -> i <= (n - 1) / 2 ? first + i * step : last - (n - 1 - i) * step)));
    }

    private static void requireSize(String operation, int n, int most) {
        if (n < 0 || n > most) {
            throw new IllegalArgumentException(operation + ": n must be in [0, " + most + "], got " + n);
        }
    }

    /** A scalar variable: a leaf of the tape, which gets a gradient. */
    public static Tensor variable(double value) {
        return variable(NdArray.of(value));
    }

    /** A vector variable. */
    public static Tensor variable(double... values) {
        return variable(NdArray.of(values));
    }

    /** A matrix variable. */
    public static Tensor variable(double[][] rows) {
        return variable(NdArray.of(rows));
    }

    /** A variable of a shape, from row-major values. */
    public static Tensor variable(Shape shape, double... values) {
        return variable(NdArray.of(shape, values));
    }

    /** A variable. */
    public static Tensor variable(NdArray value) {
        return variable(null, value);
    }

    /** A scalar variable with a name, which messages, tapes and reports use. */
    public static Tensor variable(String name, double value) {
        return variable(name, NdArray.of(value));
    }

    /** A vector variable with a name. */
    public static Tensor variable(String name, double... values) {
        return variable(name, NdArray.of(values));
    }

    /** A matrix variable with a name. */
    public static Tensor variable(String name, double[][] rows) {
        return variable(name, NdArray.of(rows));
    }

    /** A variable of a shape with a name, from row-major values. */
    public static Tensor variable(String name, Shape shape, double... values) {
        return variable(name, NdArray.of(shape, values));
    }

    /** A variable with a name, which messages, tapes and reports use. */
    public static Tensor variable(String name, NdArray value) {
        Objects.requireNonNull(value, "variable: value is null");
        return new Tensor(ArrayAccess.unwatched(value), new Leaf(name, value.shape()), null);
    }

    // ---- value

    /** The numbers. They stay what they are, also if this is a {@link Parameter} that is assigned later. */
    public NdArray value() {
        return ArrayAccess.handOut(taken("value"));
    }

    /** The numbers, which the program may compute with: then nothing can be differentiated any more. */
    private NdArray taken(String operation) {
        Context context = Context.current();
        if (context.whenTaken != null) {
            context.whenTaken.accept(this);
        }
        return read(operation);
    }

    /** The value as it leaves for the program, in some operation; refused where there are no numbers. */
    NdArray read(String operation) {
        Repetition.requireNumbers(operation, this);
        if (ArrayAccess.isShapeOnly(value)) {
            throw new IllegalStateException(
                    operation + ": a plan knows the shape " + shape() + " of this tensor, but no"
                            + " numbers: the function must not take them out (Tensor.where instead of a branch)");
        }
        return read();
    }

    /** The value as it leaves for the program, which may act on it: a recording must know. */
    NdArray read() {
        Context context = Context.current();
        if (context.recorder != null) {
            context.recorder.read(this);
        }
        if (context.observer() != null) {
            context.observer().read(this);
        }
        return value;
    }

    /**
     * Whether it has numbers that can be read. Not so one example of a batch within {@code Autodiff.vmap}, which
     * computes all examples at once: there a check of numbers must be left out, and a branch be made by
     * {@link #where(Tensor, Tensor, Tensor) where}.
     */
    public boolean hasNumbers() {
        return !Tensors.isOneOfBatch(this);
    }

    /** Its shape. */
    public Shape shape() {
        return value.shape();
    }

    /** The number of elements. */
    public int size() {
        return value.size();
    }

    /** The number of axes. */
    public int rank() {
        return value.rank();
    }

    /**
     * The only element, as a number. The program may branch on it; the tape then holds the branch that was taken.
     *
     * @throws IllegalArgumentException if there is not exactly one element
     */
    public double item() {
        return taken("item").item();
    }

    /** A row-major copy of the numbers. */
    public double[] toArray() {
        return taken("toArray").toArray();
    }

    /**
     * A copy as an EJML matrix.
     *
     * @throws IllegalArgumentException if the rank is not 2
     */
    public DMatrixRMaj toMatrix() {
        if (rank() != 2) {
            throw new IllegalArgumentException("toMatrix: needs rank 2, got shape " + shape());
        }
        return DMatrixRMaj.wrap(shape().dim(0), shape().dim(1), toArray());
    }

    // ---- names

    /**
     * This tensor, called by a name on a tape that is being recorded, and in a trace of it; see {@link Tape#record} and
     * {@link org.autodiff.explain.Explain}. Does nothing while nobody records, so it may stay in a program:
     *
     * <pre>{@code
     * Tensor s = w.mul(x).add(b).named("s");
     * }</pre>
     */
    public Tensor named(String name) {
        Objects.requireNonNull(name, "named: the name is null");
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            recorder.name(this, name);
        }
        return this;
    }

    // ---- differentiation

    /**
     * Whether a gradient can flow to it: a variable, or computed from one while recording. The argument of a transform
     * counts as long as the transform runs.
     */
    public boolean requiresGrad() {
        return Tensors.liveNode(Tensors.live(this)) != null;
    }

    /**
     * The same value as a constant: no gradient and no tangent flows through it. Of a {@link Parameter}, the value of
     * now: later assignments do not change it.
     */
    public Tensor detach() {
        return Engine.apply(DETACH, this);
    }

    /**
     * Back-propagation from this scalar to every variable below it. Nothing is stored in the tensors: the gradients are
     * in the returned object, and calling it again gives the same again.
     *
     * @throws IllegalStateException if this is a constant, or a value that is needed is gone (a parameter was assigned,
     *     memory was recycled)
     * @throws IllegalArgumentException if this has more or less than one element
     */
    public Gradients backward() {
        return backward(Backward.UNRECORDED);
    }

    /**
     * Back-propagation to the given tensors only, which may be intermediate results. What does not lie on a way to them
     * is skipped.
     *
     * @throws IllegalArgumentException also if this tensor does not depend on one of them, or there are none
     */
    public Gradients backward(Tensor... wrt) {
        Objects.requireNonNull(wrt, "backward: tensors are null");
        if (wrt.length == 0) {
            throw new IllegalArgumentException("backward: asked for the gradients of no tensors; backward() gives all");
        }
        return backward(Backward.UNRECORDED, wrt);
    }

    /** Back-propagation, recorded if so asked: the gradients can then be differentiated in turn. */
    public Gradients backward(Backward mode, Tensor... wrt) {
        if (size() != 1) {
            throw new IllegalArgumentException("backward: needs a scalar, got shape " + shape()
                    + ": reduce it (sum, mean), or give its gradient with backwardFrom");
        }
        return backwardFrom(of(1).reshape(shape()), mode, wrt);
    }

    /** Back-propagation of a given gradient of this tensor: the vector-Jacobian product. */
    public Gradients backwardFrom(Tensor upstream, Tensor... wrt) {
        return backwardFrom(upstream, Backward.UNRECORDED, wrt);
    }

    /**
     * Back-propagation of a given gradient of this tensor, recorded if so asked.
     *
     * @throws IllegalArgumentException if the gradient has another shape than this tensor
     */
    public Gradients backwardFrom(Tensor upstream, Backward mode, Tensor... wrt) {
        Objects.requireNonNull(upstream, "backward: gradient is null");
        Objects.requireNonNull(mode, "backward: mode is null");
        Objects.requireNonNull(wrt, "backward: tensors are null");
        if (!upstream.shape().equals(shape())) {
            throw new IllegalArgumentException("backward: gradient of shape " + upstream.shape()
                    + " for a tensor of shape " + shape() + ": must be the same");
        }
        return Gradients.compute(this, upstream, mode, wrt);
    }

    /** Whether {@code backward} itself goes on the tape. */
    public enum Backward {
        /** It does not: the gradients are constants. */
        UNRECORDED,
        /**
         * It does not, and it goes for the last time: an operation releases the values that it has kept as soon as it
         * has passed its gradient on, so memory falls from the first operation on instead of staying until the loss is
         * dropped. A further backward through one of them throws, also from another output. Not while another thread
         * walks the same graph. What the program itself holds, it keeps. A transform of {@link Autodiff} does this by
         * itself.
         */
        RELEASING,
        /** It does: the gradients are functions of the variables, and can be differentiated again. */
        RECORDED
    }

    // ---- gates

    /**
     * Applies a gate with one output: the way every operation takes, and the one for gates of your own.
     *
     * @throws IllegalArgumentException if the gate has several outputs, or its inputs do not fit
     */
    public static Tensor apply(Gate gate, Tensor... inputs) {
        Tensor[] y = applyAll(gate, inputs);
        if (y.length != 1) {
            throw new IllegalArgumentException(gate.name() + ": has " + y.length + " outputs: use applyAll");
        }
        return y[0];
    }

    /** Applies a gate with one input. */
    public static Tensor apply(UnaryGate gate, Tensor x) {
        return Engine.apply(gate, x);
    }

    /** Applies a gate with two inputs. */
    public static Tensor apply(BinaryGate gate, Tensor a, Tensor b) {
        return Engine.apply(gate, a, b);
    }

    /** Applies a gate with any number of outputs. */
    public static Tensor[] applyAll(Gate gate, Tensor... inputs) {
        return Engine.apply(gate, inputs);
    }

    /** {@code mask != 0 ? a : b} for each element; see {@link MaskOps}. */
    public static Tensor where(Tensor mask, Tensor a, Tensor b) {
        return MaskOps.where(mask, a, b);
    }

    /** Tensors one after the other along an axis; see {@link ShapeOps}. */
    public static Tensor concat(int axis, Tensor... tensors) {
        return ShapeOps.concat(axis, tensors);
    }

    /** Tensors of one shape side by side along a new axis; see {@link ShapeOps}. */
    public static Tensor stack(int axis, Tensor... tensors) {
        return ShapeOps.stack(axis, tensors);
    }

    /** The coordinates of a grid, "ij" indexing; see {@link ShapeOps}. */
    public static Tensor[] meshgrid(Tensor... vectors) {
        return ShapeOps.meshgrid(vectors);
    }

    /** The coordinates of a grid, "xy" indexing; see {@link ShapeOps}. */
    public static Tensor[] meshgridXy(Tensor... vectors) {
        return ShapeOps.meshgridXy(vectors);
    }

    /** A row of zeros with a single 1 for each index; see {@link IndexOps}. */
    public static Tensor oneHot(Index index, int classes) {
        return IndexOps.oneHot(index, classes);
    }

    /** Sums of products of any tensors, their axes named by letters; see {@link ProductOps}. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return ProductOps.einsum(equation, operands);
    }

    /** Shape, numbers, and the gate that made it or the name of the variable that it is. */
    @Override
    public String toString() {
        return "Tensor" + shape() + " " + (ArrayAccess.isThere(value) ? read() : value)
                + origin(level == null ? Tensors.liveNode(this) : null);
    }

    private static String origin(Node made) {
        if (made instanceof Leaf leaf) {
            return leaf.name == null ? ", variable" : ", variable '" + leaf.name + "'";
        }
        return made == null ? "" : ", by " + made.gate().name();
    }
}
