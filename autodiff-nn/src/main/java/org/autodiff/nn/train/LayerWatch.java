package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Model;

/** What is seen of one layer in the course of an epoch. */
final class LayerWatch {
    /** Where sigmoid and tanh count as saturated: their slope is below 6 % of the largest. */
    private static final double SATURATED = 0.97;

    private final String path;
    private final String type;
    private final Map<String, Parameter> parameters; // its own
    private final double low; // what its values are between, NaN if it does not saturate
    private final double high;

    private final Map<Parameter, double[]> before = new LinkedHashMap<>();
    private Moments values = new Moments();
    private Moments gradients = new Moments();
    private Moments updates = new Moments();
    private Moments weightGradients = new Moments();
    private Moments weightUpdates = new Moments();
    private Moments weights = new Moments();
    private boolean[] alive = new boolean[0];
    private long saturated;
    private long numbers;

    LayerWatch(String path, Model part, Map<String, Parameter> parameters) {
        this.path = path;
        this.type = firstLine(part);
        this.parameters = parameters;
        boolean fromZero = part instanceof Activation && type.matches("sigmoid|hardSigmoid|hardLogistic");
        boolean fromMinusOne = part instanceof Activation && type.matches("tanh|hardTanh|softsign");
        this.low = fromZero ? 0 : fromMinusOne ? -1 : Double.NaN;
        this.high = fromZero || fromMinusOne ? 1 : Double.NaN;
    }

    /** The type with its sizes, without the number of parameters. */
    private static String firstLine(Model part) {
        String line = part.toString().lines().findFirst().orElse("");
        int end = line.lastIndexOf(": ");
        return end < 0 ? line : line.substring(0, end);
    }

    String path() {
        return path;
    }

    boolean hasWeights() {
        return parameters.values().stream().anyMatch(LayerWatch::isWeight);
    }

    /** Biases, and the scales of normalisations, are of one axis; their gradients compare with nothing. */
    private static boolean isWeight(Parameter p) {
        return p.rank() >= 2;
    }

    boolean wasSeen() {
        return numbers > 0 || !parameters.isEmpty();
    }

    // ---- seeing

    void value(Tensor value, int unitAxis) {
        double[] all = value.toArray();
        values.add(all);
        numbers += all.length;
        units(all, value.shape(), unitAxis);
        if (!Double.isNaN(low)) {
            double middle = (low + high) / 2;
            double edge = SATURATED * (high - low) / 2;
            for (double x : all) {
                saturated += Math.abs(x - middle) > edge ? 1 : 0;
            }
        }
    }

    private void units(double[] all, Shape shape, int axis) {
        if (axis < 0) {
            return;
        }
        int units = shape.dim(axis);
        if (alive.length != units) {
            alive = new boolean[units]; // the first batch, or a model whose sizes change
        }
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= shape.dim(i);
        }
        for (int i = 0; i < all.length; i++) {
            if (all[i] != 0) {
                alive[i / inner % units] = true;
            }
        }
    }

    void gradients(Gradients all) {
        before.clear();
        parameters.forEach((name, p) -> {
            if (all.contains(p)) {
                double[] gradient = all.of(p).toArray();
                gradients.add(gradient);
                if (isWeight(p)) {
                    weightGradients.add(gradient);
                }
                before.put(p, p.toArray());
            }
        });
    }

    void stepped() {
        before.forEach((p, old) -> {
            double[] now = p.toArray();
            if (isWeight(p)) {
                weights.add(now);
            }
            for (int i = 0; i < now.length; i++) {
                now[i] -= old[i];
            }
            updates.add(now);
            if (isWeight(p)) {
                weightUpdates.add(now);
            }
        });
        before.clear();
    }

    boolean hasBrokenValues() {
        return values.notFinite() > 0;
    }

    boolean hasBrokenGradients() {
        return gradients.notFinite() > 0;
    }

    // ---- reporting

    TrainingReport.LayerReport report() {
        int dead = 0;
        for (boolean one : alive) {
            dead += one ? 0 : 1;
        }
        return new TrainingReport.LayerReport(
                path,
                type,
                values.size(),
                gradients.size(),
                updates.size(),
                weightUpdates.size().rms() / weights.size().rms(),
                alive.length,
                dead,
                Double.isNaN(low) || numbers == 0 ? Double.NaN : (double) saturated / numbers,
                weightGradients.size().rms());
    }

    void clear() {
        before.clear();
        values = new Moments();
        gradients = new Moments();
        updates = new Moments();
        weightGradients = new Moments();
        weightUpdates = new Moments();
        weights = new Moments();
        alive = new boolean[0];
        saturated = 0;
        numbers = 0;
    }
}
