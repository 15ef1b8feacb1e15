/**
 * The back door to the numbers of arrays, which {@code org.autodiff.ndarray} shows to nobody else, and what else
 * several rooms need.
 *
 * <p>What may enter: small things that arrays, gates and engine must share. No derivative, no loop over numbers. Where
 * memory comes from and when it is used again is decided behind {@link org.autodiff.internal.Memory}, by the arenas of
 * {@code org.autodiff.ndarray}.
 *
 * <p>Open first: {@link org.autodiff.internal.ArrayAccess}.
 */
package org.autodiff.internal;
