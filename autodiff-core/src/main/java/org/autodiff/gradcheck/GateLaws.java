package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;

/**
 * The laws that a gate must obey; whoever writes one runs them in a test:
 *
 * <pre>{@code
 * GateLaws.of(Swish::new).inputs(Tensor.of(-2, 0.3, 5)).assertPasses();
 * }</pre>
 *
 * <p>With f the gate, J its Jacobian, u random gradients of the outputs and v random tangents of the inputs:
 *
 * <ol>
 *   <li><b>contract</b>: every method returns what {@link Gate} asks for, and no element of an output is left out;
 *   <li><b>gradient</b>: J, by reverse mode, agrees with differences of f, entry by entry: {@code d output[1] / d
 *       x0[2]}. Of large arrays some entries, and random sums of all;
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
 * <p>The order counts. A gate that breaks a law breaks those that stand on it, too: these are not tried, so that one
 * mistake is one broken law in the report. With a wrong gradient only the laws are left that could be the cause of it.
 *
 * <p>A law that cannot be tried on the given inputs is not applicable; the whole passes only if the gradient was tried
 * (for a gate without derivatives: <b>no derivative</b>). Choose inputs inside the domain and away from kinks, with
 * derivatives that are not all zero: where differences cannot tell, a law is undecided, and the gate does not pass.
 *
 * <p>In a report x0, x1, ... are the inputs. Second derivatives are those of {@code L = <u, output>} and of the tangent
 * of the output along v, with random u and v.
 */
public final class GateLaws {
    private final Supplier<? extends Gate> gates;
    private final List<Tensor[]> singular = new ArrayList<>();
    private Tensor[] inputs;
    private double tolerance = 1e-6;
    private long seed;
    private boolean symmetric;

    private GateLaws(Supplier<? extends Gate> gates) {
        this.gates = gates;
    }

    /** The laws of a gate. */
    public static GateLaws of(Gate gate) {
        Objects.requireNonNull(gate, "gatelaws: the gate is null");
        return new GateLaws(() -> gate);
    }

    /** The laws of a gate that can be made anew: {@code MyGate::new}. All that are made must give the same bits. */
    public static GateLaws of(Supplier<? extends Gate> gates) {
        return new GateLaws(Objects.requireNonNull(gates, "gatelaws: the supplier of gates is null"));
    }

    private Gate gate() {
        Gate gate = Objects.requireNonNull(gates.get(), "gatelaws: the supplier of gates returned null");
        return symmetric ? new SymmetricInput(gate) : gate;
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
     * Tries the laws. An exception from the gate is a broken law, once it has accepted the shapes of the inputs.
     *
     * @throws IllegalArgumentException if no inputs were given, or the gate refuses their shapes
     */
    public GateLawsReport report() {
        Gate gate = gate();
        if (inputs == null) {
            throw new IllegalArgumentException("gatelaws: no inputs were given for " + gate.name() + ": call inputs");
        }
        GateSample sample = new GateSample(gate, inputs);
        List<GateSample> everywhere = new ArrayList<>(List.of(sample));
        singular.forEach(s -> everywhere.add(new GateSample(gate, s)));
        Rng rng = Rng.of(seed);
        List<LawTrial> laws = new ArrayList<>();
        laws.add(new ContractLaw(sample).trial());
        laws.addAll(new DerivativeLaws(sample, tolerance, rng.split()).all());
        laws.addAll(new BackwardLaws(sample, everywhere, rng.split()).all());
        laws.addAll(new ValueLaws(sample, everywhere, this::gate, rng.split()).all());
        laws.add(new KinkLaw(gate).trial());
        String principal = sample.free().length > 0 ? DerivativeLaws.GRADIENT : BackwardLaws.NO_DERIVATIVE;
        return new GateLawsReport(sample.toString(), principal, seed, LawTrial.run(laws));
    }

    /**
     * Tries the laws.
     *
     * @throws AssertionError with the report as its message, if the gate does not pass
     * @throws IllegalArgumentException if no inputs were given, or the gate refuses their shapes
     */
    public void assertPasses() {
        report().assertPasses();
    }
}
