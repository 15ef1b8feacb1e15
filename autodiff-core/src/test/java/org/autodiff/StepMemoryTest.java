package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.PerThread;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** How long memory is held: no longer than somebody needs it. */
class StepMemoryTest {
    private static final Shape LARGE = Shape.of(1000);

    private static WeakReference<double[]> memoryOf(Tensor t) {
        return new WeakReference<>(ArrayAccess.data(t.value()));
    }

    @Test
    void whatTheProgramDropsWithinAStepIsFreeAtOnce() {
        Tensor x = Tensor.ones(LARGE);
        Autodiff.step(() -> {
            WeakReference<double[]> dropped = memoryOf(x.mul(2));
            assertTrue(Collected.isGone(dropped));
        });
    }

    @Test
    void soWithinAnInnerStepAndAfterIt() {
        Tensor x = Tensor.ones(LARGE);
        Autodiff.step(() -> {
            WeakReference<double[]> returned = new WeakReference<>(ArrayAccess.data(Autodiff.step(() -> {
                        assertTrue(Collected.isGone(memoryOf(x.mul(3))));
                        return x.mul(2);
                    })
                    .value()));
            assertTrue(Collected.isGone(returned));
        });
    }

    @Test
    void whatIsStillUsedIsNot() {
        Tensor x = Tensor.variable(Tensor.ones(LARGE).value());
        List<Tensor> all = new ArrayList<>();
        Autodiff.step(() -> {
            for (int i = 0; i < 3000; i++) { // the list of storages is looked through on the way
                Tensor y = x.mul(i);
                if (i % 100 == 0) {
                    all.add(y);
                }
                if (i % 1000 == 0) {
                    System.gc();
                }
            }
            for (int k = 0; k < all.size(); k++) {
                assertEquals(100.0 * k, all.get(k).toArray()[999]);
            }
        });
        for (Tensor t : all) {
            assertTrue(t.toString().contains("recycled"), t.toString()); // each was still listed
        }
    }

    /** Two steps of one shape share memory: nothing is given up that the next one can use. */
    @Test
    void theNextStepUsesTheSameMemory() {
        Tensor x = Tensor.ones(LARGE);
        double[][] used = new double[2][];
        for (int i = 0; i < 2; i++) {
            int k = i;
            Autodiff.step(() -> {
                used[k] = ArrayAccess.data(x.mul(k).value());
            });
        }
        assertSame(used[0], used[1]);
    }

    @Test
    void aThreadThatHasEndedLeavesNothing() throws InterruptedException {
        AtomicReference<WeakReference<double[]>> used = new AtomicReference<>();
        Thread thread = new Thread(
                () -> Autodiff.step(() -> used.set(memoryOf(Tensor.ones(LARGE).mul(2)))));
        thread.start();
        thread.join();
        assertTrue(Collected.isGone(used.get()));
    }

