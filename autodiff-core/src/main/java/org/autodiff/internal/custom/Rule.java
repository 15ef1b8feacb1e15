package org.autodiff.internal.custom;

import org.autodiff.Tensor;

/** A function with a derivative that the program gives. */
public sealed interface Rule permits ArrayRule, TensorRule {
    /** What messages and tapes call it. */
    String name();

    /** The same under another name. */
    Rule named(String other);

    /** Applies it. */
    Tensor on(Tensor... xs);
}
