package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every line of docs/conventions.md is what the engine computes, and no gate that has something to declare is missing.
 */
class ConventionsTest {
    private static final Path PAGE = Path.of("..", "docs", "conventions.md");

    @Test
    void thePageIsGenerated() throws IOException {
        String page = Conventions.page();
        if (Boolean.getBoolean("autodiff.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "write it anew with -Dautodiff.write=true");
    }

    @Test
    void everyGateThatDeclaresKinksIsOnThePage() {
        Set<Class<?>> declaring = Samples.all().stream()
                .map(Sample::type)
                .filter(ConventionsTest::declaresKinks)
                .collect(Collectors.toSet());
        assertEquals(declaring, Conventions.gateClasses());
    }

    private static boolean declaresKinks(Class<? extends Gate> type) {
        try {
            return type.getMethod("kinks").getDeclaringClass() != Gate.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> lines() {
        return Stream.concat(Conventions.ofGates().stream(), Conventions.ofCompositions().stream())
                .map(line -> DynamicTest.dynamicTest(
                        line.operation() + " at " + line.kink().where(), () -> holds(line)));
    }

    private static void holds(Conventions.Line line) {
        Tensor[] at = line.inputs().stream().map(Tensor::of).toArray(Tensor[]::new);
        TensorFunction sum = xs -> line.function().apply(xs).sum();
        assertAll(
                () -> near("reverse", line.kink().gradient(), gradients(sum, at)),
                () -> near("forward", line.kink().gradient(), slopes(sum, at)));
        List<NdArray> second = line.kink().second();
        assertAll(Stream.of(Route.values()).map(route -> () -> near(route.toString(), second, route.second(sum, at))));
    }

    /** The ways to the Hessian times a vector of ones: each of the two derivatives is taken in one of the two modes. */
    private enum Route {
        REVERSE_OVER_REVERSE {
            @Override
            List<Tensor> second(TensorFunction sum, Tensor... at) {
                return gradients(xs -> total(gradients(sum, xs)), at);
            }
        },
        REVERSE_OVER_FORWARD {
            @Override
            List<Tensor> second(TensorFunction sum, Tensor... at) {
                return gradients(xs -> Autodiff.jvp(sum, xs, ones(xs)).tangent(), at);
            }
        },
        FORWARD_OVER_REVERSE {
            @Override
            List<Tensor> second(TensorFunction sum, Tensor... at) {
                return IntStream.range(0, at.length)
                        .mapToObj(i -> Autodiff.jvp(xs -> gradients(sum, xs).get(i), at, ones(at))
                                .tangent())
                        .toList();
            }
        },
        FORWARD_OVER_FORWARD {
            @Override
            List<Tensor> second(TensorFunction sum, Tensor... at) {
                return slopes(xs -> Autodiff.jvp(sum, xs, ones(xs)).tangent(), at);
            }
        };

        abstract List<Tensor> second(TensorFunction sum, Tensor... at);
    }

    private static Tensor[] ones(Tensor... at) {
        return Arrays.stream(at).map(x -> Tensor.ones(x.shape())).toArray(Tensor[]::new);
    }

    private static Tensor total(List<Tensor> parts) {
        return parts.stream().map(g -> g.sum()).reduce(Tensor.of(0), (a, b) -> a.add(b));
    }

    /** The gradient in forward mode: one direction for each coordinate. */
    private static List<Tensor> slopes(TensorFunction f, Tensor... at) {
        List<Tensor> slopes = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            double[] slope = new double[at[i].size()];
            for (int k = 0; k < slope.length; k++) {
                Tensor[] direction =
                        Arrays.stream(at).map(x -> Tensor.zeros(x.shape())).toArray(Tensor[]::new);
                double[] one = new double[slope.length];
                one[k] = 1;
                direction[i] = Tensor.of(at[i].shape(), one);
                slope[k] = Autodiff.jvp(f, at, direction).tangent().item();
            }
            slopes.add(Tensor.of(at[i].shape(), slope));
        }
        return slopes;
    }

    private static List<Tensor> gradients(TensorFunction f, Tensor... at) {
        return Autodiff.valueAndGrad(f, at).gradients();
    }

    private static void near(String route, List<NdArray> expected, List<Tensor> actual) {
        assertEquals(expected.size(), actual.size(), route);
        for (int k = 0; k < expected.size(); k++) {
            double[] e = expected.get(k).toArray();
            double[] a = actual.get(k).toArray();
            assertEquals(expected.get(k).shape(), actual.get(k).shape(), route);
            for (int i = 0; i < e.length; i++) {
                assertEquals(e[i], a[i], Double.isFinite(e[i]) ? 1e-14 * Math.abs(e[i]) : 0, route);
            }
        }
    }

    @Test
    void thePageHasLines() {
        assertTrue(
                Conventions.ofGates().size() > 50,
                "only " + Conventions.ofGates().size());
    }
}
