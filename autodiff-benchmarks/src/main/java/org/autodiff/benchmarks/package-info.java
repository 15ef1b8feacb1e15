/**
 * JMH benchmarks. They call {@code org.autodiff.internal.kernel} directly, which nothing else outside core may do: how
 * fast a kernel is should not depend on what stands around it.
 *
 * <p>Every class names the garbage collector and brings the Vector API; {@code kernels} is a parameter where it
 * matters, elsewhere {@code -jvmArgsAppend -Dautodiff.kernels=scalar} forces the scalar ones.
 */
package org.autodiff.benchmarks;