    /** What a step returned used to keep the scratch memory of its thread: 341 MB after 16 threads of a training. */
    @Test
    void nothingButTheResultsOfSixteenThreadsIsLeft() throws InterruptedException {
        int size = 250_000; // 2 MB
        List<Tensor> results = Collections.synchronizedList(new ArrayList<>());
        long before = Collected.inUse();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Tensor x = Tensor.variable(NdArray.full(Shape.of(size), i + 1));
            threads.add(new Thread(() -> {
                for (int step = 0; step < 2; step++) {
                    Gradients g = Autodiff.step(() -> {
                        Tensor y = x.mul(x).exp().log().sqrt().sum();
                        return y.backward();
                    });
                    results.add(g.of(x).narrow(0, 0, 1));
                    results.add(Autodiff.step(() -> x.mul(2).narrow(0, 0, 200)));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.start();
            thread.join();
        }
        threads.clear();
        assertTrue(Collected.fallsTo(before + 8_000_000), () -> Collected.inUse() - before + " bytes are left");
        for (int i = 0; i < results.size(); i += 2) {
            assertEquals(1, results.get(i).item(), 1e-12);
        }
    }

    @Test
    void whatAThreadHadIsGoneWithIt() throws InterruptedException {
        PerThread<Object> objects = new PerThread<>(Object::new);
        Object ours = objects.get();
        AtomicReference<WeakReference<Object>> its = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            its.set(new WeakReference<>(objects.get()));
            assertSame(objects.get(), objects.get());
        });
        thread.start();
        thread.join();
        assertTrue(Collected.isGone(its.get()));
        assertSame(ours, objects.get());
    }

    /** Its thread-locals are erased after each task; what a task has must stay until the end of the task. */
    @Test
    void aWorkerOfTheCommonPoolKeepsItsOwn() throws InterruptedException {
        assumeTrue(ForkJoinPool.getCommonPoolParallelism() > 0, "a common pool without workers");
        PerThread<Object> objects = new PerThread<>(Object::new);
        AtomicReference<String> lost = new AtomicReference<>();
        for (int task = 0; task < 4; task++) {
            CountDownLatch done = new CountDownLatch(1);
            ForkJoinPool.commonPool().execute(() -> {
                Object first = objects.get();
                if (!Collected.isGone(new WeakReference<>(new Object())) || objects.get() != first) {
                    lost.set("another object after the collector has run");
                }
                done.countDown();
            });
            assertTrue(done.await(60, TimeUnit.SECONDS));
        }
        assertEquals(null, lost.get());
    }

    /** A table of 64 places is found to be another thread's now and then; nobody may get another one's object. */
    @Test
    void everyThreadHasItsOwn() throws InterruptedException {
        PerThread<Thread> threads = new PerThread<>(Thread::currentThread);
        AtomicReference<String> wrong = new AtomicReference<>();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < 200; t++) {
            all.add(new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    if (threads.get() != Thread.currentThread()) {
                        wrong.set(threads.get() + " for " + Thread.currentThread());
                    }
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        assertEquals(null, wrong.get());
    }

    @Test
    void aTrainingLoopLeavesTheHeapWhereItWas() {
        Rng rng = Rng.of(1);
        Tensor x = Tensor.of(rng.normal(Shape.of(16, 20), 0, 1));
        Parameter w = Parameter.of("w", rng.normal(Shape.of(20, 100), 0, 0.1));
        Runnable step = () -> {
            Tensor loss = x.matmul(w).tanh().square().mean();
            w.assign(w.detach().sub(loss.backward().of(w).mul(0.1)));
        };
        for (int i = 0; i < 100; i++) {
            Autodiff.step(step);
        }
        long before = Collected.inUse();
        for (int i = 0; i < 10_000; i++) {
            Autodiff.step(step);
        }
        // One forgotten array of 12 kB in each step would be 128 MB.
        assertTrue(Collected.fallsTo(before + 5_000_000), "heap grew by " + (Collected.inUse() - before) + " bytes");
    }

    /**
     * The walk has scratch arrays, to which threads that helped may point a little longer; what it returns does not.
     */
    @Test
    void whatAWalkReturnsDoesNotKeepItsScratchMemory() {
        Tensor x = Tensor.variable(NdArray.zeros(Shape.of(2000, 100)));
        List<Tensor> kept = new ArrayList<>();
        long before = Collected.inUse();
        for (int i = 0; i < 50; i++) {
            Tensor w = Tensor.variable(NdArray.full(Shape.of(100), i));
            kept.add(x.mul(w).sin().sum().backward(w).of(w));
        }
        // Each walk has scratch arrays of 1.6 MB.
        assertTrue(
                Collected.fallsTo(before + 5_000_000),
                "50 gradients of 100 numbers hold " + (Collected.inUse() - before));
        assertArrayEquals(new double[100], kept.get(49).toArray()); // cos(0) times x, which is 0
    }
}
