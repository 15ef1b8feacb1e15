package org.autodiff;

import org.autodiff.internal.gates.Comparison;
import org.autodiff.internal.gates.Comparison.Compare;
import org.autodiff.internal.gates.Comparison.Kind;

/**
 * Comparisons, which give masks, and the choice by a mask. A mask is a tensor of 0 and 1, and no gradient flows through
 * it; where one is asked for, any number but 0 counts as true.
 */
public sealed interface MaskOps permits Tensor {

    /** 1 where {@code this > b}, else 0. A mask: no gradient. */
    default Tensor greater(Tensor b) {
        return compare(Kind.GREATER, b);
    }

    /** 1 where {@code this >= b}, else 0. A mask: no gradient. */
    default Tensor greaterEqual(Tensor b) {
        return compare(Kind.GREATER_EQUAL, b);
    }

    /** 1 where {@code this < b}, else 0. A mask: no gradient. */
    default Tensor less(Tensor b) {
        return compare(Kind.LESS, b);
    }

    /** 1 where {@code this <= b}, else 0. A mask: no gradient. */
    default Tensor lessEqual(Tensor b) {
        return compare(Kind.LESS_EQUAL, b);
    }

    /** 1 where {@code this == b}, else 0; NaN equals nothing. A mask: no gradient. */
    default Tensor equalTo(Tensor b) {
        return compare(Kind.EQUAL, b);
    }

    /** 1 where {@code this != b}, else 0. A mask: no gradient. */
    default Tensor notEqualTo(Tensor b) {
        return compare(Kind.NOT_EQUAL, b);
    }

    private Tensor compare(Kind kind, Tensor b) {
        return Engine.apply(new Compare(kind), (Tensor) this, b);
    }

    /**
     * {@code mask != 0 ? a : b} for each element; all three broadcast. The gradient goes to the side that was selected,
     * and is an exact 0 for the other, whatever that side's derivative is.
     */
    static Tensor where(Tensor mask, Tensor a, Tensor b) {
        return Tensor.apply(new Comparison.Where(), mask, a, b);
    }
}
