package org.autodiff.gradcheck.collection;

/** What makes a gradient hard to check. */
enum Kind {
    CANCELLATION,
    SCALE,
    NEAR_KINK,
    KINK,
    WALL,
    NOISE,
    JUMP,
    ZERO,
    SYMMETRY,
    FREQUENCY,
    STEEP,
    STIFF,
    LARGE,
    CHAIN,
    SOFTMAX,
    NETWORK,
    PHYSICS,
    FINANCE,
    STATISTICS,
    LINEAR_ALGEBRA,
    PROGRAM
}
