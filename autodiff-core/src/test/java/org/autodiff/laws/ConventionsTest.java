package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Every line of docs/conventions.md is what the engine computes, and no gate that has something to declare is missing. */
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
        Tensor[] ones = Arrays.stream(at).map(x -> Tensor.ones(x.shape())).toArray(Tensor[]::new);
        TensorFunction sum = xs -> line.function().apply(xs).sum();
        assertAll(
                () -> near(line.kink().gradient(), gradients(sum, at)),
                () -> near(
                        line.kink().second(),
                        gradients(
                                xs -> gradients(sum, xs).stream()
                                        .map(g -> g.sum())
                                        .reduce(Tensor.of(0), (a, b) -> a.add(b)),
                                at)),
                () -> forward(line, sum, at, ones));
    }

    /** The same by forward over reverse: the sums of the Hessian's rows instead of its columns. */
    private static void forward(Conventions.Line line, TensorFunction sum, Tensor[] at, Tensor... ones) {
        boolean symmetric = !line.operation().equals("pow(tensor)")
                || line.inputs().get(1).item() > 1
                || line.inputs().get(1).item() < 0; // 0^b jumps at 0: there the order of differentiation matters
        if (symmetric) {
            near(
                    line.kink().second(),
                    IntStream.range(0, at.length)
                            .mapToObj(i -> Autodiff.jvp(xs -> gradients(sum, xs).get(i), at, ones)
                                    .tangent())
                            .toList());
        }
    }

    private static List<Tensor> gradients(TensorFunction f, Tensor... at) {
        return Autodiff.valueAndGrad(f, at).gradients();
    }

    private static void near(List<NdArray> expected, List<Tensor> actual) {
        assertEquals(expected.size(), actual.size());
        for (int k = 0; k < expected.size(); k++) {
            double[] e = expected.get(k).toArray();
            double[] a = actual.get(k).toArray();
            assertEquals(expected.get(k).shape(), actual.get(k).shape());
            for (int i = 0; i < e.length; i++) {
                assertEquals(e[i], a[i], Double.isFinite(e[i]) ? 1e-14 * Math.abs(e[i]) : 0);
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
