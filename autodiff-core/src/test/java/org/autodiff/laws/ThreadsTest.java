package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations that are large enough to be dealt to threads have the same bits, value and gradients, as where the
 * caller is a thread of a pool and does everything alone. With one thread both would be the same, and nothing tested:
 * the build runs this class with three, for each kind of kernels.
 */
class ThreadsTest {
    private static final Rng RNG = Rng.of(5);

    private static Tensor random(int... dims) {
        return Tensor.of(RNG.uniform(Shape.of(dims), -2, 2));
    }

    @TestFactory
    Stream<DynamicTest> sameBits() {
        Assumptions.assumeTrue(Parallel.threads() > 1, "needs -Dautodiff.threads=2 or more");
        Tensor rows = random(1500, 131);
        Tensor wide = random(3, 70_001);
        Tensor inner = random(3, 300, 257);
        Tensor matrix = random(2001, 203);
        return Stream.of(
                same("sum of rows", xs -> xs[0].sum(1), rows),
                same("sum of columns", xs -> xs[0].sum(0), rows),
                same("sum of a middle axis", xs -> xs[0].sum(1), inner),
                same("sum of a middle axis of many", xs -> xs[0].sum(1), random(20, 90, 101)),
                same("sum of two axes apart", xs -> xs[0].sum(0, 2), inner),
                same("max", xs -> xs[0].max(1), rows),
                same("max of columns", xs -> xs[0].max(0), rows),
                same("min of a middle axis", xs -> xs[0].min(1), inner),
                same("cumsum of rows", xs -> xs[0].cumsum(1), rows),
                same("cumsum of columns", xs -> xs[0].cumsum(0), wide),
                same("cumprod of a middle axis", xs -> xs[0].cumprod(1), inner),
                same("cummax", xs -> xs[0].cummax(1).values(), rows),
                same("softmax", xs -> xs[0].softmax(1), rows),
                same("softmax of long rows", xs -> xs[0].softmax(1), wide),
                same("softmax of a middle axis", xs -> xs[0].softmax(1), inner),
                same("logSoftmax", xs -> xs[0].logSoftmax(1), rows),
                same("logSoftmax of long rows", xs -> xs[0].logSoftmax(1), wide),
                same("logsumexp", xs -> xs[0].logsumexp(1), rows),
                same("variance", xs -> xs[0].var(1), rows),
                same("Euclidean norm", xs -> xs[0].norm(1), rows),
                same("norm", xs -> xs[0].norm(PNorm.of(2.5), 1), rows),
                same("matrix times vector", xs -> xs[0].matmul(xs[1]), matrix, random(203, 1)),
                same("vector times matrix", xs -> xs[0].matmul(xs[1]), random(1, 2001), matrix),
                same("product", xs -> xs[0].matmul(xs[1]), matrix, random(203, 99)),
                same("conv2d", convolution(1), random(5, 6, 30, 31), random(7, 6, 3, 3)),
                same("conv2d of one element", convolution(1), random(5, 60, 30, 31), random(70, 60, 1, 1)),
                same("conv2d of one element, few channels", convolution(1), random(5, 3, 200, 200), random(7, 3, 1, 1)),
                same("conv2d in groups", convolution(3), random(5, 6, 60, 61), random(9, 2, 3, 3)));
    }

    private static TensorFunction convolution(int groups) {
        return xs -> {
            int size = xs[1].shape().dim(2);
            return xs[0].conv2d(xs[1], Window2d.of(size, size).padding(size / 2, size / 2), groups);
        };
    }

    private static DynamicTest same(String name, TensorFunction f, Tensor... xs) {
        return DynamicTest.dynamicTest(name, () -> {
            List<double[]> dealt = values(f, xs);
            ForkJoinPool pool = new ForkJoinPool(1);
            try {
                List<double[]> alone = pool.submit(() -> values(f, xs)).join();
                assertEquals(alone.size(), dealt.size());
                for (int i = 0; i < alone.size(); i++) {
                    assertArrayEquals(alone.get(i), dealt.get(i), name + " " + i);
                }
            } finally {
                pool.shutdown();
            }
        });
    }

    /** The value of f, and the gradients of the sum of its squares. */
    private static List<double[]> values(TensorFunction f, Tensor... xs) {
        List<double[]> values = new ArrayList<>();
        values.add(f.apply(xs).toArray());
        Autodiff.valueAndGrad((TensorFunction) args -> f.apply(args).square().sum(), xs)
                .gradients()
                .forEach(g -> values.add(g.toArray()));
        return values;
    }
}
