package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/** What an epoch has added up so far. */
final class EpochSums implements Stateful {
    private double sum;
    private int samples;
    private int batches;
    private double rate;
    private int lastSize;
    private double lastLoss;
    private long start = System.nanoTime();

    void add(int size, double loss, double learningRate) {
        if (samples == 0) {
            start = System.nanoTime();
        }
        sum += size * loss;
        samples += size;
        batches++;
        rate = learningRate;
        lastSize = size;
        lastLoss = loss;
    }

    TrainingListener.Step step(int epoch, long number) {
        return new TrainingListener.Step(epoch, number, samples, lastSize, lastLoss);
    }

    double mean() {
        if (samples == 0) {
            throw new IllegalArgumentException(
                    "trainer: there are no samples to take a mean of: the data gave no batches");
        }
        return sum / samples;
    }

    int batches() {
        return batches;
    }

    /** Begins another epoch. */
    void clear() {
        sum = 0;
        samples = 0;
        batches = 0;
    }

    /** The row of the epoch; begins another one. */
    History.Epoch end(int number, long steps, Map<String, Double> metrics) {
        double seconds = (System.nanoTime() - start) / 1e9;
        History.Epoch epoch = new History.Epoch(number, steps, mean(), rate, seconds, metrics);
        clear();
        return epoch;
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("loss", NdArray.of(sum));
        state.put("samples", NdArray.of(samples));
        state.put("batches", NdArray.of(batches));
        state.put("rate", NdArray.of(rate));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.like(state(), "trainer", state);
        int samples = check.smallCount("samples");
        int batches = check.smallCount("batches");
        check.requireNothing();
        sum = state.get("loss").item();
        this.samples = samples;
        this.batches = batches;
        rate = state.get("rate").item();
        start = System.nanoTime();
    }
}
