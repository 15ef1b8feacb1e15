package org.autodiff.internal.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A small array repeated along leading axes of a larger one, on either side. */
class RepeatedTailTest {
    private static Tensor random(Random random, Shape shape) {
        return Tensor.of(shape, random.doubles(shape.size(), -1, 1).toArray());
    }

    @Test
    void eachElementMeetsItsOwn() {
        Random random = new Random(1);
        for (int size : new int[] {2, 3, 31, 32, 33, Limits.REPEATED_BY_COPIES, Limits.REPEATED_BY_COPIES + 1}) {
            for (int count : new int[] {1, 2, 33, 70}) {
                Tensor large = random(random, Shape.of(count, size));
                Tensor small = random(random, Shape.of(size));
                double[] l = large.toArray();
                double[] s = small.toArray();
                double[] right = large.sub(small).toArray();
                double[] left = small.sub(large).toArray();
                for (int i = 0; i < l.length; i++) {
                    assertEquals(l[i] - s[i % size], right[i], "right " + i);
                    assertEquals(s[i % size] - l[i], left[i], "left " + i);
                }
            }
        }
    }

    @Test
    void whatIsRepeated() {
        assertTrue(RepeatedTail.is(Shape.of(33, 4, 8), Shape.of(4, 8)));
        assertTrue(RepeatedTail.is(Shape.of(5, 33, 4, 8), Shape.of(8)));
        assertFalse(RepeatedTail.is(Shape.of(33, 4, 8), Shape.of(1, 8)));
        assertFalse(RepeatedTail.is(Shape.of(33, 4, 8), Shape.of(4, 1)));
        assertFalse(RepeatedTail.is(Shape.of(33, 4, 1), Shape.of(4, 8)));
        assertFalse(RepeatedTail.is(Shape.of(4, 8), Shape.of(33, 4, 8)));
        assertFalse(RepeatedTail.is(Shape.of(0, 8), Shape.of(8)));
        assertFalse(RepeatedTail.is(Shape.of(33, 0), Shape.of(0)));
    }

    /** A gate whose function computes with arrays in turn. */
    private record Nested() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            Tensor row = Tensor.of(1, 2, 3);
            Tensor sum = Tensor.of(new double[][] {{a, a, a}, {b, b, b}}).mul(row);
            return sum.sum().item(); // 6 a + 6 b
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(6.0);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(6.0);
        }
    }

    @Test
    void withinItself() {
        Tensor large = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        double[] y = new Nested().on(large, Tensor.of(10, 20)).toArray();
        double[] expected = {66, 132, 78, 144, 90, 156};
        for (int i = 0; i < y.length; i++) {
            assertEquals(expected[i], y[i]);
        }
        assertEquals(21, large.add(Tensor.of(10, 20)).toArray()[1] - 1);
    }
}
