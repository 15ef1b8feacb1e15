package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.gates.elementwise.Comparison;
import org.autodiff.internal.gates.elementwise.Comparison.Compare;
import org.autodiff.internal.gates.elementwise.Comparison.Kind;
import org.autodiff.ndarray.Shape;

/**
 * Comparisons, which give masks, and the choice by a mask. A mask is a tensor of 0 and 1, and no gradient flows through
 * it; where one is asked for, any number but 0 counts as true.
 */
public sealed interface MaskOps permits Tensor {

    /** 1 where {@code this > b}, else 0. A mask: no gradient. */
    default Tensor greater(Tensor b) {
        return compare(Kind.GREATER, b);
    }

    /** {@code this > b} for a number; see {@link #greater(Tensor)}. */
    default Tensor greater(double b) {
        return greater(Tensor.of(b));
    }

    /** 1 where {@code this >= b}, else 0. A mask: no gradient. */
    default Tensor greaterEqual(Tensor b) {
        return compare(Kind.GREATER_EQUAL, b);
    }

    /** {@code this >= b} for a number; see {@link #greaterEqual(Tensor)}. */
    default Tensor greaterEqual(double b) {
        return greaterEqual(Tensor.of(b));
    }

    /** 1 where {@code this < b}, else 0. A mask: no gradient. */
    default Tensor less(Tensor b) {
        return compare(Kind.LESS, b);
    }

    /** {@code this < b} for a number; see {@link #less(Tensor)}. */
    default Tensor less(double b) {
        return less(Tensor.of(b));
    }

    /** 1 where {@code this <= b}, else 0. A mask: no gradient. */
    default Tensor lessEqual(Tensor b) {
        return compare(Kind.LESS_EQUAL, b);
    }

    /** {@code this <= b} for a number; see {@link #lessEqual(Tensor)}. */
    default Tensor lessEqual(double b) {
        return lessEqual(Tensor.of(b));
    }

    /** 1 where {@code this == b}, else 0; NaN equals nothing. A mask: no gradient. */
    default Tensor equalTo(Tensor b) {
        return compare(Kind.EQUAL, b);
    }

    /** {@code this == b} for a number; see {@link #equalTo(Tensor)}. */
    default Tensor equalTo(double b) {
        return equalTo(Tensor.of(b));
    }

    /** 1 where {@code this != b}, else 0. A mask: no gradient. */
    default Tensor notEqualTo(Tensor b) {
        return compare(Kind.NOT_EQUAL, b);
    }

    /** {@code this != b} for a number; see {@link #notEqualTo(Tensor)}. */
    default Tensor notEqualTo(double b) {
        return notEqualTo(Tensor.of(b));
    }

    /** 1 where this is NaN, else 0. A mask: no gradient. */
    default Tensor isNaN() {
        return notEqualTo((Tensor) this);
    }

    /** 1 where this is neither infinite nor NaN, else 0. A mask: no gradient. */
    default Tensor isFinite() {
        return ((Tensor) this).detach().abs().less(Double.POSITIVE_INFINITY);
    }

    /** 1 where this is infinite, of either sign, else 0. A mask: no gradient. */
    default Tensor isInfinite() {
        return ((Tensor) this).detach().abs().equalTo(Double.POSITIVE_INFINITY);
    }

    /** 1 where this is 0, else 0: the opposite of a mask. No gradient. */
    default Tensor not() {
        return equalTo(0);
    }

    /** 1 where this and b are not 0, else 0. A mask: no gradient. */
    default Tensor and(Tensor b) {
        return both("and", b).mul(b.notEqualTo(0));
    }

    /** 1 where this or b or both are not 0, else 0. A mask: no gradient. */
    default Tensor or(Tensor b) {
        return both("or", b).maximum(b.notEqualTo(0));
    }

    /** The mask of this one, after a look at the other. */
    private Tensor both(String operation, Tensor b) {
        Objects.requireNonNull(b, () -> operation + ": input 1 is null");
        Shape.broadcast(operation, ((Tensor) this).shape(), b.shape());
        return notEqualTo(0);
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
