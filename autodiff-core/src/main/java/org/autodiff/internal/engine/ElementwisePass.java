package org.autodiff.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.engine.ElementwiseProgram.Kind;
import org.autodiff.internal.engine.ElementwiseProgram.Operation;
import org.autodiff.internal.engine.ElementwiseProgram.Store;
import org.autodiff.internal.engine.ElementwiseProgram.Value;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.internal.loops.LoopPerGate;
import org.autodiff.internal.loops.TernaryLoop;

/** Gates of a {@link ElementwiseProgram} over arrays of one shape: all of them for a chunk, then for the next one. */
final class ElementwisePass {
    private final Operation[] operations;
    private final Store[] stores;
    private final int size;
    private final int pieces;

    private ElementwisePass(List<Operation> operations, List<Store> stores, int pieces) {
        this.operations = operations.toArray(Operation[]::new);
        this.stores = stores.toArray(Store[]::new);
        this.size = operations.get(0).out().shape.size();
        this.pieces = pieces;
    }

    static ElementwisePass of(List<Operation> recorded, List<Store> stores) {
        List<Operation> operations = withCopies(recorded);
        Map<Value, Integer> lastUse = new IdentityHashMap<>();
        for (int k = 0; k < operations.size(); k++) {
            for (Value in : operations.get(k).in()) {
                lastUse.put(in, k);
            }
        }
        stores.forEach(store -> lastUse.put(store.value(), Integer.MAX_VALUE));
        Deque<Integer> free = new ArrayDeque<>();
        int pieces = 0;
        for (int k = 0; k < operations.size(); k++) {
            Operation operation = operations.get(k);
            operation.out().index = free.isEmpty() ? pieces++ : free.pop(); // before its inputs are free: not the same
            Set<Value> done = new HashSet<>(List.of(operation.in()));
            if (!lastUse.containsKey(operation.out())) {
                free.push(operation.out().index); // nobody reads it
            }
            for (Value in : done) {
                if (in.kind == Kind.COMPUTED && lastUse.get(in) == k) {
                    free.push(in.index);
                }
            }
        }
        return new ElementwisePass(operations, stores, pieces);
    }

    /** Loops over one array begin at its start: what they read of an input is copied. */
    private static List<Operation> withCopies(List<Operation> recorded) {
        List<Operation> operations = new ArrayList<>();
        Map<Value, Value> copies = new IdentityHashMap<>();
        for (Operation operation : recorded) {
            Value in = operation.in()[0];
            if (!(operation.loop() instanceof LoopPerGate.Unary) || in.kind != Kind.INPUT) {
                operations.add(operation);
                continue;
            }
            Value copy = copies.get(in);
            if (copy == null) {
                copy = new Value(Kind.COMPUTED, -1, in.shape);
                copies.put(in, copy);
                operations.add(new Operation(null, null, new Value[] {in}, copy));
            }
            operations.add(new Operation(operation.gate(), operation.loop(), new Value[] {copy}, operation.out()));
        }
        return operations;
    }

    /** How many pieces of scratch memory it needs, each of a chunk. */
    int pieces() {
        return pieces;
    }

    /** The scalars that its gates read. */
    Set<Value> scalars() {
        Set<Value> read = new LinkedHashSet<>();
        for (Operation operation : operations) {
            for (Value in : operation.in()) {
                if (in.kind == Kind.SCALAR) {
                    read.add(in);
                }
            }
        }
        return read;
    }

    /** How many elements it works on at a time, at most. */
    int chunk() {
        return Math.min(size, Limits.FUSED_CHUNK);
    }

    void run(double[][] in, double[][] scalars, double[][] out, double[][] scratch) {
        if (Parallel.paysFor(size)) {
            Parallel.splitElements(
                    size,
                    Limits.FUSED_CHUNK,
                    1,
                    (from, to) -> run(in, scalars, out, new double[pieces][chunk()], from, to));
        } else {
            run(in, scalars, out, scratch, 0, size);
        }
    }

    private void run(double[][] in, double[][] scalars, double[][] out, double[][] scratch, int from, int to) {
        for (int at = from; at < to; at += Limits.FUSED_CHUNK) {
            int n = Math.min(Limits.FUSED_CHUNK, to - at);
            for (Operation operation : operations) {
                apply(operation, in, scalars, scratch, at, n);
            }
            for (Store store : stores) {
                System.arraycopy(scratch[store.value().index], 0, out[store.output()], at, n);
            }
        }
    }

    /**
     * Applies a gate to a chunk: of the inputs what begins at {@code at}, of scratch memory the beginning. A scalar is
     * there as often as a chunk has elements: a loop of stride 0 would make an array of it in each call.
     */
    static void apply(Operation operation, double[][] in, double[][] scalars, double[][] scratch, int at, int n) {
        Value[] x = operation.in();
        Value out = operation.out();
        double[] y = out.kind == Kind.SCALAR ? scalars[out.index] : scratch[out.index];
        Object loop = operation.loop();
        if (loop == null) {
            System.arraycopy(in[x[0].index], at, y, 0, n);
        } else if (loop instanceof LoopPerGate.Unary unary) {
            unary.loop((UnaryGate) operation.gate(), array(x[0], in, scalars, scratch), y, n);
        } else if (loop instanceof LoopPerGate.Binary binary) {
            binary.loop(
                    (BinaryGate) operation.gate(),
                    array(x[0], in, scalars, scratch),
                    offset(x[0], at),
                    1,
                    array(x[1], in, scalars, scratch),
                    offset(x[1], at),
                    1,
                    y,
                    0,
                    n);
        } else {
            ((TernaryLoop) loop)
                    .loop(
                            array(x[0], in, scalars, scratch),
                            offset(x[0], at),
                            1,
                            array(x[1], in, scalars, scratch),
                            offset(x[1], at),
                            1,
                            array(x[2], in, scalars, scratch),
                            offset(x[2], at),
                            1,
                            y,
                            0,
                            n);
        }
    }

    private static double[] array(Value value, double[][] in, double[][] scalars, double[][] scratch) {
        return switch (value.kind) {
            case INPUT -> in[value.index];
            case SCALAR -> scalars[value.index];
            case COMPUTED -> scratch[value.index];
        };
    }

    private static int offset(Value value, int at) {
        return value.kind == Kind.INPUT ? at : 0;
    }
}
