package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Jacobians, Hessians and products of them, of functions whose derivatives are known in closed form. */
class KnownDerivativesTest {
    private static final double X = 0.7;
    private static final double Y = -1.3;
    private static final double Z = 2.1;
    private static final double[] AT = {X, Y, Z};

    private static void assertClose(double[][] expected, Tensor actual) {
        double[] e =
                Stream.of(expected).flatMapToDouble(java.util.Arrays::stream).toArray();
        double[] a = actual.toArray();
        assertEquals(e.length, a.length, "numbers");
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], 1e-9 * (1 + Math.abs(e[i])), "number " + i);
        }
    }

    // ---- Hessians

    /** A function of x, y, z and the upper triangle of its Hessian: xx, xy, xz, yy, yz, zz. */
    private record Second(String name, Function<Tensor[], Tensor> f, double... upper) {}

    private static List<Second> scalars() {
        double r2 = X * X + Y * Y + Z * Z;
        double r = Math.sqrt(r2);
        double e = Math.exp(X * Y);
        double s = X + 2 * Y + 3 * Z;
        double sin = Math.sin(s);
        double sum = Math.exp(X) + Math.exp(Y) + Math.exp(Z);
        double[] p = {Math.exp(X) / sum, Math.exp(Y) / sum, Math.exp(Z) / sum};
        double w = X * X + Z;
        double t = Math.tanh(X * Z);
        double sech = 1 - t * t;
        double g = Math.exp(-r2 / 2);
        double q = 1 / (1 + Math.exp(-s));
        double u = 1 + r2;
        double l = Math.log(Z);
        List<Second> all = new ArrayList<>();
        all.add(new Second("x y z", v -> v[0].mul(v[1]).mul(v[2]), 0, Z, Y, 0, X, 0));
        all.add(new Second(
                "x^2 + 3 x y - z^2",
                v -> v[0].square().add(v[0].mul(v[1]).mul(3)).sub(v[2].square()),
                2,
                3,
                0,
                0,
                0,
                -2));
        all.add(new Second("5 x - y + 2", v -> v[0].mul(5).sub(v[1]).add(2).add(v[2].mul(0)), 0, 0, 0, 0, 0, 0));
        all.add(new Second(
                "x^3 y^2", v -> v[0].pow(3).mul(v[1].pow(2)), 6 * X * Y * Y, 6 * X * X * Y, 0, 2 * X * X * X, 0, 0));
        all.add(new Second("exp(x y)", v -> v[0].mul(v[1]).exp(), Y * Y * e, (1 + X * Y) * e, 0, X * X * e, 0, 0));
        all.add(new Second(
                "sin(x + 2 y + 3 z)",
                v -> v[0].add(v[1].mul(2)).add(v[2].mul(3)).sin(),
                -sin,
                -2 * sin,
                -3 * sin,
                -4 * sin,
                -6 * sin,
                -9 * sin));
        all.add(new Second(
                "norm",
                v -> Tensor.stack(0, v).norm(),
                (r2 - X * X) / (r * r2),
                -X * Y / (r * r2),
                -X * Z / (r * r2),
                (r2 - Y * Y) / (r * r2),
                -Y * Z / (r * r2),
                (r2 - Z * Z) / (r * r2)));
        all.add(new Second(
                "logsumexp",
                v -> Tensor.stack(0, v).logsumexp(0),
                p[0] * (1 - p[0]),
                -p[0] * p[1],
                -p[0] * p[2],
                p[1] * (1 - p[1]),
                -p[1] * p[2],
                p[2] * (1 - p[2])));
        all.add(new Second(
                "log(x^2 + z)",
                v -> v[0].square().add(v[2]).log(),
                2 / w - 4 * X * X / (w * w),
                0,
                -2 * X / (w * w),
                0,
                0,
                -1 / (w * w)));
        all.add(new Second(
                "tanh(x z)",
                v -> v[0].mul(v[2]).tanh(),
                -2 * t * sech * Z * Z,
                0,
                sech - 2 * t * sech * X * Z,
                0,
                0,
                -2 * t * sech * X * X));
        all.add(new Second("x / z", v -> v[0].div(v[2]), 0, 0, -1 / (Z * Z), 0, 0, 2 * X / (Z * Z * Z)));
        all.add(new Second(
                "exp(-r^2 / 2)",
                v -> Tensor.stack(0, v).square().sum().mul(-0.5).exp(),
                (X * X - 1) * g,
                X * Y * g,
                X * Z * g,
                (Y * Y - 1) * g,
                Y * Z * g,
                (Z * Z - 1) * g));
        all.add(new Second(
                "sigmoid(x + 2 y + 3 z)",
                v -> v[0].add(v[1].mul(2)).add(v[2].mul(3)).sigmoid(),
                curve(q),
                2 * curve(q),
                3 * curve(q),
                4 * curve(q),
                6 * curve(q),
                9 * curve(q)));
        all.add(new Second(
                "softplus(x + 2 y + 3 z)",
                v -> v[0].add(v[1].mul(2)).add(v[2].mul(3)).softplus(),
                q * (1 - q),
                2 * q * (1 - q),
                3 * q * (1 - q),
                4 * q * (1 - q),
                6 * q * (1 - q),
                9 * q * (1 - q)));
        all.add(new Second(
                "1 / (1 + r^2)",
                v -> Tensor.stack(0, v).square().sum().add(1).reciprocal(),
                8 * X * X / (u * u * u) - 2 / (u * u),
                8 * X * Y / (u * u * u),
                8 * X * Z / (u * u * u),
                8 * Y * Y / (u * u * u) - 2 / (u * u),
                8 * Y * Z / (u * u * u),
                8 * Z * Z / (u * u * u) - 2 / (u * u)));
        all.add(new Second(
                "z^x",
                v -> v[2].pow(v[0]),
                l * l * Math.pow(Z, X),
                0,
                Math.pow(Z, X - 1) * (1 + X * l),
                0,
                0,
                X * (X - 1) * Math.pow(Z, X - 2)));
        all.add(new Second(
                "rosenbrock",
                v -> v[1].sub(v[0].square())
                        .square()
                        .mul(100)
                        .add(v[0].neg().add(1).square())
                        .add(v[2].mul(0)),
                1200 * X * X - 400 * Y + 2,
                -400 * X,
                0,
                200,
                0,
                0));
        all.add(new Second(
                "cos x cosh y",
                v -> v[0].cos().mul(v[1].cosh()),
                -Math.cos(X) * Math.cosh(Y),
                -Math.sin(X) * Math.sinh(Y),
                0,
                Math.cos(X) * Math.cosh(Y),
                0,
                0));
        all.add(new Second(
                "z sqrt(x)", v -> v[0].sqrt().mul(v[2]), -Z / 4 * Math.pow(X, -1.5), 0, 0.5 / Math.sqrt(X), 0, 0, 0));
        all.add(new Second(
                "mean of squares", v -> Tensor.stack(0, v).square().mean(), 2.0 / 3, 0, 0, 2.0 / 3, 0, 2.0 / 3));
        all.add(new Second("product", v -> Tensor.stack(0, v).prod(), 0, Z, Y, 0, X, 0));
        all.add(new Second(
                "variance",
                v -> Tensor.stack(0, v).var(),
                2.0 / 3,
                -1.0 / 3,
                -1.0 / 3,
                2.0 / 3,
                -1.0 / 3,
                2.0 / 3)); // of three numbers, divided by two
        all.add(new Second("max(x, y, z)", v -> Tensor.stack(0, v).max(), 0, 0, 0, 0, 0, 0));
        return all;
    }

    private static double curve(double q) {
        return q * (1 - q) * (1 - 2 * q);
    }

    @TestFactory
    Stream<DynamicTest> hessians() {
        return scalars().stream()
                .map(s -> DynamicTest.dynamicTest(s.name, () -> {
                    double[] h = s.upper;
                    double[][] expected = {{h[0], h[1], h[2]}, {h[1], h[3], h[4]}, {h[2], h[4], h[5]}};
                    Function<Tensor, Tensor> f =
                            x -> s.f.apply(new Tensor[] {x.select(0, 0), x.select(0, 1), x.select(0, 2)});
                    Tensor at = Tensor.of(AT);
                    assertEquals(Shape.of(3, 3), Autodiff.hessian(f, at).shape());
                    assertClose(expected, Autodiff.hessian(f, at));
                    for (int chunk = 1; chunk <= 4; chunk++) {
                        assertClose(expected, Autodiff.hessian(f, at, chunk));
                    }
                    assertClose(expected, Autodiff.jacobian(Autodiff.grad(f), at));
                    assertClose(expected, Autodiff.jacobianForward(Autodiff.grad(f), at));
                    assertClose(expected, Autodiff.jacobianReverse(Autodiff.jacobian(f), at));
                    assertClose(
                            expected, Autodiff.vmap(v -> Autodiff.hvp(f, at, v)).apply(Tensor.eye(3)));
                    assertClose(new double[][] {{h[0], h[3], h[5]}}, Autodiff.hessianDiagonal(f, at));
                    Tensor[] parts = {Tensor.of(X), Tensor.of(Y), Tensor.of(Z)};
                    List<List<Tensor>> blocks = Autodiff.hessian(s.f::apply, parts);
                    List<Tensor> product = Autodiff.hvp(
                            s.f::apply, parts, new Tensor[] {Tensor.of(1.0), Tensor.of(10.0), Tensor.of(100.0)});
                    for (int i = 0; i < 3; i++) {
                        for (int j = 0; j < 3; j++) {
                            assertClose(
                                    new double[][] {{expected[i][j]}},
                                    blocks.get(i).get(j));
                        }
                        assertClose(
                                new double[][] {{expected[i][0] + 10 * expected[i][1] + 100 * expected[i][2]}},
                                product.get(i));
                    }
                }));
    }

    // ---- Jacobians

    private record First(String name, Function<Tensor, Tensor> f, double[][] jacobian) {}

    private static List<First> vectors() {
        double c = Math.cos(X);
        double s = Math.sin(X);
        double sum = Math.exp(X) + Math.exp(Y) + Math.exp(Z);
        double[] p = {Math.exp(X) / sum, Math.exp(Y) / sum, Math.exp(Z) / sum};
        return List.of(
                new First("x", x -> x, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
                new First("sin x", Tensor::sin, new double[][] {
                    {Math.cos(X), 0, 0}, {0, Math.cos(Y), 0}, {0, 0, Math.cos(Z)}
                }),
                new First(
                        "A x",
                        x -> Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).matmul(x),
                        new double[][] {{1, 2, 3}, {4, 5, 6}}),
                new First("x'x", x -> x.square().sum(), new double[][] {{2 * X, 2 * Y, 2 * Z}}),
                new First("outer", x -> x.unsqueeze(1).mul(x.unsqueeze(0)), new double[][] {
                    {2 * X, 0, 0},
                    {Y, X, 0},
                    {Z, 0, X},
                    {Y, X, 0},
                    {0, 2 * Y, 0},
                    {0, Z, Y},
                    {Z, 0, X},
                    {0, Z, Y},
                    {0, 0, 2 * Z}
                }),
                new First("cumsum", x -> x.cumsum(0), new double[][] {{1, 0, 0}, {1, 1, 0}, {1, 1, 1}}),
                new First("softmax", x -> x.softmax(0), new double[][] {
                    {p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]},
                    {-p[1] * p[0], p[1] * (1 - p[1]), -p[1] * p[2]},
                    {-p[2] * p[0], -p[2] * p[1], p[2] * (1 - p[2])}
                }),
                new First("sort", x -> x.sort(0), new double[][] {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}),
                new First("flip", x -> x.flip(0), new double[][] {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}),
                new First(
                        "polar",
                        x -> Tensor.stack(
                                0,
                                x.select(0, 1).mul(x.select(0, 0).cos()),
                                x.select(0, 1).mul(x.select(0, 0).sin())),
                        new double[][] {{-Y * s, c, 0}, {Y * c, s, 0}}),
                new First(
                        "x y, y z", x -> x.narrow(0, 0, 2).mul(x.narrow(0, 1, 2)), new double[][] {{Y, X, 0}, {0, Z, Y}
                        }),
                new First("a constant", x -> Tensor.of(1, 2), new double[][] {{0, 0, 0}, {0, 0, 0}}),
                new First("nothing", x -> x.narrow(0, 0, 0), new double[0][]));
    }

    @TestFactory
    Stream<DynamicTest> jacobians() {
        return vectors().stream()
                .map(v -> DynamicTest.dynamicTest(v.name, () -> {
                    Tensor at = Tensor.of(AT);
                    Shape shape = v.f.apply(at).shape().concat(Shape.of(3));
                    for (Tensor jacobian : List.of(
                            Autodiff.jacobian(v.f, at),
                            Autodiff.jacobianForward(v.f, at),
                            Autodiff.jacobianReverse(v.f, at),
                            Autodiff.jacobianForward(v.f, at, 2),
                            Autodiff.jacobianReverse(v.f, at, 2),
                            Autodiff.jacobian(xs -> v.f.apply(xs[0]), new Tensor[] {at})
                                    .get(0))) {
                        assertEquals(shape, jacobian.shape());
                        assertClose(v.jacobian, jacobian);
                    }
                }));
    }

    // ---- third and fourth derivatives, by mpmath with 60 digits

    private record Higher(String name, double at, Function<Tensor, Tensor> f, double third, double fourth) {}

    @TestFactory
    Stream<DynamicTest> thirdAndFourthDerivatives() {
        return Stream.of(
                        new Higher(
                                "exp(sin x)",
                                0.7,
                                x -> x.sin().exp(),
                                -3.4197076312743280372516226605328330085956596004918,
                                -4.5128990156576876531201024629839857264767065939386),
                        new Higher(
                                "tanh(x^2)",
                                0.6,
                                x -> x.square().tanh(),
                                -6.334468641627609823546253113086586988851934021705,
                                -18.570771760794771739212933402412276480364981244603),
                        new Higher(
                                "log1p(exp x)",
                                0.3,
                                x -> x.exp().log1p(),
                                -0.036396183955576242888615100189643466825807264216411,
                                -0.11410088523739328236325637853191229644001246132404),
                        new Higher(
                                "softplus x",
                                0.3,
                                Tensor::softplus,
                                -0.036396183955576242888615100189643466825807264216411,
                                -0.11410088523739328236325637853191229644001246132404),
                        new Higher(
                                "x^2 exp(-x)",
                                1.25,
                                x -> x.square().mul(x.neg().exp()),
                                -0.017906549803761881270305339165489850174571924520516,
                                1.0206733388144272324074043324329214599505996976694),
                        new Higher(
                                "sqrt(1 + x^4)",
                                0.9,
                                x -> x.pow(4).add(1).sqrt(),
                                1.0522999224332411851131351398132416663344295176109,
                                -12.385576462535945906865764855916157281043961113584),
                        new Higher(
                                "atan(exp x)",
                                -0.4,
                                x -> x.exp().atan(),
                                -0.32896852731180606057799496051282600435613341275077,
                                -0.72642937313019245079027787074066655642868784339980981),
                        new Higher(
                                "sigmoid(sin 3x)",
                                0.2,
                                x -> x.mul(3).sin().sigmoid(),
                                -4.1060984844554033387541816948158065557581312169019,
                                40.60449134718014306394570238065341035725986593989),
                        new Higher(
                                "x^x",
                                1.5,
                                x -> x.pow(x),
                                9.4478280753013604038244951535027770820557053460844,
                                20.631906025686253659779965852052462697514262374525),
                        new Higher(
                                "cos(log x)",
                                2.5,
                                x -> x.log().cos(),
                                0.06610894357282636917391145415577510066751887426573,
                                -0.15584437298465279252127565151245782112922371562263143),
                        new Higher(
                                "lgamma(x^2)",
                                1.7,
                                x -> x.square().lgamma(),
                                1.8119952375051041336255330311970089253500538448392,
                                -0.28672900102541720581209814802291585540720202888238),
                        new Higher(
                                "erf(sin x)",
                                0.8,
                                x -> x.sin().erf(),
                                0.9943097276510513089055843147600830046195594835476,
                                1.6851720332772071763857574222734384388269953809669))
                .map(h -> DynamicTest.dynamicTest(h.name, () -> {
                    Tensor x = Tensor.of(h.at);
                    // through grad, through hessian and jacobian by both modes, and within a batch
                    Function<Tensor, Tensor> third = Autodiff.grad(Autodiff.hessian(h.f));
                    assertClose(new double[][] {{h.third}}, third.apply(x));
                    assertClose(new double[][] {{h.third}}, Autodiff.jacobianForward(Autodiff.hessian(h.f), x));
                    assertClose(new double[][] {{h.third}}, Autodiff.hessian(Autodiff.grad(h.f), x));
                    assertClose(new double[][] {{h.fourth}}, Autodiff.hessian(Autodiff.hessian(h.f), x));
                    assertClose(new double[][] {{h.fourth}}, Autodiff.jacobian(third, x));
                    assertClose(
                            new double[][] {{h.fourth, h.fourth}},
                            Autodiff.vmap(Autodiff.hessian(Autodiff.hessian(h.f)))
                                    .apply(Tensor.of(h.at, h.at)));
                }));
    }
}
