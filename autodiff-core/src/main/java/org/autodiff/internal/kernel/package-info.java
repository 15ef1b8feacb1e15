/**
 * Loops over numbers: functions, sums, products of matrices, and the threads that large ones are dealt to. With {@code
 * linalg} below it, it is the only place that knows vectors and, but for conversions, EJML; gates meet {@code
 * StrictMath} only through it. Another back end would replace this package.
 *
 * <p>What may enter: arrays of doubles, offsets, strides and sizes. No shape, no tensor, no derivative rule, and
 * nothing else of this project. A kernel checks no argument: who calls it has.
 *
 * <p>Open first: {@link org.autodiff.internal.kernel.Kernels}, which says what each operation means.
 * {@code ScalarKernels} is the reference, {@code VectorKernels} gives the same bits faster; {@code KernelProvider}
 * chooses between them. The functions of one number are in the classes {@code ...Math}, the same for vectors in
 * {@code VectorMath} and its neighbours. {@code VectorElementwise}, {@code ScalarElementwise}, {@code PackedTile} and
 * {@code RowsTile} are generated from templates among the resources of the tests. From which sizes on something pays is
 * in {@link org.autodiff.internal.kernel.Limits}.
 */
package org.autodiff.internal.kernel;
