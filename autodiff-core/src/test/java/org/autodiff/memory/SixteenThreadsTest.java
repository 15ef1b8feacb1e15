package org.autodiff.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Loops and checkpoints on many threads at once. */
class SixteenThreadsTest {
    @Test
    void allGetTheSameBits() throws Exception {
        Parameter w = Parameter.of("w", Tensor.of(Rng.of(1).normal(Shape.of(6, 6), 0, 0.4)));
        Tensor x = Tensor.variable(Rng.of(2).normal(Shape.of(6), 0, 1));
        CyclicBarrier together = new CyclicBarrier(16);
        Callable<double[]> work = () -> {
            together.await();
            Rng rng = Rng.of(3);
            double[] all = null;
            for (int repeat = 0; repeat < 5; repeat++) {
                Tensor y = Autodiff.loop(
                                20,
                                x,
                                (i, s) -> Autodiff.checkpoint(
                                        t -> t.matmul(w).tanh().mul(Tensor.of(rng.uniform(t.shape(), 0.5, 1.5))), s))
                        .square()
                        .sum();
                Gradients g = y.backward();
                Tensor hvp = Autodiff.hvp(
                        t -> Autodiff.loop(5, t, (i, s) -> s.matmul(w).sin()).sum(), x, x);
                all = Tensor.concat(0, g.of(w).reshape(Shape.of(36)), g.of(x), hvp)
                        .toArray();
            }
            return all;
        };
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<double[]>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(work));
            }
            double[] first = results.get(0).get();
            assertTrue(Arrays.stream(first).allMatch(Double::isFinite));
            for (Future<double[]> result : results) {
                assertArrayEquals(first, result.get(), 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
