package org.autodiff.nn.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** A number of samples, and how many of them are right. */
final class Shares {
    private long right;
    private long samples;

    void add(long right, long samples) {
        this.right += right;
        this.samples += samples;
    }

    double value(String metric) {
        Numbers.requireSamples(metric, samples);
        return (double) right / samples;
    }

    void clear() {
        right = 0;
        samples = 0;
    }

    Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("right", NdArray.of((double) right));
        state.put("samples", NdArray.of((double) samples));
        return state;
    }

    void load(String metric, Map<String, NdArray> state) {
        StateCheck check = StateCheck.of(metric, Map.of("right", Shape.scalar(), "samples", Shape.scalar()), state);
        long newRight = check.count("right");
        long newSamples = check.count("samples");
        if (newRight > newSamples) {
            check.refuse("right", "is " + newRight + ", more than the samples");
        }
        check.requireNothing();
        right = newRight;
        samples = newSamples;
    }
}
