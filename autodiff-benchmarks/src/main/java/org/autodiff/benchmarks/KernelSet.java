package org.autodiff.benchmarks;

import org.autodiff.internal.kernel.Kernels;

/** Which implementation a benchmark runs on. */
public enum KernelSet {
    SCALAR {
        @Override
        Kernels get() {
            return Kernels.scalar();
        }
    },
    VECTOR {
        @Override
        Kernels get() {
            Kernels active = Kernels.active();
            if (!active.name().equals("vector")) {
                throw new IllegalStateException(
                        "these are not the vector kernels: run with --add-modules jdk.incubator.vector");
            }
            return active;
        }
    };

    abstract Kernels get();
}
