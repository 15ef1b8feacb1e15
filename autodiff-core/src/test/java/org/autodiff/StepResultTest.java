package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step may return, and that it says so at once when it gets something else. */
class StepResultTest {
    private static class Box {
        final Object inside;

        Box(Object inside) {
            this.inside = inside;
        }
    }

    private static final class Derived extends Box {
        private final double loss = 1;

        Derived(Object inside) {
            super(inside);
        }
    }

    private static final class Batch extends ArrayList<Tensor> {
        private static final long serialVersionUID = 1;
        private final transient Tensor mean;

        Batch(Tensor mean) {
            this.mean = mean;
        }
    }

    private record Outer(String name, Object inner) {}

    /** Around something that cannot escape. */
    static Stream<Function<Tensor, Object>> hiding() {
        return Stream.of(
                t -> Map.entry("loss", t),
                t -> Map.entry(t, "loss"),
                t -> List.of(Map.entry("loss", t)),
                t -> Map.of("a", t).entrySet().iterator().next(),
                t -> Map.of("a", t).entrySet(),
                t -> Stream.of(t),
                t -> Stream.of(t).map(Tensor::sum),
                t -> DoubleStream.of(1).map(d -> t.toArray()[0]),
                t -> List.of(t).iterator(),
                t -> List.of(t).spliterator(),
                t -> new Outer("a", Stream.of(t)),
                t -> (Supplier<Tensor>) () -> t,
                t -> (Callable<Double>) () -> t.sum().item(),
                t -> Comparator.comparing((Double d) -> t.sum().item()),
                t -> new Runnable() {
                    @Override
                    public void run() {
                        t.sum();
                    }
                },
                t -> CompletableFuture.completedFuture(t),
                t -> new CompletableFuture<Tensor>(),
                t -> CompletableFuture.completedStage(t),
                t -> Comparator.comparing((Double d) -> t.sum().item()).reversed(),
                t -> new Thread(() -> t.sum().item()),
                t -> ThreadLocal.withInitial(() -> t),
                t -> new AtomicReference<>(t),
                t -> new AtomicReferenceArray<>(new Tensor[] {t}),
                t -> new AtomicStampedReference<>(t, 1),
                t -> new AtomicMarkableReference<>(t, true),
                t -> new WeakReference<>(t),
                t -> new Box(t),
                t -> new Derived(t),
                t -> new Batch(t),
                t -> new Box(new Box(List.of(new Outer("b", new Tensor[] {t})))),
                t -> new Box(t.value()),
                t -> new Box(Index.of(t.value())),
                t -> new Box(Optional.of(t)),
                t -> new Box(Autodiff.valueAndGrad(x -> x.square().sum(), t)),
                t -> new Box(t.value().reshape(Shape.of(1, t.size()))),
                t -> Optional.of(new Box(t)));
    }

