/**
 * Gradient checks as tests of JUnit Jupiter: {@link org.autodiff.gradcheck.junit.GradCheckTest} on a method makes each
 * check that it returns a test of its own.
 *
 * <p>JUnit is an optional dependency of the engine: who uses this package has {@code junit-jupiter-api} in his own
 * tests; without it everything else works.
 *
 * <p><b>What may enter</b>: what turns a check of {@link org.autodiff.gradcheck} into tests, and nothing else; no other
 * room knows this one.
 *
 * <p><b>Open first</b>: {@link org.autodiff.gradcheck.junit.GradCheckTest}.
 */
package org.autodiff.gradcheck.junit;
