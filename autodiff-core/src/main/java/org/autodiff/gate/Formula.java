package org.autodiff.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The formula of a gate as plain text, for printed tapes and for documentation.
 *
 * <pre>{@code
 * @Formula(value = "sin(x)", derivative = "cos(x)")
 * @Formula(value = "a b", derivative = {"b", "a"})
 * @Formula(value = "x^{exponent}", derivative = "{exponent} x^({exponent} - 1)")
 * @Formula(value = "sum of x along {axes}", derivative = "u, repeated along {axes}")
 * }</pre>
 *
 * <p>The input of a gate of one is {@code x}; two inputs are {@code a} and {@code b}; of several inputs each has the
 * name that the gate's documentation gives it. The output is {@code y}, the gradient of the output {@code u}. A name in
 * braces stands for the component of the record that has this name.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Formula {
    /** The output. */
    String value();

    /**
     * One text for each input, in their order, up to the last that is differentiable (before it, 0 for one that is
     * not): of an elementwise gate the local derivative, of any other gate what its backward rule returns.
     */
    String[] derivative() default {};
}
