package org.autodiff.gradcheck.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A method whose gradient checks are tests: each check that it returns is a test of its own, with its name, and fails
 * unless its verdict is {@link Verdict#PASS}.
 *
 * <pre>{@code
 * import static org.autodiff.gradcheck.junit.GradCheckTests.check;
 * import static org.autodiff.gradcheck.junit.GradCheckTests.checks;
 *
 * class GradientsTest {
 *     @GradCheckTest(order = 2)
 *     DynamicTest softplus() {
 *         return check(GradCheck.of(xs -> softplus(xs[0])).at(Tensor.of(-1, 0.5, 30)));
 *     }
 *
 *     @GradCheckTest(tolerance = 1e-7, allow = Verdict.KINK)
 *     Stream<DynamicTest> layers() {
 *         return checks(Map.of(
 *                 "dense", GradCheck.of(dense, loss).on(batch),
 *                 "swish", GateLaws.of(Swish::new).inputs(x)));
 *     }
 * }
 * }</pre>
 *
 * <p>It is a {@link TestFactory}: the method may take what Jupiter injects, be {@code @Disabled}, tagged and named, and
 * returns one {@code DynamicNode}, or a stream, collection or array of them. Jupiter refuses other types, which is why
 * checks are wrapped by {@link GradCheckTests}. A method that returns none at all fails.
 *
 * <p>The failure carries the report: the verdict, the worst coordinates, the seed, and the call that repeats it. Each
 * check also publishes {@code gradcheck.verdict} and {@code gradcheck.report} as report entry of its test, and
 * writes its report as JSON file if {@link #json} or the configuration parameter of the same name asks for it.
 *
 * <p>An attribute that is given counts, also where the check itself says something else. Checks of one class run one
 * after the other, as Jupiter runs dynamic tests; but parameters are overwritten while they are checked, so do not
 * share a model between methods that run concurrently.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestFactory
@ExtendWith(GradCheckExtension.class)
public @interface GradCheckTest {
    /** The configuration parameter that names the directory of JSON files, where {@link #json} is not given. */
    String JSON_PARAMETER = "org.autodiff.gradcheck.json";

    /** The relative error that counts as agreement; NaN: what the check says. See {@code GradCheck.tolerance}. */
    double tolerance() default Double.NaN;

    /** The highest order of derivatives, 1 or 2; 0: what the check says. Not for {@code GateLaws}. */
    int order() default 0;

    /** The seed of the random choices; {@link Long#MIN_VALUE}: what the check says. */
    long seed() default Long.MIN_VALUE;

    /** How many coordinates of each block are checked one by one; 0: what the check says. Not for {@code GateLaws}. */
    int maxCoordinates() default 0;

    /**
     * Verdicts that do not fail, besides {@link Verdict#PASS}: {@code KINK} for a function at its kinks, for example.
     * The report entry still tells them. For {@code GateLaws}, {@code INCONCLUSIVE} lets a law be undecided.
     */
    Verdict[] allow() default {};

    /**
     * The directory for one JSON file a check, such as {@code target/gradcheck}; relative to the working directory of
     * the tests. Empty: what the configuration parameter {@value #JSON_PARAMETER} says, or none.
     */
    String json() default "";
}
