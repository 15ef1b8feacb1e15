package org.autodiff.nn.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/** What shifts and scales every feature by numbers of its own: {@code (x - shift) / scale}. */
abstract class FeatureScaling implements Transform {
    /**
     * What was fitted, in the shape of one sample.
     *
     * @param scale null: 1 everywhere
     */
    record Fitted(NdArray shift, NdArray scale) {}

    final String owner;
    private final String shiftName;
    private final String scaleName; // null: only shifts
    private volatile Fitted fitted;

    FeatureScaling(String owner, String shiftName, String scaleName) {
        this.owner = owner;
        this.shiftName = shiftName;
        this.scaleName = scaleName;
    }

    /** Measures a training set that is not empty and finite. */
    abstract Fitted measure(NdArray features);

    final void set(Fitted values) {
        requireNumbers(values);
        fitted = new Fitted(Fitting.kept(values.shift()), Fitting.kept(values.scale()));
    }

    final Fitted fitted() {
        return Fitting.require(owner, fitted);
    }

    @Override
    public Transform fit(NdArray features) {
        Fitting.requireSamples(owner, features);
        set(measure(features));
        return this;
    }

    @Override
    public Tensor apply(Tensor x) {
        Fitted f = fitted();
        Fitting.requireSample(owner, f.shift().shape(), x);
        Tensor shifted = x.sub(Tensor.of(f.shift()));
        return f.scale() == null ? shifted : shifted.div(Tensor.of(f.scale()));
    }

    @Override
    public Tensor invert(Tensor y) {
        Fitted f = fitted();
        Fitting.requireSample(owner, f.shift().shape(), y);
        Tensor unscaled = f.scale() == null ? y : y.mul(Tensor.of(f.scale()));
        return unscaled.add(Tensor.of(f.shift()));
    }

    @Override
    public Map<String, NdArray> state() {
        Fitted f = fitted();
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put(shiftName, f.shift());
        if (scaleName != null) {
            state.put(scaleName, f.scale());
        }
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        NdArray shift = state.get(shiftName);
        Shape sample = shift == null ? Shape.scalar() : shift.shape(); // any: it is what was fitted
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put(shiftName, sample);
        if (scaleName != null) {
            expected.put(scaleName, sample);
        }
        StateCheck.of(owner, expected, state).requireNothing();
        set(new Fitted(shift, scaleName == null ? null : state.get(scaleName)));
    }

    private void requireNumbers(Fitted f) {
        for (int i = 0; i < f.shift().size(); i++) {
            Check.finite(
                    owner + ": " + shiftName + " of feature " + i, f.shift().at(i));
            if (f.scale() != null) {
                Check.positive(
                        owner + ": " + scaleName + " of feature " + i, f.scale().at(i));
            }
        }
    }

    /** The size only. */
    @Override
    public String toString() {
        Fitted f = fitted;
        String size = f == null ? "not fitted" : "samples of shape " + f.shift().shape();
        return getClass().getSimpleName() + "[" + size + "]";
    }
}
