package org.autodiff.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.examples.CommandLineRun;
import org.autodiff.examples.cli.JobFailure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The work is right, a wrong result is not timed, and the output is what other programs read. */
final class BenchTest {

    @TestFactory
    Stream<DynamicTest> everyPieceOfWorkAgreesWithItsReference() {
        Map<String, Reference> references = Reference.all();
        assertEquals(List.copyOf(Works.ALL.keySet()).size(), references.size());
        return Works.ALL.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    Work work = e.getValue().get();
                    references.get(e.getKey()).check(e.getKey(), work.result());
                    work.run(); // a training step changes the parameters, so the reference no longer holds
                    if (work instanceof MlpStep) {
                        assertThrows(
                                JobFailure.class,
                                () -> references.get(e.getKey()).check(e.getKey(), work.result()));
                    } else {
                        references.get(e.getKey()).check(e.getKey(), work.result());
                    }
                }));
    }

    @Test
    void aWrongDerivativeIsFound() {
        Reference reference = Reference.all().get("rosen_grad_1000");
        Work.Result right = Works.ALL.get("rosen_grad_1000").get().result();
        Tensor x = right.derivatives().get("x");
        double[] wrong = x.toArray();
        wrong[17] *= 1.001; // not among the sixteen stored numbers, so only the sums can tell
        Map<String, Tensor> derivatives = new LinkedHashMap<>();
        derivatives.put("x", Tensor.of(x.shape(), wrong));
        String message = assertThrows(
                        JobFailure.class, () -> reference.check("rosen", new Work.Result(right.value(), derivatives)))
                .getMessage();
        assertTrue(message.startsWith("rosen: sum of "), message);
        assertTrue(message.endsWith(": a wrong result is not timed"), message);
    }

    @Test
    void oneLineOfJsonForEachCase() {
        CommandLineRun run =
                CommandLineRun.of("bench", "--json", "--seconds", "0.01", "rosen_grad_1000", "mlp_1x2x8x1");
        assertEquals(0, run.exitCode(), run.err());
        String[] lines = run.out().split(System.lineSeparator());
        assertEquals(2, lines.length);
        JsonObject line = JsonParser.parseString(lines[1]).getAsJsonObject();
        assertEquals("autodiff", line.get("framework").getAsString());
        assertEquals("mlp_1x2x8x1", line.get("case").getAsString());
        assertEquals("f64 step", line.get("variant").getAsString());
        double min = line.get("min").getAsDouble();
        assertTrue(min > 0 && min <= line.get("median").getAsDouble(), lines[1]);
    }

    @Test
    void aTable() {
        CommandLineRun run = CommandLineRun.of("bench", "--seconds", "0.01", "logreg_10000x100");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains(" kernels"), run.out());
        assertTrue(run.out().contains("GB/s"), run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mlp              | unknown case 'mlp': must be one of mlp_1x2x8x1,
        --kernels fast   | --kernels must be scalar or vector, got 'fast'
        --threads 0      | --threads must be at least 1
        --seconds 0      | --seconds must be more than 0
        """)
    void mistakes(String arguments, String expected) {
        CommandLineRun run = CommandLineRun.of(("bench " + arguments).split(" "));
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains(expected), run.err());
        assertEquals("", run.out());
    }
}
