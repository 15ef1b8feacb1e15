package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Transforms agree with each other, for random compositions of operations. */
class TransformsPropertyTest {
    /** A random composition that maps a vector of n to one of m. */
    private static Function<Tensor, Tensor> random(Rng rng, int n, int m) {
        Tensor a = uniform(rng, m, n);
        Tensor b = uniform(rng, m);
        int[] kinds = {rng.nextInt(6), rng.nextInt(6), rng.nextInt(6)};
        return x -> {
            Tensor y = a.matmul(x).add(b);
            for (int kind : kinds) {
                y = switch (kind) {
                    case 0 -> y.sin().mul(y);
                    case 1 -> y.tanh().add(y.flip(0));
                    case 2 -> y.square().add(1).log();
                    case 3 -> y.softmax(0).mul(3);
                    case 4 -> y.cumsum(0).mul(0.5);
                    default -> y.sub(y.mean()).div(y.square().sum().add(1).sqrt());
                };
            }
            return y;
        };
    }

    private static Tensor uniform(Rng rng, int... dims) {
        return Tensor.of(rng.uniform(Shape.of(dims), -1, 1));
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        double[] e = expected.toArray();
        double[] a = actual.toArray();
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], 1e-10 * (1 + Math.abs(e[i])), "number " + i);
        }
    }

    @Property(tries = 100)
    void productsAreThoseOfTheJacobian(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 1, max = 6) int m) {
        Rng rng = Rng.of(seed);
        Function<Tensor, Tensor> f = random(rng, n, m);
        Tensor x = uniform(rng, n);
        Tensor u = uniform(rng, m);
        Tensor v = uniform(rng, n);
        Tensor reverse = Autodiff.jacobianReverse(f, x, 1 + rng.nextInt(4));
        assertEquals(Shape.of(m, n), reverse.shape());
        assertClose(reverse, Autodiff.jacobianForward(f, x, 1 + rng.nextInt(4)));
        assertClose(reverse, Autodiff.jacobian(f, x));
        assertClose(reverse.matmul(v), Autodiff.jvp(f, x, v).tangent());
        assertClose(u.matmul(reverse), Autodiff.vjp(f, x, u).gradient());
        double h = 1e-5; // an independent way: differences
        Tensor difference =
                f.apply(x.add(v.mul(h))).sub(f.apply(x.sub(v.mul(h)))).div(2 * h);
        double[] d = difference.toArray();
        double[] j = reverse.matmul(v).toArray();
        for (int i = 0; i < m; i++) {
            assertEquals(d[i], j[i], 1e-6 * (1 + Math.abs(d[i])));
        }
    }

    @Property(tries = 60)
    void hessiansAreSymmetric(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 1, max = 6) int m) {
        Rng rng = Rng.of(seed);
        Function<Tensor, Tensor> g = random(rng, n, m);
        Function<Tensor, Tensor> f = x -> g.apply(x).square().sum();
        Tensor x = uniform(rng, n);
        Tensor v = uniform(rng, n);
        Tensor hessian = Autodiff.hessian(f, x, 1 + rng.nextInt(4));
        assertClose(hessian, hessian.transpose(0, 1));
        assertClose(hessian.matmul(v), Autodiff.hvp(f, x, v));
        assertClose(hessian.diagonal(), Autodiff.hessianDiagonal(f, x));
        assertClose(hessian, Autodiff.jacobianForward(Autodiff.grad(f), x));
        Tensor j = Autodiff.jacobian(g, x);
        assertClose(
                j.transpose(0, 1).matmul(j.matmul(v)).mul(2),
                Autodiff.gaussNewtonProduct(g, z -> z.square().sum(), x, v));
    }

    @Property(tries = 60)
    void aBatchIsAStack(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int n,
            @ForAll @IntRange(min = 1, max = 5) int m,
            @ForAll @IntRange(min = 1, max = 4) int size) {
        Rng rng = Rng.of(seed);
        Function<Tensor, Tensor> f = random(rng, n, m);
        Function<Tensor, Tensor> scalar = x -> f.apply(x).square().sum();
        Tensor xs = uniform(rng, size, n);
        assertClose(stack(f, xs), Autodiff.vmap(f).apply(xs));
        assertClose(
                stack(Autodiff.grad(scalar), xs),
                Autodiff.vmap(Autodiff.grad(scalar)).apply(xs));
        assertClose(
                stack(Autodiff.jacobian(f), xs),
                Autodiff.vmap(Autodiff.jacobian(f)).apply(xs));
        assertClose(
                stack(Autodiff.hessian(scalar), xs),
                Autodiff.vmap(Autodiff.hessian(scalar)).apply(xs));
        // from outside
        Function<Tensor, Tensor> all = ys -> Autodiff.vmap(f).apply(ys).square().sum();
        Function<Tensor, Tensor> oneByOne = ys -> stack(f, ys).square().sum();
        assertClose(Autodiff.grad(oneByOne, xs), Autodiff.grad(all, xs));
        assertClose(Autodiff.hessian(oneByOne, xs), Autodiff.hessian(all, xs));
    }

    private static Tensor stack(Function<Tensor, Tensor> f, Tensor xs) {
        return Tensor.stack(0, java.util.Arrays.stream(xs.unbind(0)).map(f).toArray(Tensor[]::new));
    }
}
