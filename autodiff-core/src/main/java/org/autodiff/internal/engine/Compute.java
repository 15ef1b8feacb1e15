package org.autodiff.internal.engine;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.Elements;
import org.autodiff.internal.loops.LoopPerGate;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.internal.loops.TernaryLoop;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The forward pass of a gate: asks it for the shapes of its outputs, allocates them, and lets it write them. An
 * elementwise gate says what becomes of one number; the loops are the engine's.
 *
 * <p>How a gate is computed is decided once for its class: a chain of {@code instanceof} costs more than a short loop.
 */
final class Compute {
    private static final ClassValue<ComputeUnary> UNARY = new ClassValue<>() {
        @Override
        protected ComputeUnary computeValue(Class<?> gate) {
            return UnaryElementwise.class.isAssignableFrom(gate) && isDefinedByApply(gate, UnaryElementwise.class, 1)
                    ? new ElementwiseUnary(LoopPerGate.unary(gate))
                    : Relabel.class.isAssignableFrom(gate) ? new RelabellingUnary() : new WholeUnary(isBuiltIn(gate));
        }
    };

    private static final ClassValue<ComputeBinary> BINARY = new ClassValue<>() {
        @Override
        protected ComputeBinary computeValue(Class<?> gate) {
            return BinaryElementwise.class.isAssignableFrom(gate) && isDefinedByApply(gate, BinaryElementwise.class, 2)
                    ? new ElementwiseBinary(LoopPerGate.binary(gate))
                    : new WholeBinary(isBuiltIn(gate));
        }
    };

    private Compute() {}

    /** Whether an elementwise gate leaves shape and loop to the engine: one that has its own is computed by these. */
    private static boolean isDefinedByApply(Class<?> gate, Class<?> form, int inputs) {
        Class<?>[] shapes = new Class<?>[inputs];
        Arrays.fill(shapes, Shape.class);
        Class<?>[] arrays = new Class<?>[inputs + 1];
        Arrays.fill(arrays, NdArray.class);
        try {
            return gate.getMethod("shape", shapes).getDeclaringClass() == form
                    && gate.getMethod("compute", arrays).getDeclaringClass() == form;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(gate + " is no elementwise gate", e);
        }
    }

    /** The outputs of a gate, and what else it returned. */
    record Computed(NdArray[] outputs, Object residual) {}

    /** How a gate is computed: not cast, since a cast to an interface costs more than what {@link #output} asks. */
    static Object way(UnaryGate gate) {
        return UNARY.get(gate.getClass());
    }

    static Object way(BinaryGate gate) {
        return BINARY.get(gate.getClass());
    }

    static NdArray output(UnaryGate gate, Object way, NdArray x) {
        return way instanceof ElementwiseUnary elementwise
                ? elementwise.output(gate, x)
                : ((ComputeUnary) way).output(gate, x);
    }

    static NdArray output(BinaryGate gate, Object way, NdArray a, NdArray b) {
        return way instanceof ElementwiseBinary elementwise
                ? elementwise.output(gate, a, b)
                : ((ComputeBinary) way).output(gate, a, b);
    }

    /**
     * The loop of an elementwise gate of the library: a {@link LoopPerGate.Unary}, {@link LoopPerGate.Binary} or
     * {@link TernaryLoop}. Null for any other gate.
     */
    static Object loop(Gate gate) {
        if (!isBuiltIn(gate.getClass())) {
            return null;
        }
        if (gate instanceof UnaryGate unary) {
            return way(unary) instanceof ElementwiseUnary way ? way.loop : null;
        }
        if (gate instanceof BinaryGate binary) {
            return way(binary) instanceof ElementwiseBinary way ? way.loop : null;
        }
        return gate instanceof TernaryLoop ? gate : null;
    }

    /** The outputs of any gate. Operations inside {@code compute} are not recorded. */
    static Computed outputs(Context context, Gate gate, Tensor... inputs) {
        if (context.planning != null) {
            return new Computed(Planning.outputs(gate, inputs), null);
        }
        return context.recorder == null ? outputs(gate, inputs) : context.unrecorded(() -> outputs(gate, inputs));
    }

