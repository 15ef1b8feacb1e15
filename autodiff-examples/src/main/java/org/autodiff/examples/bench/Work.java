package org.autodiff.examples.bench;

import java.util.Map;
import org.autodiff.Tensor;

/** A piece of work that can be checked and repeated. */
interface Work {
    /** What one run computes: {@code "value+grad"}, {@code "step"}. */
    String variant();

    /** Does the work once. */
    void run();

    /** The value, and the derivatives by name, at the initial inputs. */
    Result result();

    /** The amount of work in a run, in the unit that limits its speed. */
    Amount amount();

    /** A value and its derivatives by name. */
    record Result(double value, Map<String, Tensor> derivatives) {}

    /**
     * An amount of work.
     *
     * @param size in {@code unit}s, in one run
     * @param unit {@code "GFLOP"} or {@code "GB"}; empty if overhead is what counts
     */
    record Amount(double size, String unit) {
        static final Amount NONE = new Amount(0, "");

        static Amount gflop(double flops) {
            return new Amount(flops * 1e-9, "GFLOP");
        }

        static Amount gigabytes(double bytes) {
            return new Amount(bytes * 1e-9, "GB");
        }
    }
}
