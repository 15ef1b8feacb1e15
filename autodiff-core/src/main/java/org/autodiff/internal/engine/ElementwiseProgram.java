package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.Shape;

/**
 * A recorded function that consists of elementwise gates over arrays and scalars, made ready to be computed again and
 * again: first what is scalar, then the arrays, {@linkplain ElementwisePass a chunk at a time} through all gates. A
 * chunk stays in the caches from the first gate to the last, and no array is made. The loops are those of the gates, so
 * the bits are those of the recorded function: an element does not see where in an array it stands.
 */
public final class ElementwiseProgram {
    /** Where the numbers of a value are while the program runs. */
    enum Kind {
        INPUT,
        SCALAR,
        COMPUTED
    }

    /** A value of the program. Arrays that gates combine belong to one pass. */
    static final class Value {
        final Kind kind;
        final Shape shape;
        int index; // of the input, the scalar, or the piece of scratch memory
        private Value towardsPass = this;

        Value(Kind kind, int index, Shape shape) {
            this.kind = kind;
            this.index = index;
            this.shape = shape;
        }

        /** The value that stands for its pass. */
        Value pass() {
            while (towardsPass != towardsPass.towardsPass) {
                towardsPass = towardsPass.towardsPass;
            }
            return towardsPass;
        }
    }

    /** One application of a gate; the loop is what {@link Compute#loop} gives, null for a copy. */
    record Operation(Gate gate, Object loop, Value[] in, Value out) {}

    /** A result and the output that it is for. */
    record Store(Value value, int output) {}

    /** One that does not fit: it is something else than elementwise gates. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit() {
            super(null, null, false, false);
        }
    }

    private final IdentityHashMap<Tensor, Value> values = new IdentityHashMap<>();
    private final List<Double> scalars = new ArrayList<>();
    private final Set<Value> constants = new HashSet<>();
    private final List<Integer> scalarInputs = new ArrayList<>();
    private final List<Operation> ofScalars = new ArrayList<>();
    private final Map<Value, List<Operation>> ofArrays = new LinkedHashMap<>();
    private final List<Store> scalarStores = new ArrayList<>();
    private ElementwisePass[] passes;
    private Operation[] prelude;
    private double[][] numbers; // of each scalar, as often as a chunk has elements
    private int[] repeated; // the scalars that change and are read by arrays
    private double[][] scratch; // for one pass after the other
    private int[] scalarsIn;
    private Store[] scalarsOut;

    private ElementwiseProgram() {}

    /**
     * Makes a program of a recording.
     *
     * @param outputs the results; null for those that are not wanted
     * @param inputOf for each output, which input it may overwrite, or -1
     * @return null if there is something else in the recording, or an input is read by what does not overwrite it
     */
    public static ElementwiseProgram of(TapeRecorder recorder, Tensor[] inputs, Tensor[] outputs, int[] inputOf) {
        ElementwiseProgram program = new ElementwiseProgram();
        try {
            program.compile(recorder, inputs, outputs, inputOf);
            return program;
        } catch (Unfit e) {
            return null;
        }
    }

