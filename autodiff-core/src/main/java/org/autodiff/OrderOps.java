package org.autodiff;

/** The operations of a {@link Tensor} that put elements in order. */
public sealed interface OrderOps permits Tensor {}
