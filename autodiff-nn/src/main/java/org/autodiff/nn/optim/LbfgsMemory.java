package org.autodiff.nn.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** What {@link Lbfgs} remembers from call to call. */
final class LbfgsMemory {
    private static final String ITERATIONS = "iterations";
    private static final String EVALUATIONS = "evaluations";
    private static final String UNIT = "unit";
    private static final String UNKNOWN = "unknown";
    private static final String REACH = "reach";
    private static final String FROZEN = "frozen";
    private static final String MOVES = "moves";
    private static final String CHANGES = "changes";
    private static final String LAST_MOVE = "lastMove";
    private static final String LAST_GRADIENT = "lastGradient";

    private final FlatParameters parameters;
    final CurvatureHistory history;

    /** What losses and gradients are divided by, a power of two; 0 until the first gradient is known. */
    double unit;

    /**
     * The last move and the gradient where it began; null before the first move, and once the move is in the history.
     */
    private Tensor lastMove;

    private Tensor lastGradient;

    /** Whether nothing is known of the curvature, so that the gradient says nothing about the length of a move. */
    boolean unknown = true;

    /**
     * A factor on the length of such a move, halved by every call in a row that found no lower loss than it began with.
     */
    double reach = 1;

    /** Which parameters were frozen in the last call. */
    private NdArray frozen;

    long iterations;
    long evaluations;

    LbfgsMemory(FlatParameters parameters, int historySize) {
        this.parameters = parameters;
        this.history = new CurvatureHistory(historySize);
        this.frozen = parameters.frozen();
    }

    /** A call begins: if other parameters are frozen than in the last one, its moves and gradients do not fit. */
    void begin() {
        NdArray now = parameters.frozen();
        if (!now.equals(frozen)) {
            clear();
            frozen = now;
        }
    }

    /** The parameters have moved from where they had this gradient. */
    void moved(Tensor move, Tensor gradient) {
        lastMove = FlatParameters.outlivingCopy(move);
        lastGradient = FlatParameters.outlivingCopy(gradient);
    }

    /** Puts the last move into the history: the gradient where it ended is known now. */
    void addToHistory(Tensor gradient) {
        if (lastMove != null) {
            history.add(lastMove, gradient.sub(lastGradient));
            lastMove = null; // so that it is added only once, even if what follows fails
        }
    }

    void clear() {
        history.clear();
        lastMove = null;
        unknown = true;
    }

    Map<String, NdArray> state() {
        Map<String, NdArray> all = new LinkedHashMap<>();
        all.put(ITERATIONS, NdArray.of(iterations));
        all.put(EVALUATIONS, NdArray.of(evaluations));
        all.put(UNIT, NdArray.of(unit));
        all.put(UNKNOWN, NdArray.of(unknown ? 1 : 0));
        all.put(REACH, NdArray.of(reach));
        all.put(FROZEN, frozen);
        parameters.putParts(all, MOVES, parameters.rows(history.moves()));
        parameters.putParts(all, CHANGES, parameters.rows(history.changes()));
        List<Tensor> last = lastMove == null ? List.of() : List.of(lastMove);
        parameters.putParts(all, LAST_MOVE, parameters.rows(last));
        parameters.putParts(all, LAST_GRADIENT, parameters.rows(lastMove == null ? last : List.of(lastGradient)));
        return Collections.unmodifiableMap(all);
    }

    void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.of("lbfgs", expected(state), state);
        double loadedUnit = check.notNegative(UNIT);
        if (loadedUnit != 0 && loadedUnit != Math.scalb(1.0, Math.getExponent(loadedUnit))) {
            check.refuse(UNIT, "is " + loadedUnit + ", must be 0 or a power of two");
        }
        double loadedReach = check.notNegative(REACH);
        int loadedUnknown = check.smallCount(UNKNOWN);
        if (loadedUnknown > 1) {
            check.refuse(UNKNOWN, "is " + loadedUnknown + ", must be 0 or 1");
        }
        long loadedIterations = check.count(ITERATIONS);
        long loadedEvaluations = check.count(EVALUATIONS);
        if (check.has(FROZEN) && !isMask(state.get(FROZEN))) {
            check.refuse(FROZEN, "has other numbers than 0 and 1");
        }
        check.requireNothing();
        List<Tensor> last = parameters.vectors(state, LAST_MOVE);
        List<Tensor> gradients = parameters.vectors(state, LAST_GRADIENT);
        history.set(parameters.vectors(state, MOVES), parameters.vectors(state, CHANGES));
        lastMove = last.isEmpty() ? null : last.get(0);
        lastGradient = gradients.isEmpty() ? null : gradients.get(0);
        unit = loadedUnit;
        reach = loadedReach;
        unknown = loadedUnknown == 1;
        frozen = state.get(FROZEN);
        iterations = loadedIterations;
        evaluations = loadedEvaluations;
    }

    private static boolean isMask(NdArray array) {
        Tensor x = Tensor.of(array);
        return x.mul(x.sub(1)).abs().sum().item() == 0; // false for NaN
    }

    /** There may be any number of moves up to the size of the history, and one last move or none, for all alike. */
    private Map<String, Shape> expected(Map<String, NdArray> state) {
        Map<String, Shape> all = new LinkedHashMap<>();
        for (String name : List.of(ITERATIONS, EVALUATIONS, UNIT, UNKNOWN, REACH)) {
            all.put(name, Shape.scalar());
        }
        all.put(FROZEN, frozen.shape());
        int moves = parameters.rowsOfFirst(state, MOVES, history.size());
        int last = parameters.rowsOfFirst(state, LAST_MOVE, 1);
        parameters.putShapes(all, MOVES, moves);
        parameters.putShapes(all, CHANGES, moves);
        parameters.putShapes(all, LAST_MOVE, last);
        parameters.putShapes(all, LAST_GRADIENT, last);
        return all;
    }
}
