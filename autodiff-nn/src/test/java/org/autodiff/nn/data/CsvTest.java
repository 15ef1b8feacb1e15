package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What CSV files are understood, and which are refused with file, line, column and text. */
class CsvTest {
    @TempDir
    Path folder;

    private static Table read(String text, CsvOptions options) {
        return read(text, StandardCharsets.UTF_8, options);
    }

    private static Table read(String text, Charset charset, CsvOptions options) {
        return Csv.read("a.csv", new ByteArrayInputStream(text.getBytes(charset)), options);
    }

    private static Table read(String text) {
        return read(text, new CsvOptions());
    }

    private static double[] numbers(Table table, String column) {
        return table.numbers(column).toArray();
    }

    private static List<String> texts(Table table, String column) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            texts.add(table.text(column).value(i));
        }
        return texts;
    }

    @Test
    void typesAreInferred() {
        Table table = read("age,name,late,never\n1,Ann,3,\n 2.5e1 ,\" B \"\"b\"\", x\",4,\n,Ann,five,\n");
        assertEquals(List.of("age", "name", "late", "never"), table.names());
        assertArrayEquals(new double[] {1, 25, Double.NaN}, numbers(table, "age"));
        assertTrue(table.numbers("age").isMissing(2));
        assertEquals(List.of("Ann", " B \"b\", x", "Ann"), texts(table, "name"));
        assertEquals(List.of("3", "4", "five"), texts(table, "late")); // found late, and read again
        assertArrayEquals(new double[] {Double.NaN, Double.NaN, Double.NaN}, numbers(table, "never"));
        assertEquals(List.of("Ann", " B \"b\", x"), table.text("name").distinct());
        assertEquals("a.csv: line 3", table.where(1));
    }

    @Test
    void typesCanBeGiven() {
        Table table = read(
                "zip,x,y\n007,1,?\n010,NA,2\n", new CsvOptions().text("zip").missing("NA", "?"));
        assertEquals(List.of("007", "010"), texts(table, "zip"));
        assertArrayEquals(new double[] {1, Double.NaN}, numbers(table, "x"));
        assertArrayEquals(new double[] {Double.NaN, 2}, numbers(table, "y"));
    }

    @Test
    void missingTextHasNoValue() {
        Table table = read("word,x\nnone,1\n,2\n\"\",3\n", new CsvOptions().missing("none"));
        assertArrayEquals(new double[] {Double.NaN, Double.NaN, Double.NaN}, numbers(table, "word"));
        Table text = read("word,x\na,1\n,2\n", new CsvOptions());
        assertNull(text.text("word").value(1));
        assertTrue(text.text("word").isMissing(1));
    }

    static Stream<Arguments> delimiters() {
        return Stream.of(
                Arguments.of("x,y\n1,2\n", ','),
                Arguments.of("x;y\n1;2\n", ';'),
                Arguments.of("x\ty\n1\t2\n", '\t'),
                Arguments.of("x|y\n1|2\n", '|'),
                Arguments.of("x\n1\n2\n", ','),
                Arguments.of("x;y\n\"1,5\";\"2,5\"\n", ';'),
                Arguments.of("name;place\nMiller, Ann;Rome\nB, C;Oslo\n", ';'),
                Arguments.of("x,y\n\"a;b\",2\n\"a;b\",3", ','),
                Arguments.of("a b;c,d\n\nx;1,5\n", ';'));
    }

    @ParameterizedTest
    @MethodSource("delimiters")
    void theDelimiterIsDetectedAndReported(String text, char delimiter) {
        assertEquals(delimiter, read(text).delimiter());
    }

    @Test
    void decimalCommasAndGroups() {
        Table table = read(
                "x;y\n1,5;-1.234.567,25\n-,5;12\n3;0,001e2\n",
                new CsvOptions().decimal(',').grouping('.'));
        assertArrayEquals(new double[] {1.5, -0.5, 3}, numbers(table, "x"));
        assertArrayEquals(new double[] {-1234567.25, 12, 0.1}, numbers(table, "y"));
        assertEquals(';', table.delimiter());
        Table swiss = read("x\n1'000.5\n", new CsvOptions().grouping('\''));
        assertArrayEquals(new double[] {1000.5}, numbers(swiss, "x"));
    }

    @Test
    void aDecimalPointIsNotTakenForAGroup() {
        CsvOptions german = new CsvOptions().decimal(',').grouping('.').number("x");
        for (String bad : new String[] {"1.5", "1.2345", "1234.567", ".123", "1.234.", "1..234", "1,234.567"}) {
            assertEquals(
                    "a.csv: line 2: column 1 ('x'): not a number: '" + bad + "'",
                    assertThrows(MalformedFileException.class, () -> read("x;y\n" + bad + ";1\n", german))
                            .getMessage());
        }
    }

    @Test
    void withoutAHeader() {
        Table table = read("1,a\n2,b\n", new CsvOptions().noHeader());
        assertEquals(List.of("column1", "column2"), table.names());
        assertArrayEquals(new double[] {1, 2}, numbers(table, "column1"));
        assertEquals(List.of("a", "b"), texts(table, "column2"));
        assertEquals("a.csv: line 1", table.where(0));
    }

    @Test
    void columnsAreSelectedInTheGivenOrder() {
        Table table = read("a,b,c\n1,junk,x\n2,,y\n", new CsvOptions().columns("c", "a"));
        assertEquals(List.of("c", "a"), table.names());
        assertArrayEquals(new double[] {1, 2}, numbers(table, "a"));
        assertEquals("Table[2 rows, 2 columns]", table.toString());
    }

    @Test
    void lineEndsBlankLinesAndBlanks() {
        String text = "\r\n\" x \",y\r\n\r\n1,\"two\nlines\"\r\n   \r\n 3 , z \r4,\" w \"";
        Table table = read(text);
        assertEquals(List.of("x", "y"), table.names());
        assertArrayEquals(new double[] {1, 3, 4}, numbers(table, "x"));
        assertEquals(List.of("two\nlines", "z", " w "), texts(table, "y"));
        assertEquals("a.csv: line 7", table.where(1));
        assertEquals(7, table.line(1));
    }

    @Test
    void encodingsAndByteOrderMarks() {
        String text = "größe,x\nä€😀,1\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Table table = read("\uFEFF" + text, charset, new CsvOptions().charset(StandardCharsets.US_ASCII));
            assertEquals(List.of("größe", "x"), table.names(), charset.name());
            assertEquals(List.of("ä€😀"), texts(table, "größe"), charset.name());
        }
        assertEquals(List.of("größe", "x"), read(text).names());
        Table latin =
                read("größe\n1", StandardCharsets.ISO_8859_1, new CsvOptions().charset(StandardCharsets.ISO_8859_1));
        assertEquals(List.of("größe"), latin.names());
    }

    @Test
    void bytesThatAreNoTextAreRefusedWithTheirLine() throws IOException {
        for (int before : new int[] {1, 3, 40_000, 1_000_000}) { // also far behind the part that is read ahead
            byte[] bytes = ("x,y\r\n" + "1,2\r\n".repeat(before) + "1,ä\r\n").getBytes(StandardCharsets.ISO_8859_1);
            Path file = Files.write(folder.resolve("latin.csv"), bytes);
            assertEquals(
                    file + ": line " + (before + 2) + ": not UTF-8 text",
                    assertThrows(MalformedFileException.class, () -> Csv.read(file))
                            .getMessage());
        }
        assertEquals(
                "a.csv: line 2: not UTF-8 text", // cut within a character
                assertThrows(
                                MalformedFileException.class,
                                () -> Csv.read(
                                        "a.csv",
                                        new ByteArrayInputStream(new byte[] {'x', '\n', (byte) 0xE2, (byte) 0x82}),
                                        new CsvOptions()))
                        .getMessage());
    }

    static Stream<Arguments> refused() {
        CsvOptions plain = new CsvOptions();
        CsvOptions comma = plain.delimiter(',');
        return Stream.of(
                Arguments.of("", plain, "is empty: needs a header line and rows"),
                Arguments.of("\n  \n\r\n", plain, "is empty: needs a header line and rows"),
                Arguments.of("\uFEFF", plain.noHeader(), "is empty: needs at least one row"),
                Arguments.of("x,x,y\n", plain, "line 1: columns 1 and 2 have the same name 'x'"),
                Arguments.of("x,,y\n", plain, "line 1: column 2 has no name (a file without names needs noHeader())"),
                Arguments.of(
                        "x,y\n1,2\n3\n",
                        comma,
                        "line 3: 1 field, but the header has 2 columns: none for column 2 ('y')"),
                Arguments.of(
                        "x,y\n\n1,2,3,4\n",
                        comma,
                        "line 3: 4 fields, but the header has 2 columns: too many from '3' on"),
                Arguments.of(
                        "1,2\n1,2,3\n",
                        comma.noHeader(),
                        "line 2: 3 fields, but the first line has 2 columns: too many from '3' on"),
                Arguments.of(
                        "x,y\n1,2\n3\n",
                        plain,
                        "line 3: 1 field, but the header has 2 columns: none for column 2 ('y')"),
                Arguments.of(
                        "x,y\n1,2\n\n\n3,vier\n", plain.number("y"), "line 5: column 2 ('y'): not a number: 'vier'"),
                Arguments.of("x,y\n1,0x1p3\n", plain.number("y"), "line 2: column 2 ('y'): not a number: '0x1p3'"),
                Arguments.of("x,y\n1,NaN\n", plain.number("y"), "line 2: column 2 ('y'): not a number: 'NaN'"),
                Arguments.of("x,y\n1,1e999\n", plain, "line 2: column 2 ('y'): out of the range of double: '1e999'"),
                Arguments.of("x,y\n1,2\n", plain.columns("z"), "line 1: no column 'z'; the columns are 'x', 'y'"),
                Arguments.of("x,y\n1,2\n", plain.text("t"), "line 1: no column 't'; the columns are 'x', 'y'"),
                Arguments.of(
                        "x,y\n1,\"2\n",
                        plain,
                        "not CSV: Unclosed quoted field at end of input (record starting at line 2)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsWrongIsNamed(String text, CsvOptions options, String message) {
        assertEquals(
                "a.csv: " + message,
                assertThrows(MalformedFileException.class, () -> read(text, options))
                        .getMessage());
    }

    @Test
    void filesThatCannotBeRead() {
        Path none = folder.resolve("none.csv");
        assertEquals(
                none + ": no such file",
                assertThrows(UncheckedIOException.class, () -> Csv.read(none)).getMessage());
        assertEquals(
                folder + ": is a directory, not a CSV file",
                assertThrows(UncheckedIOException.class, () -> Csv.read(folder)).getMessage());
    }

    @Test
    void aHeaderAloneIsATableWithoutRows() {
        Table table = read("x,y\n");
        assertEquals(0, table.rows());
        assertEquals(List.of("x", "y"), table.names());
    }

    @Test
    void noCharacterHasTwoMeanings() {
        assertEquals(
                "csv: delimiter and decimal are both ',': must differ",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new CsvOptions().delimiter(',').decimal(','))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new CsvOptions().grouping('.'));
    }

    @Test
    void aTableOfNoFileHasNoLines() {
        Table table = Table.of(NumberColumn.of("x", 1));
        assertThrows(IllegalStateException.class, () -> table.line(0));
        assertEquals("table: row 0", table.where(0));
    }

    @Test
    void theWrongTypeOfColumnSaysWhatToDo() {
        Table table = read("x,y\n1,a\n");
        assertEquals(
                "a.csv: column 'y' is of text, not of numbers, since not all of its fields are numbers: number('y') "
                        + "when it is read names the first that is none, missing(...) says what is a missing value",
                assertThrows(IllegalArgumentException.class, () -> table.numbers("y"))
                        .getMessage());
        assertEquals(
                "a.csv: no column 'z'; the columns are 'x', 'y'",
                assertThrows(IllegalArgumentException.class, () -> table.column("z"))
                        .getMessage());
        assertEquals(
                "a.csv: column 'x' is of numbers, not of text: text('x') when it is read makes it one",
                assertThrows(IllegalArgumentException.class, () -> table.text("x"))
                        .getMessage());
    }

    @Test
    void progressIsReported() throws IOException {
        Path file = Files.writeString(folder.resolve("many.csv"), "x,y\n" + "1,2\n".repeat(50_000));
        List<Long> rows = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        Table table = Csv.read(file, new CsvOptions().progress((r, b, total) -> {
                    rows.add(r);
                    bytes.add(b);
                    assertEquals(200_004, total);
                }));
        assertEquals(50_000, table.rows());
        assertEquals(List.of(16_384L, 32_768L, 49_152L, 50_000L), rows);
        assertEquals(200_004L, bytes.get(bytes.size() - 1));
    }

    @Test
    void rowsOfATableKeepTheirLines() {
        Table some = read("x,y\n1,a\n2,\n3,b\n").rows(2, 1);
        assertArrayEquals(new double[] {3, 2}, numbers(some, "x"));
        assertEquals("b", some.text("y").value(0));
        assertNull(some.text("y").value(1));
        assertEquals("a.csv: line 4", some.where(0));
        assertEquals(List.of("b"), some.text("y").distinct());
    }
}
