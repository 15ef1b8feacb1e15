package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.VECTOR;

import jdk.incubator.vector.DoubleVector;

// Generated from RowsTile.template, a resource of the tests, by GeneratedKernelsTest.

/**
 * {@link PackedTile} for rows of a that lie along the inner index: they need no copy. Transposing them into panels
 * costs 0.8 ns an element, as much as 24 columns of the product.
 *
 * <p>Two inner indices in a turn, because the address of each row takes two instructions here (with one: 43 GFLOP/s;
 * with two, 63), and panels of b packed so that their step is a constant.
 */
final class RowsTile {

    private RowsTile() {}

    /**
     * {@code c = a b} for four rows and {@code vectors} vectors of columns of c. Element (i, p) of a is
     * at {@code ai + p}, row p of b at {@code bo + p * vectors * LANES}, row i of c at {@code co + i * stride}; k is
     * even.
     */
    static void multiply(
            int vectors,
            double[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            double[] b,
            int bo,
            int k,
            double[] c,
            int co,
            int stride) {
        switch (vectors) {
            case 1 -> tile4x1(a, a0, a1, a2, a3, b, bo, k, c, co, stride);
            case 2 -> tile4x2(a, a0, a1, a2, a3, b, bo, k, c, co, stride);
            case 3 -> tile4x3(a, a0, a1, a2, a3, b, bo, k, c, co, stride);
            default -> tile4x4(a, a0, a1, a2, a3, b, bo, k, c, co, stride);
        }
    }

    private static void tile4x4(
            double[] a, int a0, int a1, int a2, int a3, double[] b, int bo, int k, double[] c, int co, int stride) {
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
        for (int p = 0; p < k; p += 2, bo += 8 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector b3 = DoubleVector.fromArray(SPECIES, b, bo + 3 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            DoubleVector d0 = DoubleVector.fromArray(SPECIES, b, bo + 4 * LANES);
            DoubleVector d1 = DoubleVector.fromArray(SPECIES, b, bo + 5 * LANES);
            DoubleVector d2 = DoubleVector.fromArray(SPECIES, b, bo + 6 * LANES);
            DoubleVector d3 = DoubleVector.fromArray(SPECIES, b, bo + 7 * LANES);
            DoubleVector z0 = DoubleVector.broadcast(SPECIES, a[a0 + p + 1]);
            c00 = z0.fma(d0, c00);
            c01 = z0.fma(d1, c01);
            c02 = z0.fma(d2, c02);
            c03 = z0.fma(d3, c03);
            DoubleVector z1 = DoubleVector.broadcast(SPECIES, a[a1 + p + 1]);
            c10 = z1.fma(d0, c10);
            c11 = z1.fma(d1, c11);
            c12 = z1.fma(d2, c12);
            c13 = z1.fma(d3, c13);
            DoubleVector z2 = DoubleVector.broadcast(SPECIES, a[a2 + p + 1]);
            c20 = z2.fma(d0, c20);
            c21 = z2.fma(d1, c21);
            c22 = z2.fma(d2, c22);
            c23 = z2.fma(d3, c23);
            DoubleVector z3 = DoubleVector.broadcast(SPECIES, a[a3 + p + 1]);
            c30 = z3.fma(d0, c30);
            c31 = z3.fma(d1, c31);
            c32 = z3.fma(d2, c32);
            c33 = z3.fma(d3, c33);
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
            double[] a, int a0, int a1, int a2, int a3, double[] b, int bo, int k, double[] c, int co, int stride) {
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
        for (int p = 0; p < k; p += 2, bo += 6 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            DoubleVector d0 = DoubleVector.fromArray(SPECIES, b, bo + 3 * LANES);
            DoubleVector d1 = DoubleVector.fromArray(SPECIES, b, bo + 4 * LANES);
            DoubleVector d2 = DoubleVector.fromArray(SPECIES, b, bo + 5 * LANES);
            DoubleVector z0 = DoubleVector.broadcast(SPECIES, a[a0 + p + 1]);
            c00 = z0.fma(d0, c00);
            c01 = z0.fma(d1, c01);
            c02 = z0.fma(d2, c02);
            DoubleVector z1 = DoubleVector.broadcast(SPECIES, a[a1 + p + 1]);
            c10 = z1.fma(d0, c10);
            c11 = z1.fma(d1, c11);
            c12 = z1.fma(d2, c12);
            DoubleVector z2 = DoubleVector.broadcast(SPECIES, a[a2 + p + 1]);
            c20 = z2.fma(d0, c20);
            c21 = z2.fma(d1, c21);
            c22 = z2.fma(d2, c22);
            DoubleVector z3 = DoubleVector.broadcast(SPECIES, a[a3 + p + 1]);
            c30 = z3.fma(d0, c30);
            c31 = z3.fma(d1, c31);
            c32 = z3.fma(d2, c32);
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
            double[] a, int a0, int a1, int a2, int a3, double[] b, int bo, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        for (int p = 0; p < k; p += 2, bo += 4 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            DoubleVector d0 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector d1 = DoubleVector.fromArray(SPECIES, b, bo + 3 * LANES);
            DoubleVector z0 = DoubleVector.broadcast(SPECIES, a[a0 + p + 1]);
            c00 = z0.fma(d0, c00);
            c01 = z0.fma(d1, c01);
            DoubleVector z1 = DoubleVector.broadcast(SPECIES, a[a1 + p + 1]);
            c10 = z1.fma(d0, c10);
            c11 = z1.fma(d1, c11);
            DoubleVector z2 = DoubleVector.broadcast(SPECIES, a[a2 + p + 1]);
            c20 = z2.fma(d0, c20);
            c21 = z2.fma(d1, c21);
            DoubleVector z3 = DoubleVector.broadcast(SPECIES, a[a3 + p + 1]);
            c30 = z3.fma(d0, c30);
            c31 = z3.fma(d1, c31);
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
            double[] a, int a0, int a1, int a2, int a3, double[] b, int bo, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        for (int p = 0; p < k; p += 2, bo += 2 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x0.fma(b0, c00);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x1.fma(b0, c10);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x2.fma(b0, c20);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x3.fma(b0, c30);
            DoubleVector d0 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector z0 = DoubleVector.broadcast(SPECIES, a[a0 + p + 1]);
            c00 = z0.fma(d0, c00);
            DoubleVector z1 = DoubleVector.broadcast(SPECIES, a[a1 + p + 1]);
            c10 = z1.fma(d0, c10);
            DoubleVector z2 = DoubleVector.broadcast(SPECIES, a[a2 + p + 1]);
            c20 = z2.fma(d0, c20);
            DoubleVector z3 = DoubleVector.broadcast(SPECIES, a[a3 + p + 1]);
            c30 = z3.fma(d0, c30);
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
