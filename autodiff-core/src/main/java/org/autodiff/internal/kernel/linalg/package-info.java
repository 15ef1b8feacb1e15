/**
 * Matrices as plain numbers: factorisations (by EJML where it has them) and systems of equations. Row-major; no shapes,
 * no batches, no derivatives.
 */
package org.autodiff.internal.kernel.linalg;
