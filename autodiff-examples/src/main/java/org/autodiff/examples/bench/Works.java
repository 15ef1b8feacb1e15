package org.autodiff.examples.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.examples.bench.Work.Amount;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;
import org.autodiff.sparse.SparseJacobian;

/** The pieces of work, by name. The inputs of each are made when it is asked for. */
final class Works {
    static final Map<String, Supplier<Work>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("mlp_1x2x8x1", () -> new MlpStep(1, 2, 8, 1));
        ALL.put("mlp_32x4x16x3", () -> new MlpStep(32, 4, 16, 3));
        ALL.put("mlp_64x784x128x10", () -> new MlpStep(64, 784, 128, 10));
        ALL.put("mlp_256x784x512x10", () -> new MlpStep(256, 784, 512, 10));
        ALL.put("elementwise_1000", () -> elementwise(1000));
        ALL.put("elementwise_1M", () -> elementwise(1_000_000));
        ALL.put("logreg_10000x100", Works::logisticRegression);
        ALL.put("lstm_50x16x32x64", Works::lstm);
        ALL.put("rosen_grad_1000", Works::rosenbrockGradient);
        ALL.put("rosen_hvp_1000", Works::rosenbrockHvp);
        ALL.put("hessian_mlp33", Works::hessian);
        ALL.put("band_jacobian_10000", Works::bandJacobian);
        ALL.put("jacobian_mlp", BatchedWorks::jacobian);
        ALL.put("batch_gradient_64", BatchedWorks::batchGradient);
        ALL.put("per_example_gradients_64", BatchedWorks::perExampleGradients);
        ALL.put("attention_8x64x64x4", Works::attention);
        ALL.put("conv_8x16x28x28_32", Works::convolution);
        ALL.put("gp_200", Works::gaussianProcess);
    }

    private Works() {}

    private static Work elementwise(int n) {
        Tensor x = new Inputs(2000).uniform(-2, 2, n);
        return new Derivatives(
                n < 100_000 ? Amount.NONE : Amount.gigabytes(16.0 * n),
                xs -> xs[0].square().neg().exp().sin().mul(xs[0].sigmoid()).sum(),
                List.of("x"),
                x);
    }

    private static Work logisticRegression() {
        int n = 10_000;
        int d = 100;
        Inputs in = new Inputs(3000);
        Tensor x = in.uniform(-1, 1, n, d);
        Tensor w = in.uniform(-0.5, 0.5, d);
        Tensor b = in.uniform(-0.5, 0.5, 1);
        Tensor y = in.uniform(0, 1, n).less(0.5);
        return new Derivatives(
                Amount.gigabytes(8.0 * n * d),
                p -> {
                    Tensor z = x.matmul(p[0]).add(p[1]);
                    return z.softplus().sub(y.mul(z)).mean();
                },
                List.of("w", "b"),
                w,
                b);
    }

    private static Work lstm() {
        int steps = 50;
        int batch = 16;
        int inputs = 32;
        int hidden = 64;
        Inputs in = new Inputs(4000);
        Tensor x = in.uniform(-1, 1, steps, batch, inputs);
        Tensor[] xs = IntStream.range(0, steps).mapToObj(t -> x.select(0, t)).toArray(Tensor[]::new);
        Tensor wx = in.uniform(-1, 1, inputs, 4 * hidden).div(Math.sqrt(inputs));
        Tensor wh = in.uniform(-1, 1, hidden, 4 * hidden).div(Math.sqrt(hidden));
        Tensor b = in.uniform(-0.1, 0.1, 4 * hidden);
        return new Derivatives(
                Amount.gflop(2.0 * steps * batch * 4 * hidden * (2 * inputs + 3 * hidden)),
                p -> {
                    Tensor h = Tensor.zeros(Shape.of(batch, hidden));
                    Tensor c = Tensor.zeros(Shape.of(batch, hidden));
                    for (Tensor input : xs) {
                        Tensor z = input.matmul(p[0]).add(h.matmul(p[1])).add(p[2]);
                        Tensor[] gates = z.chunk(1, 4);
                        c = gates[1].sigmoid().mul(c).add(gates[0].sigmoid().mul(gates[2].tanh()));
                        h = gates[3].sigmoid().mul(c.tanh());
                    }
                    return h.square().mean();
                },
                List.of("Wx", "Wh", "b"),
                wx,
                wh,
                b);
    }

    // ---- second order

    private static Tensor rosenbrock(Tensor x) {
        int n = x.size();
        Tensor head = x.narrow(0, 0, n - 1);
        Tensor tail = x.narrow(0, 1, n - 1);
        return tail.sub(head.square())
                .square()
                .mul(100)
                .add(Tensor.of(1).sub(head).square())
                .sum();
    }

    private static Work rosenbrockGradient() {
        Tensor x = new Inputs(5000).uniform(-2, 2, 1000);
        return new Derivatives(Amount.NONE, xs -> rosenbrock(xs[0]), List.of("x"), x);
    }

    private static Work rosenbrockHvp() {
        Inputs in = new Inputs(5000);
        Tensor x = in.uniform(-2, 2, 1000);
        Tensor v = in.uniform(-1, 1, 1000);
        return new SecondOrder("fwd-rev", "hvp", Works::rosenbrock, x, () -> Autodiff.hvp(Works::rosenbrock, x, v));
    }

    private static Tensor xorLoss(Tensor p) {
        Tensor x = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor y = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});
        Tensor h = x.matmul(p.narrow(0, 0, 16).reshape(2, 8))
                .add(p.narrow(0, 16, 8))
                .tanh();
        Tensor out = h.matmul(p.narrow(0, 24, 8).reshape(8, 1)).add(p.narrow(0, 32, 1));
        return out.sub(y).square().mean();
    }

    private static Work hessian() {
        Tensor p = new Inputs(6000).uniform(-1, 1, 33);
        return new SecondOrder("hessian", "hessian", Works::xorLoss, p, () -> Autodiff.hessian(Works::xorLoss, p));
    }

    /** Of each element and its two neighbours on either side. */
    private static Tensor stencil(Tensor x) {
        int n = x.size();
        Tensor p = x.pad(new int[] {2, 2});
        Tensor left = p.narrow(0, 1, n);
        Tensor right = p.narrow(0, 3, n);
        Tensor linear = p.narrow(0, 4, n)
                .add(p.narrow(0, 0, n))
                .sub(left.add(right).mul(4))
                .add(x.mul(6));
        return linear.add(x.square().mul(x)).add(left.mul(right).sin());
    }

    private static Work bandJacobian() {
        Tensor x = new Inputs(10_000).uniform(-1, 1, 10_000);
        SparseJacobian jacobian = SparseJacobian.prepare(Works::stencil, x);
        return new SecondOrder(
                "jacobian",
                "jacobian",
                z -> stencil(z).sum(),
                x,
                () -> Tensor.of(jacobian.at(x).values()));
    }

    // ---- larger ones

    private static Tensor heads(Tensor x) {
        return x.reshape(8, 64, 4, 16).permute(0, 2, 1, 3);
    }

    private static Work attention() {
        Inputs in = new Inputs(7000);
        Tensor x = in.uniform(-1, 1, 8, 64, 64);
        Tensor[] w = IntStream.range(0, 4)
                .mapToObj(i -> in.uniform(-1, 1, 64, 64).div(8))
                .toArray(Tensor[]::new);
        return new Derivatives(
                Amount.gflop(3 * 2.0 * 8 * 64 * 64 * (4 * 64 + 2 * 64)),
                p -> {
                    Tensor q = heads(p[4].matmul(p[0]));
                    Tensor k = heads(p[4].matmul(p[1]));
                    Tensor v = heads(p[4].matmul(p[2]));
                    Tensor a = q.matmul(k.transpose(-1, -2)).mul(0.25).softmax(-1);
                    Tensor merged = a.matmul(v).permute(0, 2, 1, 3).reshape(8, 64, 64);
                    return merged.matmul(p[3]).square().mean();
                },
                List.of("Wq", "Wk", "Wv", "Wo", "x"),
                w[0],
                w[1],
                w[2],
                w[3],
                x);
    }

    private static Work convolution() {
        Inputs in = new Inputs(8000);
        Tensor x = in.uniform(-1, 1, 8, 16, 28, 28);
        Tensor w = in.uniform(-1, 1, 32, 16, 3, 3).div(12);
        Tensor b = in.uniform(-0.1, 0.1, 32);
        Window2d window = Window2d.of(3, 3).padding(1, 1);
        return new Derivatives(
                Amount.gflop(3 * 2.0 * 8 * 32 * 28 * 28 * 16 * 9),
                p -> p[0].conv2d(p[1], window)
                        .add(p[2].reshape(32, 1, 1))
                        .relu()
                        .sum(),
                List.of("x", "w", "b"),
                x,
                w,
                b);
    }

    private static Work gaussianProcess() {
        int n = 200;
        Inputs in = new Inputs(9000);
        Tensor x = in.uniform(-2, 2, n, 3);
        Tensor noise = in.uniform(-0.1, 0.1, n);
        Tensor y = x.select(1, 0)
                .mul(2)
                .sin()
                .add(x.select(1, 1).mul(x.select(1, 2)).mul(0.5))
                .add(noise);
        Tensor squares = x.unsqueeze(1).sub(x.unsqueeze(0)).square().sum(-1);
        Tensor eye = Tensor.eye(n);
        return new Derivatives(
                Amount.gflop(n / 3.0 * n * n + 2.0 * n * n * n),
                p -> {
                    Tensor scale = p[0].select(0, 0).mul(-2).exp().mul(-0.5);
                    Tensor k = squares.mul(scale)
                            .add(p[0].select(0, 1).mul(2))
                            .exp()
                            .add(eye.mul(p[0].select(0, 2).mul(2).exp()));
                    Tensor l = Linalg.cholesky(k);
                    Tensor a = Linalg.solveTriangular(l, y);
                    return a.square()
                            .sum()
                            .mul(-0.5)
                            .sub(l.diagonal().log().sum())
                            .sub(n / 2.0 * Math.log(2 * Math.PI));
                },
                List.of("theta"),
                Tensor.of(0.1, -0.2, -1.5));
    }
}
