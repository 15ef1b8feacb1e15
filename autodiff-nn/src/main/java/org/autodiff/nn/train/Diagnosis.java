package org.autodiff.nn.train;

import static org.autodiff.nn.train.TrainingReport.Problem.DYING;
import static org.autodiff.nn.train.TrainingReport.Problem.EXPLODING;
import static org.autodiff.nn.train.TrainingReport.Problem.SATURATED;
import static org.autodiff.nn.train.TrainingReport.Problem.VANISHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.autodiff.nn.train.TrainingReport.Finding;
import org.autodiff.nn.train.TrainingReport.LayerReport;
import org.autodiff.nn.train.TrainingReport.Problem;
import org.autodiff.nn.train.TrainingReport.Size;

/**
 * What is wrong with the layers of a model, by rules of thumb. Their bounds are wide: what trains well must not be
 * blamed, and what is reported should be a reason to look.
 */
final class Diagnosis {
    /** Gradients of a layer that are by this factor smaller or larger than those of the last one. */
    private static final double GRADIENT_FACTOR = 1e3;

    /** Values that are so large, and have grown so much since the first layer. */
    private static final double VALUE_FACTOR = 1e2;

    /** Steps of this size, relative to the weights, throw away what has been learnt. */
    private static final double UPDATE_RATIO = 0.5;

    private static final double DEAD_SHARE = 0.3;
    private static final double SATURATED_SHARE = 0.75;

    private final List<LayerReport> flow;
    private final List<LayerReport> layers;
    private final List<Finding> findings = new ArrayList<>();

    private Diagnosis(List<LayerReport> flow, List<LayerReport> layers) {
        this.flow = flow;
        this.layers = layers;
    }

    /**
     * Findings, by layer.
     *
     * @param flow the layers that gave values, in the order in which they did first
     * @param layers all, in the order of registration
     * @param broken the first that had infinite or NaN numbers; null if none had
     */
    static List<Finding> of(List<LayerReport> flow, List<LayerReport> layers, LayerReport broken) {
        Diagnosis diagnosis = new Diagnosis(flow, layers);
        if (broken != null) {
            diagnosis.notFinite(broken);
        }
        diagnosis.gradients();
        diagnosis.values();
        diagnosis.updates();
        diagnosis.dying();
        diagnosis.saturated();
        return diagnosis.findings;
    }

    private void add(Problem problem, LayerReport layer, String seen, String advice) {
        findings.add(new Finding(
                problem,
                layer.path(),
                layer.label() + ": " + seen + ": " + problem.name().toLowerCase(Locale.ROOT) + "; consider " + advice));
    }

    private void notFinite(LayerReport broken) {
        if (broken.values().notFinite() > 0) {
            add(
                    EXPLODING,
                    broken,
                    notFinite("values", broken.values()),
                    "a smaller learning rate, clipping gradients, or debug mode, which names the operation");
        } else {
            add(
                    EXPLODING,
                    broken,
                    notFinite("gradients", broken.gradients()),
                    "clipping gradients, a loss that is computed from logits, or debug mode, which names the"
                            + " operation");
        }
    }

    private static String notFinite(String what, Size size) {
        return String.format(Locale.ROOT, "%,d of %,d %s are infinite or NaN", size.notFinite(), size.count(), what);
    }

    private void gradients() {
        List<LayerReport> ordered = flow.isEmpty() ? layers : flow;
        List<LayerReport> trained =
                ordered.stream().filter(l -> !Double.isNaN(l.weightGradients())).toList();
        if (trained.isEmpty()) {
            return;
        }
        LayerReport last = trained.get(trained.size() - 1);
        for (LayerReport layer : trained) {
            double ratio = layer.weightGradients() / last.weightGradients();
            String seen = "gradients " + number(ratio) + " of those of the last layer, " + last.path();
            if (ratio < 1 / GRADIENT_FACTOR) {
                add(
                        VANISHING,
                        layer,
                        seen,
                        "relu in place of sigmoid or tanh, initial weights that keep the variance (Xavier, He),"
                                + " normalisation, or residual blocks");
            } else if (ratio > GRADIENT_FACTOR && last.weightGradients() > 0) {
                add(
                        EXPLODING,
                        layer,
                        seen,
                        "smaller initial weights (Xavier, He), normalisation, standardised features, or clipping"
                                + " gradients");
            }
        }
    }

    private void values() {
        List<LayerReport> hidden = flow.stream()
                .filter(l -> !Double.isNaN(l.weightGradients())
                        && !Double.isNaN(l.values().rms()))
                .toList();
        for (int i = 1; i < hidden.size() - 1; i++) { // the last one has the size of the targets
            double first = hidden.get(0).values().rms();
            double rms = hidden.get(i).values().rms();
            if (rms > VALUE_FACTOR && rms > VALUE_FACTOR * first) {
                add(
                        EXPLODING,
                        hidden.get(i),
                        "values of size " + number(rms) + ", " + number(rms / first) + " times those of the first"
                                + " layer, " + hidden.get(0).path(),
                        "smaller initial weights (Xavier, He), or normalisation");
            }
        }
    }

    private void updates() {
        for (LayerReport layer : layers) {
            if (layer.updateRatio() > UPDATE_RATIO) {
                add(
                        EXPLODING,
                        layer,
                        "a step changes its weights by " + number(layer.updateRatio()) + " of their size",
                        "a smaller learning rate, or one that warms up");
            }
        }
    }

    private void dying() {
        double before = 0; // a layer that only passes on what was dead before is not blamed
        for (LayerReport layer : flow) {
            double share = layer.units() == 0 ? 0 : (double) layer.deadUnits() / layer.units();
            if (share >= DEAD_SHARE && share > before) {
                add(
                        DYING,
                        layer,
                        layer.deadUnits() + " of " + layer.units() + " units are 0 for all samples",
                        "a smaller learning rate, initial biases of 0, or a leaky relu");
            }
            before = share;
        }
    }

    private void saturated() {
        for (int i = 0; i < flow.size(); i++) {
            LayerReport layer = flow.get(i);
            boolean hidden =
                    flow.subList(i + 1, flow.size()).stream().anyMatch(l -> !Double.isNaN(l.weightGradients()));
            if (hidden && layer.saturated() > SATURATED_SHARE) { // at the output it may be right
                add(
                        SATURATED,
                        layer,
                        String.format(
                                Locale.ROOT, "%.0f %% of its values are where it is flat", 100 * layer.saturated()),
                        "smaller initial weights (Xavier), standardised features, or normalisation before it");
            }
        }
    }

    private static String number(double x) {
        return x >= 0.01 && x < 1000 ? String.format(Locale.ROOT, "%.2g", x) : String.format(Locale.ROOT, "%.0e", x);
    }
}
