package org.autodiff.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which CSV files are read, and which are refused; the latter through the command line. */
final class LabelledCsvTest {
    private static final String ROWS = "1,2,a\n1,2,b\n".repeat(5);

    @TempDir
    Path directory;

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", "FILE: is empty: needs a header line and rows"),
                Arguments.of("\n\n", "FILE: is empty: needs a header line and rows"),
                Arguments.of("\uFEFF", "FILE: is empty: needs a header line and rows"),
                Arguments.of("x,y,label\n", "FILE: a header and no rows"),
                Arguments.of(
                        "x,y,species\n" + ROWS,
                        "FILE: line 1: no column 'label'; the columns are 'x', 'y', 'species'; "
                                + "--label names another one"),
                Arguments.of("x;y;label\n1,5;2;a\n", "FILE: line 2: column 1 ('x'): not a number: '1,5'"),
                Arguments.of(
                        "a,b,c,d,e,f,g,h,i,j\n",
                        "FILE: line 1: no column 'label'; the columns are 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' and 2"
                                + " more; --label names another one"),
                Arguments.of(
                        "label\na\nb\n", "FILE: column 1 ('label') is the only one: there are no features beside it"),
                Arguments.of("x,x,label\n", "FILE: line 1: columns 1 and 2 have the same name 'x'"),
                Arguments.of(",x,label\n", "FILE: line 1: column 1 has no name"),
                Arguments.of("x,y,label\n1,2,a\n1,two,b\n", "FILE: line 3: column 2 ('y'): not a number: 'two'"),
                Arguments.of("x,y,label\n1,0x1p3,a\n", "FILE: line 2: column 2 ('y'): not a number: '0x1p3'"),
                Arguments.of("x,y,label\n1,2f,a\n", "FILE: line 2: column 2 ('y'): not a number: '2f'"),
                Arguments.of("x,y,label\n\"1,5\",2,a\n", "FILE: line 2: column 1 ('x'): not a number: '1,5'"),
                Arguments.of("x,y,label\n\"1\n2\",2,a\n", "FILE: line 2: column 1 ('x'): not a number: '1\\n2'"),
                Arguments.of("x,y,label\n1,NaN,a\n", "FILE: line 2: column 2 ('y'): not a number: 'NaN'"),
                Arguments.of("x,y,label\n-inf,2,a\n", "FILE: line 2: column 1 ('x'): not a number: '-inf'"),
                Arguments.of(
                        "x,y,label\n1,1e999,a\n", "FILE: line 2: column 2 ('y'): out of the range of double: '1e999'"),
                Arguments.of("x,y,label\n1,,a\n", "FILE: line 2: column 2 ('y'): empty field"),
                Arguments.of("x,y,label\n1,2,\" \"\n", "FILE: line 2: column 3 ('label'): empty field"),
                Arguments.of(
                        "x,y,label\n1,2,a\n\n1,2\n",
                        "FILE: line 4: 2 fields, but the header has 3 columns: none for column 3 ('label')"),
                Arguments.of(
                        "x,y,label\n1,2,a,4\n",
                        "FILE: line 2: 4 fields, but the header has 3 columns: too many from '4' on"),
                Arguments.of(
                        "x,y,label\n1,2,\"a\n1,2,b\n",
                        "FILE: not CSV: Unclosed quoted field at end of input (record starting at line 2)"),
                Arguments.of(
                        "x,y,label\n1,2,\"a\n1,2,\"b\"\n",
                        "FILE: not CSV: Unexpected character after closing quote: 'b' (0x62) (record "
                                + "starting at line 2)"),
                Arguments.of(
                        "x,y,label\n1,2,\"a\nb\"\n",
                        "FILE: line 2: column 3 ('label'): a label of several lines: 'a\\nb' (is a quote missing?)"),
                Arguments.of(
                        "x,y,label\n" + "1,2,a\n".repeat(12),
                        "FILE: column 3 ('label'): only one class, 'a': needs at least 2"),
                Arguments.of(
                        "x,y,label\n1,2,a\n1,2,b\n",
                        "FILE: 2 rows with 2 classes in column 3 ('label'): needs at least 10 rows "
                                + "(2 a class, and 10)"),
                Arguments.of(
                        "x,label\n" + "1,%d\n".repeat(12).formatted(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
                        "FILE: 12 rows with 12 classes in column 2 ('label'): needs at least 24 rows "
                                + "(2 a class, and 10)"),
                Arguments.of(
                        "x,label\n" + "1e308,a\n1e308,b\n".repeat(5),
                        "FILE: column 'x': its numbers are too large to be standardised"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aFileThatDoesNotFitIsOneLineAndExitCode2(String content, String expected) throws IOException {
        Path file = Files.writeString(directory.resolve("data.csv"), content);
        assertRefused(file, expected);
    }

    @Test
    void aMissingFile() {
        assertRefused(directory.resolve("none.csv"), "FILE: no such file");
    }

    @Test
    void aDirectory() {
        assertRefused(directory, "FILE: is a directory, not a CSV file");
    }

    @Test
    void bytesThatAreNotText() throws IOException {
        Path file = Files.write(
                directory.resolve("latin1.csv"), "x,label\n1,a\n1,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, "FILE: line 3: not UTF-8 text");
    }

    private void assertRefused(Path file, String expected) {
        Path output = directory.resolve("output");
        CommandLineRun run =
                CommandLineRun.of("train", "digits", "--csv", file.toString(), "--output", output.toString());
        assertEquals(
                "autodiff train digits: " + expected.replace("FILE", file.toString()) + System.lineSeparator(),
                run.err());
        assertEquals(2, run.exitCode());
        assertFalse(Files.exists(output.resolve("report.html")));
    }

    @Test
    void quotesBlanksByteOrderMarkAndCarriageReturnsAreUnderstood() throws IOException {
        String content = "\uFEFF\"x, in cm\", y ,kind\r\n" + "\r\n" + " 1 ,-.5e1,\"a \"\"b\"\"\"\r\n"
                + "+2.,3,\"c,d\"\r\n".repeat(9) + "   \r\n";
        LabelledData data = LabelledCsv.read(Files.writeString(directory.resolve("data.csv"), content), "kind");
        assertEquals(List.of("x, in cm", "y"), data.features());
        assertEquals(List.of("a \"b\"", "c,d"), data.classes());
        assertEquals(10, data.rows());
        assertEquals(1, data.value(0, 0));
        assertEquals(-5, data.value(0, 1));
        assertEquals(2, data.value(9, 0));
        assertArrayEquals(new int[] {0, 1, 1, 1, 1, 1, 1, 1, 1, 1}, data.labels());
        assertEquals(3, data.lines()[0]);
        assertEquals(12, data.lines()[9]);
    }

    @Test
    void otherDelimitersAreFound() throws IOException {
        String content = "x;label;y\n" + "1;u;2\n3;v;4\n".repeat(5);
        LabelledData data = LabelledCsv.read(Files.writeString(directory.resolve("data.csv"), content), "label");
        assertEquals(List.of("x", "y"), data.features());
        assertEquals(4, data.value(1, 1));
    }

    @Test
    void theLabelMayStandAnywhere() throws IOException {
        String content = "x,label,y\n" + "1,u,2\n3,v,4\n".repeat(5);
        LabelledData data = LabelledCsv.read(Files.writeString(directory.resolve("data.csv"), content), "label");
        assertEquals(List.of("x", "y"), data.features());
        assertEquals(4, data.value(1, 1));
        assertEquals("v", data.className(1));
    }

    @Test
    void classesAreSortedByNumberIfAllAreWholeNumbers() throws IOException {
        assertEquals(List.of("-1", "2", "10"), classes("10", "2", "-1"));
        assertEquals(List.of("10", "2", "b"), classes("b", "10", "2"));
        assertEquals(List.of("10", "2.5", "9"), classes("9", "10", "2.5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10,2,-1", "b,10,2", "9,10,2.5", "c,a,b,d", "1,0", "2,01,1"})
    void everyRowKeepsItsClassHoweverTheyAreSorted(String list) throws IOException {
        String[] labels = list.split(",");
        StringBuilder content = new StringBuilder("x,label\n");
        for (int i = 0; i < 30; i++) {
            content.append(i).append(',').append(labels[i * i % labels.length]).append('\n');
            content.append(i).append(',').append(labels[i % labels.length]).append('\n');
        }
        LabelledData data = LabelledCsv.read(Files.writeString(directory.resolve("data.csv"), content), "label");
        for (int i = 0; i < 30; i++) {
            assertEquals(labels[i * i % labels.length], data.className(2 * i), list);
            assertEquals(labels[i % labels.length], data.className(2 * i + 1), list);
        }
    }

    private List<String> classes(String... labels) throws IOException {
        StringBuilder content = new StringBuilder("x,label\n");
        for (int i = 0; i < 4; i++) {
            for (String label : labels) {
                content.append("1,").append(label).append('\n');
            }
        }
        return LabelledCsv.read(Files.writeString(directory.resolve("data.csv"), content), "label")
                .classes();
    }

    @Test
    void theBundledDigitsAreComplete() {
        LabelledData data = LabelledCsv.resource("digits.csv", "label");
        assertEquals(1797, data.rows());
        assertEquals(64, data.columns());
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classes());
        int[] counts = new int[10];
        for (int label : data.labels()) {
            counts[label]++;
        }
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts);
    }
}
