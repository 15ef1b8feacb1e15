/**
 * One matrix as plain numbers: factorisations, systems of equations, functions of a matrix. EJML does what it does
 * well (most factorisations); what must say where it failed, or keep digits that EJML loses, is written here.
 *
 * <p>What may enter: arrays of doubles that hold matrices row by row, where they begin, and their sizes. No shape, no
 * batch, no derivative rule. Blocks of columns or unknowns are part of the order in which numbers are added, so their
 * sizes stand in their classes and not among the {@link org.autodiff.internal.kernel.Limits}.
 *
 * <p>Open first: {@link org.autodiff.internal.kernel.linalg.Lu}. EJML factors, and around it stands what it lacks -
 * rows of very different size, the judgement whether a matrix is singular, determinants out of range.
 */
package org.autodiff.internal.kernel.linalg;
