package org.autodiff.nn.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/**
 * The coefficient of determination, {@code 1 - sum (y - p)^2 / sum (y - mean y)^2}: 1 for perfect predictions p, 0 for
 * those that are as good as the mean of the targets y, and below 0, without limit, for worse ones. Targets far from 0
 * lose no accuracy.
 *
 * <p>Samples with several outputs have the mean of the coefficients of these. If all targets of an output are equal,
 * its coefficient is 1 if all predictions are perfect, else 0; of less than two samples it is NaN. These are
 * scikit-learn's rules.
 */
public final class R2 implements Metric {
    /** What is summed for one output. */
    private static final class Output {
        private final ExactSum targets = new ExactSum();
        private final ExactSum squares = new ExactSum();
        private final ExactSum errors = new ExactSum();

        double value(long samples) {
            BigDecimal n = BigDecimal.valueOf(samples);
            BigDecimal sum = targets.total();
            BigDecimal spread = n.multiply(squares.total()).subtract(sum.multiply(sum)); // n times sum (y - mean y)^2
            BigDecimal error = errors.total();
            if (spread.signum() == 0) {
                return error.signum() == 0 ? 1 : 0;
            }
            return 1 - ExactSum.quotient(n.multiply(error), spread);
        }
    }

    private List<Output> outputs = List.of();
    private long samples;

    /** Of predictions and targets of the same shape, {@code (n, ...)}. */
    public R2() {}

    @Override
    public String name() {
        return "r2";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if the samples have another number of outputs than those before
     */
    @Override
    public void update(Tensor predictions, Tensor targets) {
        Pairs pairs = Pairs.toSquare(name(), predictions, targets);
        Shape shape = targets.shape();
        if (shape.isScalar()) {
            throw new IllegalArgumentException("r2: predictions and targets are scalars: must be (n, ...)");
        }
        int rows = shape.dim(0);
        if (rows == 0) {
            return;
        }
        int width = pairs.size() / rows;
        if (width == 0 || (samples > 0 && width != outputs.size())) {
            throw new IllegalArgumentException("r2: targets of shape " + shape + " have " + width + " outputs: must be "
                    + (samples > 0 ? outputs.size() + ", as before" : "at least one"));
        }
        if (samples == 0) {
            outputs = empty(width);
        }
        for (int i = 0; i < pairs.size(); i++) {
            Output output = outputs.get(i % width);
            double y = pairs.targets()[i];
            output.targets.add(y);
            output.squares.addProduct(y, y);
            output.errors.addProduct(pairs.error(i), pairs.error(i));
        }
        samples += rows;
    }

    private static List<Output> empty(int width) {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            outputs.add(new Output());
        }
        return outputs;
    }

    @Override
    public double value() {
        Numbers.requireSamples(name(), samples);
        if (samples < 2) {
            return Double.NaN;
        }
        double sum = 0;
        for (Output output : outputs) {
            sum += output.value(samples);
        }
        return sum / outputs.size();
    }

    @Override
    public void reset() {
        outputs = List.of();
        samples = 0;
    }

    // ---- state

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("samples", NdArray.of((double) samples));
        state.put("targets", words(o -> o.targets));
        state.put("squares", words(o -> o.squares));
        state.put("errors", words(o -> o.errors));
        return state;
    }

    private NdArray words(Function<Output, ExactSum> sum) {
        double[] words = new double[outputs.size() * ExactSum.WORDS];
        for (int i = 0; i < outputs.size(); i++) {
            double[] one = sum.apply(outputs.get(i)).state().toArray();
            System.arraycopy(one, 0, words, i * ExactSum.WORDS, ExactSum.WORDS);
        }
        return NdArray.of(Shape.of(outputs.size(), ExactSum.WORDS), words);
    }

    @Override
    public void load(Map<String, NdArray> state) {
        Objects.requireNonNull(state, "r2: the state is null");
        NdArray first = state.get("targets");
        int width = first == null || first.rank() != 2 ? 0 : first.shape().dim(0);
        Shape shape = Shape.of(width, ExactSum.WORDS);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("samples", Shape.scalar());
        List<String> sums = List.of("targets", "squares", "errors");
        sums.forEach(name -> shapes.put(name, shape));
        StateCheck check = StateCheck.of(name(), shapes, state);
        long newSamples = check.count("samples");
        if (newSamples > 0 && width == 0) {
            check.refuse("samples", "is " + newSamples + ", but there are no outputs");
        }
        for (String sum : sums) {
            if (check.has(sum) && !ExactSum.isState(state.get(sum).toArray())) {
                check.refuse(sum, "is not an exact sum");
            }
        }
        check.requireNothing();
        List<Output> loaded = empty(width);
        for (int i = 0; i < width; i++) {
            loaded.get(i).targets.load(state.get("targets").toArray(), i * ExactSum.WORDS);
            loaded.get(i).squares.load(state.get("squares").toArray(), i * ExactSum.WORDS);
            loaded.get(i).errors.load(state.get("errors").toArray(), i * ExactSum.WORDS);
        }
        outputs = loaded;
        samples = newSamples;
    }
}
