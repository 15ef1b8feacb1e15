/**
 * JMH benchmarks. Those of kernels call {@code org.autodiff.internal.kernel} directly, which nothing else outside core
 * may do: the measured speed of a kernel should not depend on the code around it. The others use core's public API, and
 * check their results before anything is timed.
 *
 * <p>Every class chooses the garbage collector and adds the Vector API; {@code kernels} is a parameter where it
 * matters, elsewhere {@code -jvmArgsAppend -Dautodiff.kernels=scalar} forces the scalar ones.
 */
package org.autodiff.benchmarks;
