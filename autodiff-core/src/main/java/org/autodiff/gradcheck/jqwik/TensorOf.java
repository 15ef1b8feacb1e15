package org.autodiff.gradcheck.jqwik;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which tensors a property wants:
 *
 * <pre>{@code
 * @Property
 * void logIsRight(@ForAll @TensorOf(shape = "3,4", domain = TensorDomain.POSITIVE) Tensor x) {
 *     GradCheck.of(xs -> xs[0].log()).at(x).assertPasses();
 * }
 * }</pre>
 *
 * <p>A {@code @ForAll Tensor} without it is one of {@link TensorArbitraries#tensors}.
 */
@Target({ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TensorOf {
    /** {@link #shape}, if there is none. */
    String ANY = "any";

    /**
     * The sizes of the axes: {@code "3,4"}; {@code ""} for a scalar; {@code "3,?"} with any size up to {@link #longest}
     * for the second one; {@code "any"} for up to {@link #rank} axes of up to {@link #longest} elements.
     */
    String shape() default ANY;

    /** The most axes of any shape. */
    int rank() default 3;

    /** The most elements of an axis that is not said. */
    int longest() default 4;

    /** Where the elements come from. */
    TensorDomain domain() default TensorDomain.REALS;

    /** Points that the elements keep a {@link #distance} from: the kinks of a function. */
    double[] awayFrom() default {};

    /** How far {@link #awayFrom}. */
    double distance() default 0.1;
}
