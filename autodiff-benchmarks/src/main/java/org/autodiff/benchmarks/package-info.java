/**
 * JMH benchmarks. Those of kernels call {@code org.autodiff.internal.kernel} directly, which nothing else outside core
 * may do: how fast a kernel is should not depend on what stands around it. The others use core's public API, and look
 * at their results before anything is timed.
 *
 * <p>Every class names the garbage collector and brings the Vector API; {@code kernels} is a parameter where it
 * matters, elsewhere {@code -jvmArgsAppend -Dautodiff.kernels=scalar} forces the scalar ones.
 */
package org.autodiff.benchmarks;
