package org.autodiff.nn.train;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;

/**
 * Several models as one, whose prediction is the mean of theirs. The errors that they do not share partly cancel, so
 * that it is usually better than each: members differ at least in the seeds of their weights and of their batches, or
 * in the samples, as the folds of a cross-validation do.
 *
 * <pre>{@code
 * Layer ensemble = Ensemble.ofClassifiers(models);
 * ensemble.eval();
 * Tensor probabilities = ensemble.apply(x).softmax(-1);
 * }</pre>
 *
 * <p>It is a layer like others: its members are the children {@code 0}, {@code 1}, ..., and it can be saved, evaluated
 * and also trained as a whole. Prediction costs as much as all members together.
 */
public final class Ensemble extends Layer {
    private final List<Layer> members;
    private final boolean classifiers;

    private Ensemble(List<? extends Layer> members, boolean classifiers) {
        Objects.requireNonNull(members, "ensemble: the members are null");
        if (members.isEmpty()) {
            throw new IllegalArgumentException("ensemble: needs at least one member");
        }
        for (int i = 0; i < members.size(); i++) {
            child(Integer.toString(i), members.get(i));
        }
        this.members = List.copyOf(members);
        this.classifiers = classifiers;
    }

    /**
     * Predicts the mean of what the members give: for numbers, and for members that give probabilities.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Ensemble of(List<? extends Layer> members) {
        return new Ensemble(members, false);
    }

    /** Predicts the mean of what the members give; see {@link #of(List)}. */
    public static Ensemble of(Layer... members) {
        return of(Arrays.asList(members));
    }

    /**
     * Predicts the mean of the probabilities, of members that give logits of shape {@code (..., classes)}. What it
     * gives are logits again, the logarithms of the mean probabilities, {@code log mean_m softmax(z_m)}: their softmax
     * is that mean, and losses and metrics of logits apply.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Ensemble ofClassifiers(List<? extends Layer> members) {
        return new Ensemble(members, true);
    }

    /** Predicts the mean of the probabilities; see {@link #ofClassifiers(List)}. */
    public static Ensemble ofClassifiers(Layer... members) {
        return ofClassifiers(Arrays.asList(members));
    }

    /** The members, in order. */
    public List<Layer> members() {
        return members;
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor[] each = new Tensor[members.size()];
        for (int i = 0; i < each.length; i++) {
            Tensor value = members.get(i).apply(x);
            require(
                    i == 0 || value.shape().equals(each[0].shape()),
                    "all members to give the shape of the first," + (i == 0 ? "" : " " + each[0].shape()),
                    value.shape());
            each[i] = classifiers ? value.logSoftmax(-1) : value;
        }
        Tensor all = Tensor.stack(0, each);
        return classifiers ? all.logsumexp(0).sub(Math.log(each.length)) : all.mean(0);
    }

    @Override
    protected String describe() {
        return "Ensemble(" + members.size() + (classifiers ? " classifiers)" : " members)");
    }
}
