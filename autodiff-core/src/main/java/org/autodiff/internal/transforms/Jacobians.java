package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.ndarray.Shape;

/**
 * Jacobians: the unit vectors of a value are pushed back through one tape, or those of an argument forward through the
 * function, as a batch. Where there are many, in several batches: {@link #CHUNK}.
 */
public final class Jacobians {
    /**
     * How many unit vectors go through a function at once. Each one that goes along makes the cost of applying a gate
     * fall; beyond some dozens the numbers themselves are what costs, and more of them only need more memory.
     */
    public static final int CHUNK = 64;

    private Jacobians() {}

    /**
     * By the mode that needs fewer unit vectors, which the first run of the function tells.
     *
     * @return for each argument its Jacobian, of the shape of the value followed by that of the argument
     */
    public static Tensor[] ofEither(Function<Tensor[], Tensor> f, Tensor... xs) {
        Tensor[] found = Recorded.run("jacobian", Arguments.many(f), xs, recorded -> {
            int numbers = Arrays.stream(xs).mapToInt(Tensor::size).sum();
            return recorded.outputs[0].size() <= numbers ? rows(recorded, 0, CHUNK) : new Tensor[0];
        });
        return found.length > 0 ? found : forward("jacobian", f, CHUNK, Repetition.AGAIN, xs);
    }

    /** By reverse mode: one unit vector for each number of the value. */
    public static Tensor[] reverse(Function<Tensor[], Tensor> f, int chunk, Tensor... xs) {
        requireChunk("jacobianReverse", chunk);
        return Recorded.run("jacobianReverse", Arguments.many(f), xs, recorded -> rows(recorded, 0, chunk));
    }

    /** By forward mode: one unit vector for each number of the arguments. */
    public static Tensor[] forward(Function<Tensor[], Tensor> f, int chunk, Tensor... xs) {
        Arguments.require("jacobianForward", f, xs);
        requireChunk("jacobianForward", chunk);
        int runs =
                Arrays.stream(xs).mapToInt(x -> Chunks.count(x.size(), chunk)).sum();
        return forward("jacobianForward", f, chunk, runs > 1 ? Repetition.AGAIN : null, xs);
    }

    static void requireChunk(String operation, int chunk) {
        if (chunk < 1) {
            throw new IllegalArgumentException(operation + ": the chunk must be positive, got " + chunk);
        }
    }

    /** For each argument the gradients of all numbers of an output: of the shape of that, then of the argument. */
    static Tensor[] rows(Recorded recorded, int output, int chunk) {
        Shape shape = recorded.outputs[output].shape();
        Tensor[] rows = Chunks.mapUnits(shape, chunk, null, u -> recorded.walk(output, u));
        for (int i = 0; i < rows.length; i++) {
            rows[i] = rows[i].reshape(shape.concat(rows[i].shape().dropFirst(1)));
        }
        return rows;
    }

    private static Tensor[] forward(
            String operation, Function<Tensor[], Tensor> f, int chunk, Repetition repetition, Tensor... xs) {
        Tensor[] jacobians = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            int moving = i;
            Shape x = xs[i].shape();
            Tensor columns = Chunks.mapUnits(x, chunk, repetition, v -> {
                Tensor[] vs = new Tensor[xs.length];
                vs[moving] = v;
                return Forward.moved(operation, Arguments.many(f), xs, vs).tangents();
            })[0];
            Shape y = columns.shape().dropFirst(1);
            jacobians[i] = columns.movedim(0, y.rank()).reshape(y.concat(x));
        }
        return jacobians;
    }
}
