package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.broadcast;

import jdk.incubator.vector.DoubleVector;

/**
 * The constants of {@link ScalarMath#exp} in every lane: a constant vector costs C2 less of its budget of nodes than a
 * broadcast.
 */
final class Lanes {

    private Lanes() {}

    static final DoubleVector ONE = broadcast(1.0);
    static final DoubleVector LOG2_E = broadcast(ScalarMath.LOG2_E);
    static final DoubleVector LN2_HI = broadcast(ScalarMath.LN2_HI);
    static final DoubleVector LN2_LO = broadcast(ScalarMath.LN2_LO);
    static final DoubleVector E2 = broadcast(ScalarMath.E2);
    static final DoubleVector E3 = broadcast(ScalarMath.E3);
    static final DoubleVector E4 = broadcast(ScalarMath.E4);
    static final DoubleVector E5 = broadcast(ScalarMath.E5);
    static final DoubleVector E6 = broadcast(ScalarMath.E6);
    static final DoubleVector E7 = broadcast(ScalarMath.E7);
    static final DoubleVector E8 = broadcast(ScalarMath.E8);
    static final DoubleVector E9 = broadcast(ScalarMath.E9);
    static final DoubleVector E10 = broadcast(ScalarMath.E10);
    static final DoubleVector E11 = broadcast(ScalarMath.E11);
    static final DoubleVector E12 = broadcast(ScalarMath.E12);
    static final DoubleVector EXP_ROUND = broadcast(ScalarMath.EXP_ROUND);
}
