/**
 * Functions with a derivative that the program gives, made by {@code Autodiff.custom}: a black box in plain numbers, a
 * formula that is more stable or cheaper than what the tape would find, an implicit function.
 *
 * <p>What may enter: the types that such a function is made of. How it is applied stands in {@code internal.custom}. A
 * new operation for everybody is a gate: see {@link org.autodiff.gate}.
 *
 * <p>Open first: {@link org.autodiff.custom.CustomFunction}.
 */
package org.autodiff.custom;
