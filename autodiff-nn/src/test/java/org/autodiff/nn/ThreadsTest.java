package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One model in evaluation mode serves eight threads: the bits of each are those of one thread alone. */
class ThreadsTest {
    private static final int THREADS = 8;
    private static final int TIMES = 10;

    private static ExecutorService pool;

    @BeforeAll
    static void open() {
        pool = Executors.newFixedThreadPool(THREADS);
    }

    @AfterAll
    static void close() {
        pool.shutdownNow();
    }

    static List<ModelSample> samples() {
        return ModelSamples.all();
    }

    private static <T> List<T> inAll(Callable<T> work) throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Future<List<T>>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(pool.submit(() -> {
                together.await();
                List<T> results = new ArrayList<>();
                for (int k = 0; k < TIMES; k++) {
                    results.add(work.call());
                }
                return results;
            }));
        }
        List<T> all = new ArrayList<>();
        for (Future<List<T>> r : running) {
            all.addAll(r.get());
        }
        return all;
    }

    /** As a server would: nothing is recorded, memory is recycled. */
    @SuppressWarnings("try") // the scope acts by being open
    private static NdArray served(ModelSample.Case c) {
        Tensor[] inputs = c.inputs().toArray(Tensor[]::new);
        return Autodiff.step(() -> {
            try (NoGrad off = NoGrad.open()) {
                Tensor y = c.apply().apply(inputs);
                return NdArray.of(y.shape(), y.toArray());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSameBits(ModelSample sample) throws Exception {
        ModelSample.Case c = sample.make(Rng.of(7));
        c.model().eval();
        NdArray alone = served(c);
        inAll(() -> served(c)).forEach(value -> assertEquals(alone, value));
    }

    /** Two losses of one model, differentiated at the same time. */
    @ParameterizedTest
    @MethodSource("samples")
    void theSameGradients(ModelSample sample) throws Exception {
        ModelSample.Case c = sample.make(Rng.of(7));
        c.model().eval();
        List<NdArray> alone = gradients(c);
        inAll(() -> gradients(c)).forEach(value -> assertEquals(alone, value));
    }

    private static List<NdArray> gradients(ModelSample.Case c) {
        Tensor[] inputs =
                c.inputs().stream().map(x -> Tensor.variable(x.value())).toArray(Tensor[]::new);
        Gradients g = c.apply().apply(inputs).sum().backward();
        List<NdArray> all = new ArrayList<>();
        for (Parameter p : c.model().parameters()) {
            all.add(g.ofOrZero(p).value());
        }
        return all;
    }
}
