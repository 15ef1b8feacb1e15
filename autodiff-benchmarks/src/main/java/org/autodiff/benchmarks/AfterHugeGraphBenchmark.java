package org.autodiff.benchmarks;

import java.util.concurrent.TimeUnit;
import org.autodiff.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whether a huge graph that was differentiated earlier slows small ones down: nanoseconds a gate, after a graph of
 * {@code before} gates in the same process. The scores must be equal.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class AfterHugeGraphBenchmark {
    private static final int GATES = 1000;

    @Param({"0", "1000000"})
    public int before;

    private final Tensor[] leaves = Graph.SIN.leaves(GATES);

    @Setup
    public void huge() {
        if (before > 0) {
            Graph.SIN.of(leaves, before).backward();
        }
    }

    @Benchmark
    @OperationsPerInvocation(GATES)
    public Tensor forwardAndBackward() {
        return Graph.SIN.of(leaves, GATES).backward().of(leaves[0]);
    }
}
