package org.autodiff.nn.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** A sum of errors, without rounding, and how many they are. */
final class ErrorSum {
    private final ExactSum sum = new ExactSum();
    private long count;

    void add(double error) {
        sum.add(error);
        count++;
    }

    void addSquare(double error) {
        sum.addProduct(error, error);
        count++;
    }

    /** Adds some errors whose mean is known. */
    void addMean(double mean, long errors) {
        sum.addProduct(mean, errors);
        count += errors;
    }

    double mean(String metric) {
        Numbers.requireSamples(metric, count);
        return sum.mean(count);
    }

    void clear() {
        sum.clear();
        count = 0;
    }

    Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("count", NdArray.of((double) count));
        state.put("sum", sum.state());
        return state;
    }

    void load(String metric, Map<String, NdArray> state) {
        StateCheck check = StateCheck.of(metric, Map.of("count", Shape.scalar(), "sum", ExactSum.stateShape()), state);
        long newCount = check.count("count");
        if (check.has("sum") && !ExactSum.isState(state.get("sum").toArray())) {
            check.refuse("sum", "is not an exact sum");
        }
        check.requireNothing();
        count = newCount;
        sum.load(state.get("sum").toArray(), 0);
    }
}
