package org.autodiff.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;

/**
 * A matrix of derivatives by its products with the directions of a colouring: those of columns by forward mode, those
 * of rows by reverse mode.
 */
final class Compressed {
    /** How many directions go through the function at once, and how many numbers an array of all of them may have. */
    private static final int MOST_DIRECTIONS = 64;

    private static final int MOST_NUMBERS = 4_000_000;

    private final String operation;
    private final Flattened f; // of a Hessian the gradient
    private final TensorFunction source;
    private final Coloring coloring;
    private final List<Chunk> chunks = new ArrayList<>();
    private volatile boolean verified;

    private Compressed(String operation, Flattened f, TensorFunction source, Coloring coloring, boolean verified) {
        this.operation = operation;
        this.f = f;
        this.source = source;
        this.coloring = coloring;
        this.verified = verified;
        SparsityPattern p = coloring.pattern();
        int largest = Math.max(1, Math.max(p.rows(), p.columns()));
        int most = Math.max(1, Math.min(MOST_DIRECTIONS, MOST_NUMBERS / largest));
        boolean keep = coloring.colors() <= most; // long seeds of many directions are made anew each time
        int columns = coloring.columnDirections();
        for (int from = 0; from < columns; from += most) {
            chunks.add(Chunk.of(from, Math.min(columns, from + most), coloring, keep));
        }
        for (int from = columns; from < coloring.colors(); from += most) {
            chunks.add(Chunk.of(from, Math.min(coloring.colors(), from + most), coloring, keep));
        }
    }

    /**
     * Directions that go together, from one up to another one: all of columns, or all of rows.
     *
     * @param kept their seeds; null if they are made when they are needed
     */
    private record Chunk(int from, int to, boolean forward, Tensor kept) {
        static Chunk of(int from, int to, Coloring coloring, boolean keep) {
            boolean forward = from < coloring.columnDirections();
            return new Chunk(from, to, forward, keep ? made(from, to, forward, coloring) : null);
        }

        Tensor seeds(Coloring coloring) {
            return kept != null ? kept : made(from, to, forward, coloring);
        }

        /** Of each direction the sum of the unit vectors that have its colour. */
        private static Tensor made(int from, int to, boolean forward, Coloring coloring) {
            int before = forward ? 0 : coloring.columnDirections();
            int n = forward ? coloring.pattern().columns() : coloring.pattern().rows();
            double[] seeds = new double[(to - from) * n];
            for (int j = 0; j < n; j++) {
                int color = forward ? coloring.columnColor(j) : coloring.rowColor(j);
                int direction = before + color - 1;
                if (color > 0 && direction >= from && direction < to) {
                    seeds[(direction - from) * n + j] = 1;
                }
            }
            return Tensor.of(Shape.of(to - from, n), seeds);
        }
    }

    /** A value as it was returned, and the matrix of its derivatives. */
    record Result(Tensor value, SparseMatrix matrix) {}

    static Compressed jacobian(TensorFunction f, Coloring coloring, boolean verified, Tensor... like) {
        Objects.requireNonNull(f, "sparse Jacobian: the function is null");
        return of("sparse Jacobian", f, f, coloring, verified, like);
    }

    static Compressed hessian(TensorFunction f, Coloring coloring, boolean verified, Tensor... like) {
        Objects.requireNonNull(coloring, "sparse Hessian: the colouring is null");
        if (coloring.rowDirections() > 0) {
            throw new IllegalArgumentException(
                    "sparse Hessian: a colouring of rows: " + coloring + ": must be of columns, or symmetric");
        }
        StarColoring.requireSymmetric(coloring.pattern());
        return of("sparse Hessian", SparsityPattern.gradient(f), f, coloring, verified, like);
    }

    private static Compressed of(
            String operation,
            TensorFunction f,
            TensorFunction source,
            Coloring coloring,
            boolean verified,
            Tensor... like) {
        Objects.requireNonNull(coloring, operation + ": the colouring is null");
        Flattened flat = new Flattened(operation, f, like);
        if (coloring.pattern().columns() != flat.size()) {
            throw new IllegalArgumentException(operation + ": a pattern of " + PatternText.summary(coloring.pattern())
                    + " for arguments with " + flat.size() + " elements: needs a column for each");
        }
        return new Compressed(operation, flat, source, coloring, verified);
    }

    Coloring coloring() {
        return coloring;
    }

    // ---- computed

    Result at(Tensor... xs) {
        Tensor x = f.flat(xs);
        Result found = compute(x);
        requireUsed(found.matrix(), xs);
        if (!verified) {
            verify(x, found.matrix());
            verified = true;
        }
        return found;
    }

    /**
     * A function that reads a variable, instead of the argument for which it is given, has a derivative of zero; jvp
     * refuses it, with a message that says what to write instead.
     */
    private void requireUsed(SparseMatrix matrix, Tensor... xs) {
        int first = 0;
        for (int i = 0; i < xs.length; i++) {
            int end = first + xs[i].size();
            if (xs[i].requiresGrad() && !matrix.hasEntries(first, end)) {
                int at = i;
                Function<Tensor, Tensor> alone = x -> {
                    Tensor[] all = xs.clone();
                    all[at] = x;
                    return source.apply(all);
                };
                Autodiff.jvp(alone, xs[i], Tensor.ones(xs[i].shape()));
            }
            first = end;
        }
    }

    void verify(Tensor... xs) {
        Tensor x = f.flat(xs);
        verify(x, compute(x).matrix());
        verified = true;
    }

    private void verify(Tensor x, SparseMatrix matrix) {
        try (NoGrad off = NoGrad.open()) {
            new Probe(operation, coloring, new Directions(f, x, true)).check(matrix);
        }
    }

    private Result compute(Tensor x) {
        try (NoGrad off = NoGrad.open()) {
            SparsityPattern p = coloring.pattern();
            double[] values = new double[p.entries()];
            Directions directions = new Directions(f, x, chunks.size() <= 1);
            for (Chunk c : chunks) {
                Tensor seeds = c.seeds(coloring);
                Tensor products = c.forward() ? directions.forward(seeds) : directions.back(seeds);
                read(c.from(), c.to(), products, c.forward() ? p.rows() : p.columns(), values);
            }
            Tensor value = directions.value();
            requireRows(value);
            return new Result(value, new SparseMatrix(p, values));
        }
    }

    private void read(int from, int to, Tensor products, int size, double[] values) {
        if (products.size() != (to - from) * size) {
            throw wrongSize(products.size() / (to - from));
        }
        coloring.recovery().read(from, to, products.toArray(), size, values);
    }

    private void requireRows(Tensor value) {
        if (value.size() != coloring.pattern().rows()) {
            throw wrongSize(value.size());
        }
    }

    private IllegalArgumentException wrongSize(int elements) {
        return new IllegalArgumentException(operation + ": the function gave " + elements
                + " elements, for a pattern of " + PatternText.summary(coloring.pattern()) + ": needs a row for each");
    }

    /** The sizes of arguments, for messages. */
    static String shapes(Shape[] shapes) {
        return shapes.length == 1 ? shapes[0].toString() : Arrays.toString(shapes);
    }
}
