package org.autodiff.gradcheck.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What is left of a failing tensor: by running properties that fail. */
class TensorShrinkingTest {
    /** The last one that failed: jqwik tries the smallest one at the end. */
    private static Tensor last;

    @BeforeEach
    void forget() {
        last = null;
    }

    private static String failure(Class<?> property) {
        return EngineTestKit.engine("jqwik")
                .configurationParameter("jqwik.database", "target/jqwik-database-of-samples")
                .selectors(selectClass(property))
                .execute()
                .testEvents()
                .failed()
                .list()
                .get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow()
                .toString();
    }

    private static void failIf(boolean condition, Tensor x) {
        if (condition) {
            last = x;
            throw new AssertionError("as it should");
        }
    }

    static class Large {
        @Property(seed = "1", edgeCases = EdgeCasesMode.NONE)
        void noElementAboveSix(@ForAll Tensor x) {
            failIf(Arrays.stream(x.toArray()).anyMatch(e -> e > 6), x);
        }
    }

    @Test
    void toAScalarAndARoundNumber() {
        failure(Large.class);
        assertEquals(0, last.rank(), last::toString);
        assertEquals(7, last.item());
    }

    static class Wide {
        @Property(seed = "1", edgeCases = EdgeCasesMode.NONE)
        void noAxisOfThree(@ForAll Tensor x) {
            failIf(Arrays.stream(x.shape().dims()).anyMatch(d -> d >= 3), x);
        }
    }

    @Test
    void toFewAxesAndZeros() {
        failure(Wide.class);
        assertEquals(NdArray.of(0, 0, 0), last.value());
    }

    static class Definite {
        @Provide
        Arbitrary<Tensor> matrices() {
            return TensorArbitraries.positiveDefinite(5);
        }

        @Property(seed = "1", edgeCases = EdgeCasesMode.NONE)
        void oneRow(@ForAll("matrices") Tensor a) {
            failIf(a.shape().dim(0) > 1, a);
        }
    }

    @Test
    void toTheIdentity() {
        failure(Definite.class);
        assertEquals(Tensor.eye(2).value(), last.value());
    }

    static class Misspelt {
        @Property
        void shape(@ForAll @TensorOf(shape = "3,x") Tensor x) {
            throw new AssertionError("must not run");
        }
    }

    @Test
    void aMisspeltShapeIsNamed() {
        String message = failure(Misspelt.class);
        assertTrue(message.contains("shape \"3,x\": 'x' must be the size of an axis or '?'"), message);
    }
}
