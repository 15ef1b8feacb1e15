package org.autodiff;

/** Special functions of a {@link Tensor}, element by element. */
public sealed interface SpecialOps permits Tensor {}