    private static Computed outputs(Gate gate, Tensor... inputs) {
        if (gate instanceof UnaryGate unary && inputs.length == 1) {
            return new Computed(new NdArray[] {output(unary, way(unary), inputs[0].value)}, null);
        }
        if (gate instanceof BinaryGate binary && inputs.length == 2) {
            NdArray y = output(binary, way(binary), inputs[0].value, inputs[1].value);
            return new Computed(new NdArray[] {y}, null);
        }
        Shape[] shapes = GateContract.shapes(gate, inputs);
        NdArray[] in = new NdArray[inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = inputs[i].value;
        }
        boolean builtIn = isBuiltIn(gate.getClass());
        NdArray[] out = new NdArray[shapes.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = open(builtIn, shapes[k]);
        }
        NdArray[] given = out.clone();
        try {
            Object residual = gate.compute(in, given);
            return new Computed(GateContract.outputs(gate, out, given), residual);
        } finally {
            for (NdArray y : out) {
                ArrayAccess.beingComputed(y, false);
            }
        }
    }

    // ---- the ways of a class

    private static boolean isBuiltIn(Class<?> gate) {
        return gate.getName().startsWith("org.autodiff.internal.");
    }

    /**
     * An output that its gate may write. What a gate of the program's own leaves out is NaN, not what was there before.
     */
    private static NdArray open(boolean builtIn, Shape shape) {
        NdArray y = builtIn ? Memory.allocate(shape) : Memory.full(shape, Double.NaN);
        ArrayAccess.beingComputed(y, true);
        return y;
    }

    /** How gates of a class that have one input are computed. */
    private interface ComputeUnary {
        NdArray output(UnaryGate gate, NdArray x);
    }

    private record ElementwiseUnary(LoopPerGate.Unary loop) implements ComputeUnary {
        @Override
        public NdArray output(UnaryGate gate, NdArray x) {
            NdArray y = Memory.allocate(x.shape());
            Elements.apply(loop, gate, ArrayAccess.data(x), ArrayAccess.data(y), x.size());
            return y;
        }
    }

    private record RelabellingUnary() implements ComputeUnary {
        @Override
        public NdArray output(UnaryGate gate, NdArray x) {
            return ((Relabel) gate).relabel(x);
        }
    }

    private record WholeUnary(boolean builtIn) implements ComputeUnary {
        @Override
        public NdArray output(UnaryGate gate, NdArray x) {
            NdArray y = open(builtIn, GateContract.shape(gate, gate.shape(x.shape())));
            try {
                gate.compute(x, y);
                return y;
            } finally {
                ArrayAccess.beingComputed(y, false);
            }
        }
    }

    /** How gates of a class that have two inputs are computed. */
    private interface ComputeBinary {
        NdArray output(BinaryGate gate, NdArray a, NdArray b);
    }

    private record ElementwiseBinary(LoopPerGate.Binary loop) implements ComputeBinary {
        @Override
        public NdArray output(BinaryGate gate, NdArray a, NdArray b) {
            Shape shape = a.shape();
            int n = shape.size();
            if (shape.equals(b.shape()) && !Parallel.paysFor(n)) { // nearly always
                NdArray y = Memory.allocate(shape);
                loop.loop(gate, ArrayAccess.data(a), 0, 1, ArrayAccess.data(b), 0, 1, ArrayAccess.data(y), 0, n);
                return y;
            }
            NdArray y = Memory.allocate(GateContract.shape(gate, gate.shape(shape, b.shape())));
            Broadcast.apply(loop, gate, a, b, y);
            return y;
        }
    }

    private record WholeBinary(boolean builtIn) implements ComputeBinary {
        @Override
        public NdArray output(BinaryGate gate, NdArray a, NdArray b) {
            NdArray y = open(builtIn, GateContract.shape(gate, gate.shape(a.shape(), b.shape())));
            try {
                gate.compute(a, b, y);
                return y;
            } finally {
                ArrayAccess.beingComputed(y, false);
            }
        }
    }
}