    @ParameterizedTest
    @MethodSource("hiding")
    void isRefusedAtOnce(Function<Tensor, Object> hiding) {
        for (int n : new int[] {2, 300}) {
            Tensor[] made = new Tensor[1];
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> Autodiff.step(() -> {
                                made[0] = Tensor.arange(n).mul(2);
                                return hiding.apply(made[0]);
                            }))
                    .getMessage();
            assertTrue(message.startsWith("step: "), message);
            assertTrue(
                    message.contains("may return a tensor, NdArray, Index or Gradients; an array, collection"),
                    message);
            assertEquals(2 * (n - 1), made[0].toArray()[n - 1]); // nothing was recycled
        }
    }

    @Test
    void theMessageSaysWhere() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Autodiff.step(() -> new Derived(Tensor.of(1, 2, 3).mul(2))))
                .getMessage();
        assertTrue(message.contains("shape (3) in field 'inside' of " + Box.class.getName()), message);
    }

    /** What is older than the step loses nothing, nor what the program made of its own numbers, nor a parameter. */
    @Test
    void anObjectMayHoldWhatStays() {
        Tensor older = Tensor.arange(300).mul(2);
        Parameter p = Parameter.of("p", older);
        Box box = Autodiff.step(() -> new Box(List.of(older, p, Tensor.of(1, 2))));
        assertEquals(598, ((Tensor) ((List<?>) box.inside).get(0)).toArray()[299]);
        assertSame(older, Autodiff.step(() -> new AtomicReference<>(older)).get());
        assertEquals(598, older.toArray()[299]);
        Supplier<Parameter> supplier = Autodiff.step(() -> () -> p);
        assertSame(p, supplier.get());
        assertEquals(Map.entry("p", p), Autodiff.step(() -> Map.entry("p", p)));
        Box outer = Autodiff.step(() -> {
            Tensor fromOuter = Tensor.arange(300).mul(3);
            assertEquals(897, ((Tensor) Autodiff.step(() -> new Box(fromOuter)).inside).toArray()[299]);
            return null;
        });
        assertEquals(null, outer);
    }

    /** What escapes beside it may be in it. */
    @Test
    void anObjectMayHoldWhatEscapesAnotherWay() {
        List<Object> both = Autodiff.step(() -> {
            Tensor t = Tensor.arange(300).mul(2);
            return List.of(new Box(t), t);
        });
        assertEquals(598, ((Tensor) ((Box) both.get(0)).inside).toArray()[299]);
    }

    @Test
    void whatHoldsNoTensorMayBeAnything() {
        assertEquals("a", Autodiff.step(() -> Map.entry("a", 1.5)).getKey());
        assertEquals(3, Autodiff.step(() -> new AtomicReference<>(3)).get());
        assertEquals(
                4, Autodiff.step(() -> CompletableFuture.completedFuture(4)).join());
        assertEquals("b", Autodiff.step(() -> new Box("b")).inside);
        assertEquals(5, Autodiff.step(() -> (Supplier<Integer>) () -> 5).get());
        assertEquals(Shape.of(2), Autodiff.step(() -> Shape.of(2)));
        assertEquals(6, Autodiff.step(() -> new int[] {6})[0]);
        assertEquals(Thread.State.NEW, Autodiff.step(() -> Thread.State.NEW));
        assertEquals(7, Autodiff.step(() -> Rng.of(7)).state().key());
    }

    @Test
    void keysOfAMapEscapeAsItsValues() {
        Map<Tensor, NdArray> map = Autodiff.step(() -> {
            Tensor t = Tensor.arange(300).mul(2);
            return Map.of(t, t.mul(2).value());
        });
        Map.Entry<Tensor, NdArray> entry = map.entrySet().iterator().next();
        assertEquals(598, entry.getKey().toArray()[299]);
        assertEquals(1196, entry.getValue().get(299));
    }

    /** The tangent of what is returned is as large as it is, and read when the step is long over. */
    @Test
    void tangentsEscapeWithTheirTensors() {
        for (int n : new int[] {3, 300}) {
            Tensor x = Tensor.arange(n);
            Tensor v = Tensor.full(Shape.of(n), 2);
            Autodiff.ValueAndTangent result = Autodiff.jvp(
                    t -> {
                        Tensor y = Autodiff.step(() -> t.square().mul(3));
                        Autodiff.step(() -> x.mul(-1).mul(-1).mul(-1)); // would take over the memory
                        return y.add(1);
                    },
                    x,
                    v);
            assertEquals(12.0 * (n - 1), result.tangent().toArray()[n - 1]); // 2 times 6 x
            assertEquals(3.0 * (n - 1) * (n - 1) + 1, result.value().toArray()[n - 1]);
        }
    }

    /** From an inner step to an outer one and out of that: each scope must know that the array is its own now. */
    @Test
    void throughTwoSteps() {
        for (int n : new int[] {3, 300}) {
            Tensor y = Autodiff.step(() -> {
                Tensor inner =
                        Autodiff.step(() -> Autodiff.step(() -> Tensor.arange(n).mul(2)));
                Tensor.arange(n).mul(-1);
                return inner;
            });
            Autodiff.step(() -> Tensor.arange(n).mul(-1).mul(-1).mul(-1));
            assertEquals(2 * (n - 1), y.toArray()[n - 1]);
        }
    }

    @Test
    void aLongChainOfObjectsIsNoRecursion() {
        Object chain = "end";
        for (int i = 0; i < 100_000; i++) {
            chain = new Box(chain);
        }
        Object last = chain;
        assertSame(last, Autodiff.step(() -> last));
    }

    @Test
    void iteratorsOfTheProgramAreLookedInto() {
        Tensor older = Tensor.of(1, 2);
        Iterator<Tensor> own = new Iterator<>() {
            private final Tensor next = older;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Tensor next() {
                return next;
            }
        };
        assertSame(older, Autodiff.step(() -> own).next());
    }
}
