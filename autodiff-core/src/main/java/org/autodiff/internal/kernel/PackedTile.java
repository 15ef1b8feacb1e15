package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.VECTOR;

import jdk.incubator.vector.DoubleVector;

// Generated from PackedTile.template, a resource of the tests, by GeneratedKernelsTest.

/**
 * The innermost loop of {@link BlockedMatmul}: the product of four rows of a, packed side by side, and one to four
 * vectors of columns of b. The sums stay in registers from the first to the last inner index.
 *
 * <p>What limits a tile is not the fmas, of which the processor can do two in a cycle, but the four instructions that
 * it can begin in a cycle. So a tile needs few others: what it loads serves many fmas, the step of a is a constant,
 * which lets C2 check the bounds of all turns before the loop, and enough registers stay free that C2 does not move
 * sums about. Measured with 512 bits on Java 17, b in the first-level cache, in GFLOP/s: 4 rows x 4 vectors gives 60
 * to 65, 6 x 3 the same, 8 x 3 (of its 24 sums C2 moves 14 in every turn) 57; larger ones spill; a read by a step
 * that is no constant gives 45.
 *
 * <p>They are written out because C2 keeps a sum in a register only if it is a local variable that starts as a zero of
 * its own, and each in a method of its own because beyond a number of nodes (NodeCountInliningCutoff in
 * -XX:+PrintInlining) C2 inlines in another order, does not learn the class of some vectors, boxes these without a
 * word, and the same code runs up to ten times slower. Measure after any change.
 *
 * <p>What leaves a loop is for C2 only some vector; which class it has, it may or may not guess from what ran before,
 * and it boxes what it does not know. Having compared the class it knows. The comparison stands here and not in a
 * method, which beyond that number of nodes would not be inlined.
 */
final class PackedTile {

    private PackedTile() {}

    /**
     * {@code c = a b} for four rows and {@code vectors} vectors of columns of c. Element (i, p) of a is
     * at {@code ao + 4 p + i}, row p of b at {@code bo + p * bStep}, row i of c at {@code co + i * stride}.
     */
    static void multiply(
            int vectors, double[] a, int ao, double[] b, int bo, int bStep, int k, double[] c, int co, int stride) {
        switch (vectors) {
            case 1 -> tile4x1(a, ao, b, bo, bStep, k, c, co, stride);
            case 2 -> tile4x2(a, ao, b, bo, bStep, k, c, co, stride);
            case 3 -> tile4x3(a, ao, b, bo, bStep, k, c, co, stride);
            default -> tile4x4(a, ao, b, bo, bStep, k, c, co, stride);
        }
    }

    private static void tile4x4(
            double[] a, int ao, double[] b, int bo, int bStep, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c02 = DoubleVector.zero(SPECIES);
        DoubleVector c03 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c12 = DoubleVector.zero(SPECIES);
        DoubleVector c13 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c22 = DoubleVector.zero(SPECIES);
        DoubleVector c23 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        DoubleVector c32 = DoubleVector.zero(SPECIES);
        DoubleVector c33 = DoubleVector.zero(SPECIES);
        for (int end = ao + 4 * k; ao < end; ao += 4, bo += bStep) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector b3 = DoubleVector.fromArray(SPECIES, b, bo + 3 * LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
        }
        if (c00.getClass() != VECTOR
                || c01.getClass() != VECTOR
                || c02.getClass() != VECTOR
                || c03.getClass() != VECTOR
                || c10.getClass() != VECTOR
                || c11.getClass() != VECTOR
                || c12.getClass() != VECTOR
                || c13.getClass() != VECTOR
                || c20.getClass() != VECTOR
                || c21.getClass() != VECTOR
                || c22.getClass() != VECTOR
                || c23.getClass() != VECTOR
                || c30.getClass() != VECTOR
                || c31.getClass() != VECTOR
                || c32.getClass() != VECTOR
                || c33.getClass() != VECTOR) {
            throw new AssertionError("not " + VECTOR);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c03.intoArray(c, co + 3 * LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c12.intoArray(c, co + stride + 2 * LANES);
        c13.intoArray(c, co + stride + 3 * LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c22.intoArray(c, co + 2 * stride + 2 * LANES);
        c23.intoArray(c, co + 2 * stride + 3 * LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c32.intoArray(c, co + 3 * stride + 2 * LANES);
        c33.intoArray(c, co + 3 * stride + 3 * LANES);
    }

    private static void tile4x3(
            double[] a, int ao, double[] b, int bo, int bStep, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c02 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c12 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c22 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        DoubleVector c32 = DoubleVector.zero(SPECIES);
        for (int end = ao + 4 * k; ao < end; ao += 4, bo += bStep) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
        }
        if (c00.getClass() != VECTOR
                || c01.getClass() != VECTOR
                || c02.getClass() != VECTOR
                || c10.getClass() != VECTOR
                || c11.getClass() != VECTOR
                || c12.getClass() != VECTOR
                || c20.getClass() != VECTOR
                || c21.getClass() != VECTOR
                || c22.getClass() != VECTOR
                || c30.getClass() != VECTOR
                || c31.getClass() != VECTOR
                || c32.getClass() != VECTOR) {
            throw new AssertionError("not " + VECTOR);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c12.intoArray(c, co + stride + 2 * LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c22.intoArray(c, co + 2 * stride + 2 * LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c32.intoArray(c, co + 3 * stride + 2 * LANES);
    }

    private static void tile4x2(
            double[] a, int ao, double[] b, int bo, int bStep, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        for (int end = ao + 4 * k; ao < end; ao += 4, bo += bStep) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        if (c00.getClass() != VECTOR
                || c01.getClass() != VECTOR
                || c10.getClass() != VECTOR
                || c11.getClass() != VECTOR
                || c20.getClass() != VECTOR
                || c21.getClass() != VECTOR
                || c30.getClass() != VECTOR
                || c31.getClass() != VECTOR) {
            throw new AssertionError("not " + VECTOR);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
    }

    private static void tile4x1(
            double[] a, int ao, double[] b, int bo, int bStep, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        for (int end = ao + 4 * k; ao < end; ao += 4, bo += bStep) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
            c30 = a3.fma(b0, c30);
        }
        if (c00.getClass() != VECTOR
                || c10.getClass() != VECTOR
                || c20.getClass() != VECTOR
                || c30.getClass() != VECTOR) {
            throw new AssertionError("not " + VECTOR);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + stride);
        c20.intoArray(c, co + 2 * stride);
        c30.intoArray(c, co + 3 * stride);
    }
}
