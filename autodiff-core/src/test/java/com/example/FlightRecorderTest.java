package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.NonFiniteException;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of JDK Flight Recorder holds. */
class FlightRecorderTest {
    private static final String RECORD_GATES = "-XX:StartFlightRecording:+autodiff.Gate#enabled=true,filename=";

    @TempDir
    private Path folder;

    private interface Settings {
        void apply(Recording recording);
    }

    /** The events of this library while a program ran. */
    private List<RecordedEvent> events(Settings settings, Runnable program) throws IOException {
        Path file = folder.resolve("program.jfr");
        try (Recording recording = new Recording()) {
            settings.apply(recording);
            recording.start();
            program.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().startsWith("autodiff."))
                .filter(e -> e.getThread().getJavaThreadId()
                        == Thread.currentThread().getId())
                .toList();
    }

    private static void withGates(Recording recording) {
        recording.enable("autodiff.Gate").withoutThreshold();
    }

    private static List<RecordedEvent> gates(List<RecordedEvent> events, boolean backward) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("autodiff.Gate"))
                .filter(e -> e.getBoolean("backward") == backward)
                .toList();
    }

    private static List<String> operations(List<RecordedEvent> events) {
        return events.stream().map(e -> e.getString("operation")).toList();
    }

    /** Of an application that was undeployed: its listener stays, and must not disturb the recordings of others. */
    @Test
    void afterAClassLoaderWasClosed() throws Exception {
        URL[] path = {home(Tensor.class), home(DMatrixRMaj.class), home(CommonOps_DDRM.class)};
        try (URLClassLoader other = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> tensor = other.loadClass(Tensor.class.getName());
            tensor.getMethod("exp").invoke(tensor.getMethod("of", double.class).invoke(null, 1.0));
        }
        List<RecordedEvent> events =
                events(FlightRecorderTest::withGates, () -> Tensor.of(1).exp());
        assertEquals(List.of("exp"), operations(gates(events, false)));
    }

    private static URL home(Class<?> c) {
        return c.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void gatesOfBothPasses() throws IOException {
        Tensor x = Tensor.variable(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor w = Tensor.variable(Shape.of(3, 4), new double[12]);
        List<RecordedEvent> events = events(
                FlightRecorderTest::withGates, () -> x.matmul(w).tanh().sum().backward());
        List<RecordedEvent> forward = gates(events, false);
        assertEquals(List.of("matmul", "tanh", "sum"), operations(forward).subList(0, 3));
        assertEquals("(2, 4)", forward.get(0).getString("shape"));
        assertEquals(64, forward.get(0).getLong("bytes"));
        assertEquals(1, forward.get(0).getInt("gates"));
        assertTrue(forward.get(0).getDuration().toNanos() >= 0);
        // What the rules compute with belongs to the rules.
        assertEquals(List.of("tanh", "matmul"), lastTwo(operations(gates(events, true))));
        assertEquals(events.size(), forward.size() + gates(events, true).size());
        assertEquals(
                FlightRecorderTest.class.getName(),
                forward.get(0).getStackTrace().getFrames().stream()
                        .map(f -> f.getMethod().getType().getName())
                        .filter(name -> name.startsWith("com.example"))
                        .findFirst()
                        .orElseThrow());
    }

    private static List<String> lastTwo(List<String> all) {
        return all.subList(all.size() - 2, all.size());
    }

    @Test
    void aRunOfLargeElementwiseGatesIsOneEvent() throws IOException {
        Tensor x = Tensor.variable(Tensor.ones(Shape.of(300_000)).value());
        List<RecordedEvent> events = events(
                FlightRecorderTest::withGates,
                () -> x.sin().square().exp().sum().backward());
        RecordedEvent run = gates(events, true).stream()
                .filter(e -> e.getInt("gates") > 1)
                .findFirst()
                .orElseThrow();
        assertEquals(3, run.getInt("gates"));
        assertEquals("exp", run.getString("operation"));
        assertEquals(8L * 300_000, run.getLong("bytes"));
    }

    /** A rule that fails in a chunk. */
    private record Failing() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            throw new IllegalStateException("stop");
        }
    }

    @Test
    void aRunThatFailsHidesNothingAfterwards() throws IOException {
        Tensor x = Tensor.variable(Tensor.ones(Shape.of(300_000)).value());
        Tensor loss = new Failing().on(x.sin()).sum();
        List<RecordedEvent> events = events(FlightRecorderTest::withGates, () -> {
            assertThrows(IllegalStateException.class, loss::backward);
            Tensor.of(3).cosh();
        });
        assertTrue(operations(gates(events, false)).contains("cosh"), events.toString());
    }

    @Test
    void stepsAreRecordedWithoutBeingAskedFor() throws IOException {
        List<RecordedEvent> events = events(r -> r.enable("autodiff.Step"), () -> {
            Autodiff.step(() -> Tensor.of(1).exp().item());
            assertThrows(
                    IllegalStateException.class,
                    () -> Autodiff.step(() -> {
                        throw new IllegalStateException("stop");
                    }));
        });
        assertEquals(
                List.of("autodiff.Step", "autodiff.Step"),
                events.stream().map(e -> e.getEventType().getName()).toList());
        assertTrue(events.get(0).getBoolean("completed"));
        assertFalse(events.get(1).getBoolean("completed"));
        assertEquals(1, events.get(1).getLong("number") - events.get(0).getLong("number"));
    }

    @Test
    void gatesAreOffUnlessAskedForAndAfterwards() throws IOException {
        assertEquals(List.of(), events(r -> {}, () -> Tensor.of(1).exp()));
        events(FlightRecorderTest::withGates, () -> Tensor.of(1).exp());
        assertEquals(List.of(), events(r -> {}, () -> Tensor.of(1).exp()));
    }

    @Test
    void aDebugScopeWorksMeanwhile() throws IOException {
        List<RecordedEvent> events = events(FlightRecorderTest::withGates, () -> {
            try (DebugScope scope = Autodiff.debug()) {
                assertThrows(NonFiniteException.class, () -> Tensor.of(0).log());
                Tensor.variable(2).square().backward();
            }
            assertThrows(IllegalArgumentException.class, () -> Tensor.of(1, 2).add(Tensor.of(1, 2, 3)));
            Tensor.of(3).exp();
        });
        assertEquals(
                List.of("log", "square", "exp"),
                operations(gates(events, false)).stream()
                        .filter(name -> !name.equals("reshape"))
                        .toList());
        assertEquals(List.of("square"), operations(gates(events, true)));
    }

    @Test
    void otherThreadsAreSeenToo() throws Exception {
        Path file = folder.resolve("threads.jfr");
        Tensor x = Tensor.of(1);
        Thread[] thread = new Thread[1];
        x.exp(); // this thread has been here before
        try (Recording recording = new Recording()) {
            withGates(recording);
            recording.start();
            thread[0] = new Thread(x::sin);
            thread[0].start();
            thread[0].join();
            recording.stop();
            recording.dump(file);
        }
        assertEquals(
                List.of("sin"),
                RecordingFile.readAllEvents(file).stream()
                        .filter(e -> e.getEventType().getName().equals("autodiff.Gate"))
                        .filter(e -> e.getThread().getJavaThreadId() == thread[0].getId())
                        .map(e -> e.getString("operation"))
                        .toList());
    }

    /** A program for the tests below, which begins with a step. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            double slope = Autodiff.step(() -> {
                Tensor x = Tensor.variable(3);
                return x.square().backward().of(x).item();
            });
            System.out.println(ModuleLayer.boot().findModule("jdk.jfr").isPresent() + " " + slope);
        }
    }

    /** A program whose elementwise rules are dealt to several threads, on the way back. */
    static final class Layer {
        private Layer() {}

        public static void main(String[] args) {
            Tensor w = Tensor.variable(Tensor.full(Shape.of(256, 256), 0.01).value());
            Tensor x = Tensor.ones(Shape.of(256, 256));
            for (int i = 0; i < 20; i++) {
                x.matmul(w).gelu().sin().exp().sum().backward();
            }
            System.out.println("done");
        }
    }

    private static String run(Class<?> program, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return printed.strip();
    }

    @Test
    void aRuntimeWithoutTheModuleComputesAllTheSame() throws Exception {
        assertEquals("false 6.0", run(Program.class, "--limit-modules=java.base,java.logging"));
    }

    @Test
    void theFirstStepOfAProgramIsRecordedToo() throws Exception {
        Path file = folder.resolve("first.jfr");
        String printed = run(Program.class, RECORD_GATES + file);
        assertTrue(printed.endsWith("true 6.0"), printed);
        List<String> events = RecordingFile.readAllEvents(file).stream()
                .map(e -> e.getEventType().getName())
                .filter(name -> name.startsWith("autodiff."))
                .toList();
        assertEquals(1, events.stream().filter("autodiff.Step"::equals).count());
        assertTrue(events.contains("autodiff.Gate"), events.toString());
    }

    /** The chunks of a run are dealt to threads; what they compute belongs to the rule nevertheless. */
    @Test
    void whatOtherThreadsDoForARuleBelongsToIt() throws Exception {
        Path file = folder.resolve("threads.jfr");
        assertEquals(
                "done",
                run(Layer.class, "-Dautodiff.threads=2", RECORD_GATES + file)
                        .lines()
                        .reduce((first, last) -> last)
                        .orElseThrow());
        List<RecordedEvent> gates = RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().equals("autodiff.Gate"))
                .toList();
        assertTrue(gates.stream().anyMatch(e -> e.getInt("gates") > 2), "no run");
        assertEquals(
                List.of(),
                gates.stream()
                        .filter(e -> !e.getThread().getJavaName().equals("main"))
                        .map(e -> e.getString("operation") + " " + e.getString("shape"))
                        .distinct()
                        .toList());
    }
}