    private void compile(TapeRecorder recorder, Tensor[] inputs, Tensor[] outputs, int[] inputOf) throws Unfit {
        Value[] in = new Value[inputs.length];
        for (int i = 0; i < in.length; i++) {
            Shape shape = inputs[i].shape();
            if (shape.isScalar()) {
                in[i] = scalar(0);
                scalarInputs.add(i);
            } else {
                in[i] = new Value(Kind.INPUT, i, shape);
            }
            values.put(inputs[i], in[i]);
        }
        List<Operation> all = new ArrayList<>();
        for (TapeRecorder.Step step : recorder.steps()) {
            all.add(operation(step));
        }
        for (Operation operation : all) {
            if (operation.out.kind == Kind.SCALAR) {
                ofScalars.add(operation);
            } else {
                ofArrays.computeIfAbsent(operation.out.pass(), pass -> new ArrayList<>())
                        .add(operation);
            }
        }
        Map<Value, List<Store>> stores = new IdentityHashMap<>();
        for (int k = 0; k < outputs.length; k++) {
            if (outputs[k] != null) {
                store(outputs[k], k, inputOf[k] < 0 ? null : in[inputOf[k]], stores);
            }
        }
        passes = ofArrays.entrySet().stream()
                .map(e -> ElementwisePass.of(e.getValue(), stores.getOrDefault(e.getKey(), List.of())))
                .toArray(ElementwisePass[]::new);
        prelude = ofScalars.toArray(Operation[]::new);
        int pieces = 0;
        int chunk = 0;
        for (ElementwisePass pass : passes) {
            pieces = Math.max(pieces, pass.pieces());
            chunk = Math.max(chunk, pass.chunk());
        }
        scratch = new double[pieces][chunk];
        numbers = new double[scalars.size()][Math.max(1, chunk)];
        for (int k = 0; k < numbers.length; k++) {
            Arrays.fill(numbers[k], scalars.get(k));
        }
        repeated = Arrays.stream(passes)
                .flatMap(pass -> pass.scalars().stream())
                .distinct()
                .filter(value -> !constants.contains(value))
                .mapToInt(value -> value.index)
                .toArray();
        scalarsIn = scalarInputs.stream().mapToInt(Integer::intValue).toArray();
        scalarsOut = scalarStores.toArray(Store[]::new);
    }

    private Value scalar(double value) {
        scalars.add(value);
        return new Value(Kind.SCALAR, scalars.size() - 1, Shape.scalar());
    }

    private Operation operation(TapeRecorder.Step step) throws Unfit {
        if (!(step instanceof TapeRecorder.Application a) || a.outputs().length != 1) {
            throw new Unfit();
        }
        Object loop = Compute.loop(a.gate());
        if (loop == null) {
            throw new Unfit();
        }
        Shape shape = a.outputs()[0].shape();
        Value out = shape.isScalar() ? scalar(0) : new Value(Kind.COMPUTED, -1, shape);
        Value[] in = new Value[a.inputs().length];
        for (int i = 0; i < in.length; i++) {
            in[i] = read(a.inputs()[i]);
            if (in[i].kind != Kind.SCALAR) {
                if (!in[i].shape.equals(shape)) { // it broadcasts
                    throw new Unfit();
                }
                in[i].pass().towardsPass = out.pass();
            }
        }
        values.put(a.outputs()[0], out);
        return new Operation(a.gate(), loop, in, out);
    }

    /** The value of a tensor; of one that is no input, and was not computed, its number, if it is one that stays. */
    private Value read(Tensor t) throws Unfit {
        Value known = values.get(t);
        if (known != null) {
            return known;
        }
        if (!t.shape().isScalar() || t.node != null || t.level != null || ArrayAccess.isOwned(t.value)) {
            throw new Unfit();
        }
        Value constant = scalar(t.value.item());
        values.put(t, constant);
        constants.add(constant);
        return constant;
    }

    private void store(Tensor output, int k, Value overwritten, Map<Value, List<Store>> stores) throws Unfit {
        Value value = values.get(output);
        if (value == null || value.kind == Kind.INPUT) {
            throw new Unfit();
        }
        if (value.kind == Kind.SCALAR) {
            scalarStores.add(new Store(value, k)); // after all else, so nobody reads what it overwrites
            return;
        }
        if (overwritten != null && ofArrays.containsKey(overwritten.pass()) && overwritten.pass() != value.pass()) {
            throw new Unfit();
        }
        stores.computeIfAbsent(value.pass(), pass -> new ArrayList<>()).add(new Store(value, k));
    }

    /**
     * Computes the outputs. An output may be the memory of the input that it overwrites.
     *
     * @param in the numbers of each input
     * @param out where to write each output
     */
    public void run(double[][] in, double[][] out) {
        for (int k = 0; k < scalarsIn.length; k++) {
            numbers[k][0] = in[scalarsIn[k]][0]; // the first scalars are the inputs
        }
        for (Operation operation : prelude) {
            ElementwisePass.apply(operation, in, numbers, null, 0, 1);
        }
        for (int k : repeated) {
            Arrays.fill(numbers[k], numbers[k][0]);
        }
        for (ElementwisePass pass : passes) {
            pass.run(in, numbers, out, scratch);
        }
        for (Store store : scalarsOut) {
            out[store.output][0] = numbers[store.value.index][0];
        }
    }
}
