package org.autodiff.gradcheck.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What the arbitraries promise, by those who use them. */
class TensorArbitrariesPropertyTest {
    private static boolean all(Tensor x, Predicate<Double> condition) {
        return Arrays.stream(x.toArray()).boxed().allMatch(condition);
    }

    // ---- by annotation

    @Property(tries = 200)
    void withoutAnnotation(@ForAll Tensor x) {
        assertTrue(x.rank() <= 3 && all(x, e -> Math.abs(e) <= 10), x::toString);
        assertTrue(Arrays.stream(x.shape().dims()).allMatch(d -> d >= 1 && d <= 4), x::toString);
    }

    @Property(tries = 100)
    void ofAFixedShape(@ForAll @TensorOf(shape = "3,4", domain = TensorDomain.POSITIVE) Tensor x) {
        assertEquals(Shape.of(3, 4), x.shape());
        assertTrue(all(x, e -> e > 0 && e <= 10), x::toString);
    }

    @Property(tries = 100)
    void ofAnOpenShape(@ForAll @TensorOf(shape = "2, ?", longest = 3, domain = TensorDomain.UNIT_INTERVAL) Tensor x) {
        assertTrue(x.rank() == 2 && x.shape().dim(0) == 2 && x.shape().dim(1) <= 3, x::toString);
        assertTrue(all(x, e -> e > 0 && e < 1), x::toString);
    }

    @Property(tries = 100)
    void aScalar(@ForAll @TensorOf(shape = "", domain = TensorDomain.AWAY_FROM_ZERO) Tensor x) {
        assertEquals(Shape.scalar(), x.shape());
        assertTrue(Math.abs(x.item()) >= 0.1, x::toString);
    }

    @Property(tries = 200)
    void awayFromKinks(
            @ForAll
                    @TensorOf(
                            rank = 1,
                            awayFrom = {-1, 1},
                            distance = 0.25)
                    Tensor x) {
        assertTrue(x.rank() <= 1 && all(x, e -> Math.abs(e - 1) >= 0.25 && Math.abs(e + 1) >= 0.25), x::toString);
    }

    @Property(tries = 100)
    void awkward(@ForAll @TensorOf(domain = TensorDomain.AWKWARD) Tensor x) {
        assertTrue(all(x, Double::isFinite), x::toString);
    }

    /** As the documentation shows it: the gradient of a logarithm, wherever it has one. */
    @Property(tries = 30)
    void aGradient(@ForAll @TensorOf(shape = "?", domain = TensorDomain.AWAY_FROM_ZERO) Tensor x) {
        GradCheck.of(xs -> xs[0].square().log()).at(x).assertPasses();
    }

    // ---- pairs and matrices

    @Provide
    Arbitrary<Tuple2<Tensor, Tensor>> broadcastable() {
        return TensorArbitraries.broadcastable(TensorDomain.REALS);
    }

    @Property(tries = 300)
    void theyBroadcast(@ForAll("broadcastable") Tuple2<Tensor, Tensor> pair) {
        Shape a = pair.get1().shape();
        Shape b = pair.get2().shape();
        Shape both = pair.get1().add(pair.get2()).shape(); // throws if they do not
        assertEquals(Math.max(a.rank(), b.rank()), both.rank());
    }

    @Provide
    Arbitrary<Tuple2<Tensor, Tensor>> multipliable() {
        return TensorArbitraries.multipliable(TensorDomain.REALS);
    }

    @Property(tries = 100)
    void theyCanBeMultiplied(@ForAll("multipliable") Tuple2<Tensor, Tensor> pair) {
        assertEquals(
                Shape.of(pair.get1().shape().dim(0), pair.get2().shape().dim(1)),
                pair.get1().matmul(pair.get2()).shape());
    }

    @Provide
    Arbitrary<Tensor> definite() {
        return TensorArbitraries.positiveDefinite(4);
    }

    @Property(tries = 100)
    void theyArePositiveDefinite(@ForAll("definite") Tensor a) {
        assertEquals(a.transpose().value(), a.value());
        assertTrue(Linalg.eigvalsh(a).toArray()[0] >= 1 - 1e-12, a::toString);
    }

    // ---- variety

    /** Not the same thing again and again: every rank, length, sign, and both kinds of broadcasting turn up. */
    @Example
    void theyDiffer() {
        Set<String> seen = new HashSet<>();
        TensorArbitraries.tensors().generator(1000).stream(new Random(1))
                .limit(500)
                .map(s -> s.value())
                .forEach(x -> {
                    seen.add("rank " + x.rank());
                    Arrays.stream(x.shape().dims()).forEach(d -> seen.add("axis " + d));
                    seen.add(all(x, e -> e >= 0) ? "no negative" : "negative");
                });
        assertEquals(
                Set.of(
                        "rank 0",
                        "rank 1",
                        "rank 2",
                        "rank 3",
                        "axis 1",
                        "axis 2",
                        "axis 3",
                        "axis 4",
                        "negative",
                        "no negative"),
                seen);
    }

    @Example
    void awkwardOnesAreAwkward() {
        Set<Double> seen = new HashSet<>();
        int[] equal = new int[1];
        TensorArbitraries.tensors().in(TensorDomain.AWKWARD).ofShape(6).generator(1000).stream(new Random(1))
                .limit(200)
                .forEach(s -> {
                    double[] x = s.value().toArray();
                    Arrays.stream(x).forEach(seen::add);
                    equal[0] += Arrays.stream(x).distinct().count() < x.length ? 1 : 0;
                });
        assertTrue(seen.containsAll(Set.of(0.0, -0.0, 1e300, 1e-300, Double.MIN_VALUE)), seen::toString);
        assertTrue(equal[0] > 60, "equal elements in " + equal[0] + " of 200");
    }

    @Example
    void edgeCasesAreThere() {
        Set<NdArray> cases = new HashSet<>();
        TensorArbitraries.tensors()
                .ofShape(2)
                .edgeCases(100)
                .forEach(e -> cases.add(e.value().value()));
        assertTrue(cases.contains(NdArray.of(0, 0)) && cases.contains(NdArray.of(10, 10)), cases::toString);
    }

    // ---- refusals

    @Example
    void badArguments() {
        assertThrows(IllegalArgumentException.class, () -> TensorArbitraries.shapes(2, 1, 3));
        assertThrows(IllegalArgumentException.class, () -> TensorArbitraries.shapes(0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> TensorArbitraries.positiveDefinite(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> TensorArbitraries.tensors().awayFrom(0, 1));
    }
}
