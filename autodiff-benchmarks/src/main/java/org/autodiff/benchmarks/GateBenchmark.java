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
 * What recording and walking one gate costs: nanoseconds a gate on scalars, in graphs of several sizes and forms. Each
 * call makes 10,000 gates, in one graph or in as many as it takes; in graphs of 10 gates, what a walk costs by itself
 * shows.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class GateBenchmark {
    private static final int TOTAL = 10_000;

    @Param
    public Graph graph;

    @Param({"10", "100", "1000", "10000"})
    public int gates;

    private Tensor[] leaves;

    /** Leaves, and a look at the results. */
    @Setup
    public void makeLeaves() {
        leaves = graph.leaves(gates);
        double[] results = {graph.of(leaves, gates).item(), forwardAndBackward().item()};
        Check.close("value and gradient", results, graph.plain(gates), 1e-9);
    }

    /** Forward only, recorded. */
    @Benchmark
    @OperationsPerInvocation(TOTAL)
    public Tensor forward() {
        Tensor y = null;
        for (int done = 0; done < TOTAL; done += gates) {
            y = graph.of(leaves, gates);
        }
        return y;
    }

    /** Forward, and the gradients of all leaves. */
    @Benchmark
    @OperationsPerInvocation(TOTAL)
    public Tensor forwardAndBackward() {
        Tensor g = null;
        for (int done = 0; done < TOTAL; done += gates) {
            g = graph.of(leaves, gates).backward().of(leaves[0]);
        }
        return g;
    }
}
