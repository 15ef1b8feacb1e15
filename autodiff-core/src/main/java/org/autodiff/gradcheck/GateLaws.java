package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;

/**
 * The laws that a gate must obey; whoever writes one runs them in a test:
 *
 * <pre>{@code
 * GateLaws.of(new Swish()).inputs(Tensor.of(-2, 0.3, 5)).check().assertPasses();
 * }</pre>
 *
 * <p>With f the gate, J its Jacobian, u random gradients of the outputs and v random tangents of the inputs:
 *
 * <ol>
 *   <li><b>gradient</b>: {@code J'u} agrees with centred differences of f, as {@link GradCheck} compares them;
 *   <li><b>second derivative</b>: so do the derivatives of {@code J'u} with respect to the inputs and to u, reverse
 *       over reverse;
 *   <li><b>forward mode</b>: {@code Jv} agrees with differences of f along v, for all inputs together and each alone;
 *   <li><b>forward over reverse</b>: the tangent of {@code J'u} agrees with its differences along a direction;
 *   <li><b>reverse over forward</b>: the gradient of {@code Jv} agrees with its differences;
 *   <li><b>adjoint</b>: {@code <u, Jv> = <J'u, v>}, to 10^-9;
 *   <li><b>linear backward</b>: backward of {@code a u + b w} is a times that of u plus b times that of w;
 *   <li><b>inputs alone</b>: the gradient of an input has the same bits, whichever others want one;
 *   <li><b>declared reads</b>: backward reads nothing that {@link Gate#reads} does not declare, whichever inputs want a
 *       gradient;
 *   <li><b>zero upstream</b>: gives gradients of exactly zero; at {@link #singular} points too;
 *   <li><b>absent upstream</b>: of several outputs, one without a gradient counts as zero;
 *   <li><b>no derivative</b>: inputs that are not differentiable put nothing on the tape, and carry no tangent;
 *   <li><b>same bits</b>: evaluated again, value and gradient have the same bits;
 *   <li><b>hands off</b>: neither forward nor backward change an input or an output;
 *   <li><b>element by element</b>, for a gate of {@code Structure.ELEMENTWISE}: each element of the output is the gate
 *       applied to single numbers; inputs that broadcast give the same bits as inputs that were repeated before, and
 *       their gradients are the sums of those;
 *   <li><b>leading axes</b>: the form that {@link Gate#behind} gives for more leading axes has, place by place, the
 *       bits of the gate (a product of matrices, its rounding);
 *   <li><b>kinks</b>: at the points that the gate declares, the derivatives are the declared ones.
 * </ol>
 *
 * <p>A law that cannot be tried on the given inputs is not applicable; the whole passes only if the first one was tried
 * (for a gate without derivatives: the twelfth). Choose inputs inside the domain and away from kinks, with derivatives
 * that are not all zero. In a report x0, x1, ... are the differentiable inputs, and after them the gradients of the
 * outputs or the tangents of the inputs that the law moves as well.
 *
 * <p>An element that {@code compute} leaves out is NaN: so derivatives do not agree with differences.
 */
public final class GateLaws {
    private final Gate gate;
    private final List<Tensor[]> singular = new ArrayList<>();
    private Tensor[] inputs;
    private double tolerance = 1e-6;
    private long seed;
    private boolean symmetric;

    private GateLaws(Gate gate) {
        this.gate = gate;
    }

    /** The laws of a gate. */
    public static GateLaws of(Gate gate) {
        return new GateLaws(Objects.requireNonNull(gate, "gatelaws: the gate is null"));
    }

    /** Inputs on which to try the laws. Inputs that are not differentiable (masks, indices) stay what they are. */
    public GateLaws inputs(Tensor... all) {
        inputs = all.clone();
        return this;
    }

    /**
     * Inputs at which a derivative is infinite or undefined. Only what holds there is tried: a zero upstream gives
     * exact zeros, the bits are the same again, and nothing is changed.
     */
    public GateLaws singular(Tensor... all) {
        singular.add(all.clone());
        return this;
    }

    /**
     * Says that the first input is a symmetric matrix, or a batch of them, of which the gate may read one triangle
     * only: it is moved symmetrically, and only the symmetric part of its gradient counts. (Tried is the gate after
     * {@code (x + x') / 2}.)
     */
    public GateLaws symmetric() {
        symmetric = true;
        return this;
    }

    /**
     * The relative error that counts as agreement with differences; 1e-6 if not said.
     *
     * @throws IllegalArgumentException if it is not in (0, 0.01]
     */
    public GateLaws tolerance(double relative) {
        if (!(relative > 0 && relative <= 0.01)) {
            throw new IllegalArgumentException("gatelaws.tolerance: must be in (0, 0.01], got " + relative);
        }
        tolerance = relative;
        return this;
    }

    /** The seed of the random gradients and tangents; 0 if not said. */
    public GateLaws seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Tries every law. An exception from the gate is a broken law, once it has accepted the inputs.
     *
     * @throws IllegalArgumentException if no inputs were given
     */
    public GateLawsReport check() {
        if (inputs == null) {
            throw new IllegalArgumentException("gatelaws: no inputs were given for " + gate.name() + ": call inputs");
        }
        Gate tried = symmetric ? new SymmetricInput(gate) : gate;
        GateSample sample = new GateSample(tried, inputs);
        List<GateSample> everywhere = new ArrayList<>(List.of(sample));
        singular.forEach(s -> everywhere.add(new GateSample(tried, s)));
        Rng rng = Rng.of(seed);
        List<Law> laws = new ArrayList<>();
        laws.addAll(new DerivativeLaws(sample, tolerance, rng.split()).all());
        laws.addAll(new BackwardLaws(sample, everywhere, rng.split()).all());
        laws.addAll(new ValueLaws(sample, everywhere, rng.split()).all());
        laws.add(new KinkLaw(gate).law());
        String principal = sample.free().length > 0 ? DerivativeLaws.GRADIENT : BackwardLaws.NO_DERIVATIVE;
        return new GateLawsReport(sample.toString(), principal, laws);
    }
}
