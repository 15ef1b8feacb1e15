package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs of many kinds of operations: their sparse derivatives, found at one point, are the dense ones at another.
 */
class SparseIsDenseTest {
    private static final int N = 12;

    private static Map<String, Function<Tensor, Tensor>> programs() {
        Map<String, Function<Tensor, Tensor>> all = new LinkedHashMap<>();
        all.put("stencil", x -> x.roll(0, 1).sub(x.mul(2)).add(x.roll(0, -1)).tanh());
        all.put("pairs", x -> x.reshape(6, 2).prod(1).exp().mul(0.1));
        all.put("sorted", x -> x.sort(0).square());
        all.put("sorted by rows", x -> x.reshape(3, 4).sort(1).exp());
        all.put("cumulated", x -> x.reshape(4, 3).cumsum(1).sin());
        all.put(
                "branches",
                x -> Tensor.where(x.greater(0), x.square(), x.flip(0).mul(x)));
        all.put("largest", x -> x.reshape(3, 4).max(0).mul(x.reshape(3, 4).logsumexp(0)));
        all.put("softmax", x -> x.reshape(4, 3).softmax(1).log());
        all.put("products", x -> x.reshape(3, 2, 2).matmul(x.reshape(3, 2, 2)));
        all.put("one for many", x -> x.reshape(6, 2).matmul(x.narrow(0, 0, 4).reshape(2, 2)));
        all.put(
                "systems",
                x -> Linalg.solve(
                        x.narrow(0, 0, 8).reshape(2, 2, 2).add(Tensor.eye(2).mul(9)),
                        x.narrow(0, 8, 4).reshape(2, 2, 1)));
        all.put("convolved", x -> x.reshape(1, 1, 12).conv1d(x.narrow(0, 0, 3).reshape(1, 1, 3)));
        all.put("gathered", x -> x.indexSelect(0, Index.of(3, 3, 0, 11)).mul(x.narrow(0, 4, 4)));
        all.put(
                "scattered",
                x -> Tensor.zeros(Shape.of(5))
                        .scatterAdd(
                                0, Index.of(0, 1, 1, 4, 4, 4), x.narrow(0, 0, 6).exp()));
        all.put(
                "padded",
                x -> x.reshape(3, 4).pad(new int[] {1, 1}).unfold(1, 2, 1).prod(-1));
        all.put("einsum", x -> Tensor.einsum("ij,ik->ijk", x.reshape(3, 4), x.reshape(3, 4)));
        all.put("numbers one by one", x -> {
            Tensor[] y = new Tensor[N];
            y[0] = x.select(0, 0);
            for (int i = 1; i < N; i++) {
                y[i] = x.select(0, i).mul(x.select(0, i - 1)).add(i);
            }
            return Tensor.stack(0, y);
        });
        all.put("checkpointed", x -> Autodiff.checkpoint(z -> z.square().mul(z.roll(0, 2)), x));
        all.put("a gradient", x -> Autodiff.grad(z -> z.mul(z.roll(0, 3)).sin().sum(), x));
        all.put("mapped", x -> Autodiff.vmap(row -> row.square().sum().mul(row)).apply(x.reshape(4, 3)));
        return all;
    }

    private static Tensor point(long seed) {
        return Tensor.of(Rng.of(seed).uniform(Shape.of(N), -1, 1));
    }

    @TestFactory
    Stream<DynamicTest> jacobians() {
        return programs().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    SparseJacobian jacobian = SparseJacobian.prepare(e.getValue(), point(1));
                    for (long seed = 2; seed < 6; seed++) {
                        Tensor x = point(seed);
                        double[] dense = Autodiff.jacobian(e.getValue(), x).toArray();
                        assertArrayEquals(dense, jacobian.at(x).toTensor().toArray(), 1e-12);
                        jacobian.verify(x);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> hessians() {
        return programs().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    Function<Tensor, Tensor> f =
                            x -> e.getValue().apply(x).square().sum();
                    SparseHessian hessian = SparseHessian.prepare(f, point(1));
                    for (long seed = 2; seed < 6; seed++) {
                        Tensor x = point(seed);
                        double[] dense = Autodiff.hessian(f, x).toArray();
                        assertArrayEquals(dense, hessian.at(x).toTensor().toArray(), 1e-10);
                    }
                }));
    }

    /** Of a product of a 2 x 2 matrix with itself each element depends on a row and a column: three numbers. */
    @Test
    void sparseOnesAreSparse() {
        Map<String, Function<Tensor, Tensor>> all = programs();
        assertEquals(
                Map.of("stencil", 36, "pairs", 12, "sorted by rows", 48, "products", 36, "checkpointed", 24),
                Map.of(
                        "stencil", entries(all.get("stencil")),
                        "pairs", entries(all.get("pairs")),
                        "sorted by rows", entries(all.get("sorted by rows")),
                        "products", entries(all.get("products")),
                        "checkpointed", entries(all.get("checkpointed"))));
    }

    private static int entries(Function<Tensor, Tensor> f) {
        return SparsityPattern.ofJacobian(f, point(1)).entries();
    }

    @Test
    void severalThreadsMayShareAPreparedOne() throws Exception {
        Function<Tensor, Tensor> f = programs().get("stencil");
        SparseJacobian jacobian = SparseJacobian.prepare(f, SparsityPattern.dense(N, N), point(1));
        List<SparseMatrix> expected = IntStream.range(0, 50)
                .mapToObj(i -> SparseJacobian.prepare(f, SparsityPattern.dense(N, N), point(1))
                        .at(point(i)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<SparseMatrix>> tasks = IntStream.range(0, 50)
                    .<Callable<SparseMatrix>>mapToObj(i -> () -> jacobian.at(point(i)))
                    .toList();
            List<Future<SparseMatrix>> found = threads.invokeAll(tasks);
            for (int i = 0; i < 50; i++) {
                assertEquals(expected.get(i), found.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(Arrays.stream(expected.get(0).values()).anyMatch(v -> v != 0));
    }
}
