package org.autodiff.nn.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** What the accuracies have in common: a number of samples, and how many of them are right. Higher is better. */
abstract class RightShare implements Metric {
    private long right;
    private long samples;

    final void add(long right, long samples) {
        this.right += right;
        this.samples += samples;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double value() {
        Numbers.requireSamples(name(), samples);
        return (double) right / samples;
    }

    @Override
    public void reset() {
        right = 0;
        samples = 0;
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("right", NdArray.of((double) right));
        state.put("samples", NdArray.of((double) samples));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.of(name(), Map.of("right", Shape.scalar(), "samples", Shape.scalar()), state);
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
