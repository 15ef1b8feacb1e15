package org.autodiff.examples.train;

import java.util.Locale;
import org.autodiff.nn.Layer;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Momentum;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Rule;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.schedule.Schedule;

/** The optimizers of the command line, each with its default learning rate. */
public enum OptimizerKind {
    /** Gradient descent. */
    SGD(new Sgd(), 0.2),

    /** Gradient descent with momentum 0.9. */
    MOMENTUM(new Momentum(0.9), 0.02),

    /** Adam. */
    ADAM(new Adam(), 0.005);

    private final Rule rule;
    private final double defaultRate;

    OptimizerKind(Rule rule, double defaultRate) {
        this.rule = rule;
        this.defaultRate = defaultRate;
    }

    /** The learning rate if none is given. */
    public double defaultRate() {
        return defaultRate;
    }

    /** An optimizer of all parameters of a model. */
    public Optimizer create(Layer model, Schedule schedule) {
        return Optimizer.of(model, rule, schedule);
    }

    /** The name on the command line: {@code adam}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
