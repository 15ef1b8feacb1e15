package org.autodiff.nn.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** What the means of errors have in common: a sum, without rounding, and how many they are. Lower is better. */
abstract class ErrorMean implements Metric {
    private final ExactSum sum = new ExactSum();
    private long count;

    final void add(double error) {
        sum.add(error);
        count++;
    }

    final void addSquare(double error) {
        sum.addProduct(error, error);
        count++;
    }

    /** Adds some errors whose mean is known. */
    final void addMean(double mean, long errors) {
        sum.addProduct(mean, errors);
        count += errors;
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public double value() {
        Numbers.requireSamples(name(), count);
        return sum.mean(count);
    }

    @Override
    public void reset() {
        sum.clear();
        count = 0;
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("count", NdArray.of((double) count));
        state.put("sum", sum.state());
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.of(name(), Map.of("count", Shape.scalar(), "sum", ExactSum.stateShape()), state);
        long newCount = check.count("count");
        if (check.has("sum") && !ExactSum.isState(state.get("sum").toArray())) {
            check.refuse("sum", "is not an exact sum");
        }
        check.requireNothing();
        count = newCount;
        sum.load(state.get("sum").toArray(), 0);
    }
}
