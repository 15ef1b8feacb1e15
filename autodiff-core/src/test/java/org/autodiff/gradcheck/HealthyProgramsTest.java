package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.custom.CustomFunction;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In programs whose gradients are right nobody is accused, and no hole is found. */
class HealthyProgramsTest {
    private static Tensor uniform(long seed, int... dims) {
        return Tensor.of(Rng.of(seed).uniform(Shape.of(dims), -1, 1));
    }

    private static Arguments program(String name, TensorFunction f, Tensor... at) {
        return Arguments.of(name, f, at);
    }

    static Stream<Arguments> programs() {
        Tensor x = uniform(1, 5, 4);
        Tensor square = uniform(2, 4, 4);
        Tensor spd = square.matmul(square.transpose()).add(Tensor.eye(4));
        CustomFunction cube = Autodiff.custom(xs -> xs[0].pow(3), (xs, y, u) ->
                new Tensor[] {u.mul(xs[0].square()).mul(3)});
        return Stream.of(
                program(
                        "layer",
                        xs -> x.matmul(xs[0]).add(xs[1]).relu().logsumexp(1).sum(),
                        uniform(3, 4, 6),
                        uniform(4, 6)),
                program(
                        "zeros",
                        xs -> xs[0].relu().add(xs[0].abs()).add(xs[0].max(0)).sum(),
                        Tensor.zeros(Shape.of(7))),
                program(
                        "attention",
                        xs -> xs[0].matmul(xs[1].transpose())
                                .softmax(1)
                                .matmul(xs[1])
                                .sum(),
                        x,
                        x),
                program("einsum", xs -> Tensor.einsum("ij,jk,ik->i", xs[0], xs[1], xs[0]), x, square),
                program("cholesky", xs -> Linalg.cholesky(xs[0]).log().tril().sum(), spd.add(0.1)),
                program("solve", xs -> Linalg.solve(xs[0], xs[1]).square().sum(), spd, uniform(5, 4)),
                program("eigenvalues", xs -> Linalg.eigvalsh(xs[0]).exp().sum(), spd),
                program("singular values", xs -> Linalg.svdvals(xs[0]).square().sum(), x),
                program(
                        "inverse",
                        xs -> Linalg.inv(xs[0]).add(Linalg.det(xs[0])).sum(),
                        spd),
                program("symmetric root", xs -> Linalg.sqrtm(xs[0]).sum(), spd),
                program(
                        "gradient inside",
                        xs -> Autodiff.grad(z -> z.sin().mul(z).sum(), xs[0])
                                .square()
                                .sum(),
                        x),
                program(
                        "tangent inside",
                        xs -> Autodiff.jvp(z -> z.exp(), xs[0], xs[0].square())
                                .tangent()
                                .sum(),
                        x),
                program(
                        "hessian inside",
                        xs -> Autodiff.hessian(z -> z.pow(3).sum(), xs[0]).sum(),
                        uniform(6, 4)),
                program(
                        "mapped",
                        xs -> Autodiff.vmap(row -> row.softmax(0).mul(row).sum())
                                .apply(xs[0])
                                .sum(),
                        x),
                program(
                        "mapped custom",
                        xs -> Autodiff.vmap(row -> cube.apply(row).sum())
                                .apply(xs[0])
                                .sum(),
                        x),
                program(
                        "custom",
                        xs -> cube.apply(xs[0].sin()).mul(cube.apply(xs[0])).sum(),
                        x),
                program("custom of custom", xs -> cube.apply(cube.apply(xs[0])).sum(), x),
                program(
                        "detached shift",
                        xs -> xs[0].sub(xs[0].max().detach())
                                .softmax(1)
                                .square()
                                .sum(),
                        x),
                program(
                        "read for a message",
                        xs -> xs[0].toString().isEmpty() ? null : xs[0].sin().sum(),
                        x),
                program(
                        "large numbers",
                        xs -> xs[0].mul(1e8)
                                .sigmoid()
                                .add(xs[0].mul(1e150).tanh())
                                .sum(),
                        x),
                program(
                        "cancellation",
                        xs -> xs[0].add(1e9).sub(1e9).mul(xs[0].cos().sub(1)).sum(),
                        x),
                program(
                        "long loop",
                        xs -> {
                            Tensor h = xs[0];
                            for (int i = 0; i < 300; i++) {
                                h = h.mul(0.9).add(xs[0].mul(h).tanh());
                            }
                            return h.sum();
                        },
                        x));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void nobodyIsAccused(String name, TensorFunction f, Tensor[] at) {
        Recording recording = Recording.of(f, at);
        assertEquals(
                List.of(), Culprit.of(recording, 0).stream().map(Culprit::text).toList());
        if (!name.startsWith("read")) {
            assertEquals("", Holes.of(recording).orElse(""));
        }
    }

    /** A network with a product of 256 x 784 and 784 x 512, and a wrong rule behind it. */
    @Test
    void locatingInALargeNetworkIsQuick() {
        CustomFunction wrong = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) -> new Tensor[] {u.mul(xs[0])})
                .named("wrong");
        Tensor data = uniform(7, 256, 784);
        long start = System.nanoTime();
        List<Culprit> found = Culprit.of(
                Recording.of(
                        xs -> wrong.apply(data.matmul(xs[0]).relu())
                                .matmul(xs[1])
                                .logSoftmax(1)
                                .mean(),
                        uniform(8, 784, 512),
                        uniform(9, 512, 10)),
                0);
        double seconds = (System.nanoTime() - start) * 1e-9;
        assertEquals(List.of("wrong"), found.stream().map(Culprit::operation).toList());
        assertTrue(seconds < 60, "took " + seconds + " s");
    }
}
