/**
 * Tensors for properties of jqwik: {@link org.autodiff.gradcheck.jqwik.TensorArbitraries} by code, and
 * {@link org.autodiff.gradcheck.jqwik.TensorOf} by annotation.
 *
 * <p>jqwik is an optional dependency of the engine: who uses this package has {@code jqwik} in his own tests; without
 * it everything else works.
 *
 * <p><b>What may enter</b>: arbitraries of tensors and of what describes them, and nothing else; no other room knows
 * this one.
 *
 * <p><b>Open first</b>: {@link org.autodiff.gradcheck.jqwik.TensorArbitraries}.
 */
package org.autodiff.gradcheck.jqwik;
