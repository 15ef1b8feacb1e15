package org.autodiff;

import org.autodiff.internal.engine.ConstantGate;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Steps;
import org.autodiff.internal.gates.elementwise.Trigonometric;

/**
 * The gates of the operations that are a few instructions for an element, with the way they are computed: on a scalar
 * it costs as much to look that up as to compute the value.
 */
final class Gates {
    static final ConstantGate.Binary ADD = ConstantGate.of(Arithmetic.ADD);
    static final ConstantGate.Binary SUB = ConstantGate.of(Arithmetic.SUB);
    static final ConstantGate.Binary MUL = ConstantGate.of(Arithmetic.MUL);
    static final ConstantGate.Binary DIV = ConstantGate.of(Arithmetic.DIV);
    static final ConstantGate.Unary NEG = ConstantGate.of(Arithmetic.NEG);
    static final ConstantGate.Unary ABS = ConstantGate.of(Arithmetic.ABS);
    static final ConstantGate.Binary CHAIN = ConstantGate.of(Arithmetic.CHAIN);

    static final ConstantGate.Unary RECIPROCAL = ConstantGate.of(Powers.RECIPROCAL);
    static final ConstantGate.Unary SQUARE = ConstantGate.of(Powers.SQUARE);
    static final ConstantGate.Unary SQRT = ConstantGate.of(Powers.SQRT);

    static final ConstantGate.Unary EXP = ConstantGate.of(Exponential.EXP);
    static final ConstantGate.Unary LOG = ConstantGate.of(Exponential.LOG);

    static final ConstantGate.Unary SIGN = ConstantGate.of(Steps.SIGN);
    static final ConstantGate.Unary HEAVISIDE = ConstantGate.of(Steps.HEAVISIDE);

    static final ConstantGate.Unary SIN = ConstantGate.of(Trigonometric.SIN);
    static final ConstantGate.Unary COS = ConstantGate.of(Trigonometric.COS);

    static final ConstantGate.Unary TANH = ConstantGate.of(Hyperbolic.TANH);

    static final ConstantGate.Unary SIGMOID = ConstantGate.of(Activations.SIGMOID);
    static final ConstantGate.Unary RELU = ConstantGate.of(Activations.RELU);

    private Gates() {}
}
