package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is written in any legal way is read as it was. */
class CsvPropertyTest {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    @Provide
    Arbitrary<List<List<String>>> rows() {
        Arbitrary<String> field = Arbitraries.strings()
                .withChars('a', 'ü', '7', ' ', '"', ',', ';', '\t', '|', '\n', '\r')
                .ofMinLength(1)
                .ofMaxLength(6)
                .filter(text -> !text.isBlank());
        return field.list().ofSize(3).list().ofMinSize(1).ofMaxSize(8);
    }

    private static String quoted(String field) {
        return '"' + field.replace("\"", "\"\"") + '"';
    }

    private static String written(String field, char delimiter, Random random) {
        boolean plain = field.chars().noneMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r')
                && field.equals(field.strip());
        return plain && random.nextBoolean() ? field : quoted(field);
    }

    private static Table read(String text, CsvOptions options) {
        return Csv.read("a.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
    }

    @Property
    void textComesBack(
            @ForAll("rows") List<List<String>> rows, @ForAll @IntRange(min = 0, max = 3) int which, @ForAll long seed) {
        char delimiter = DELIMITERS[which];
        Random random = new Random(seed);
        String end = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder text = new StringBuilder("a" + delimiter + "b" + delimiter + "c" + end);
        for (List<String> row : rows) {
            text.append(random.nextInt(4) == 0 ? end : "");
            text.append(written(row.get(0), delimiter, random)).append(delimiter);
            text.append(written(row.get(1), delimiter, random)).append(delimiter);
            text.append(written(row.get(2), delimiter, random)).append(end);
        }
        Table table =
                read(text.toString(), new CsvOptions().delimiter(delimiter).text("a", "b", "c"));
        assertEquals(rows.size(), table.rows());
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(
                        rows.get(i).get(j),
                        table.text(List.of("a", "b", "c").get(j)).value(i));
            }
        }
    }

    @Property(tries = 3000)
    void numbersAreThoseOfTheJdkBitForBit(@ForAll long bits, @ForAll @IntRange(min = 0, max = 5) int form) {
        double any = Double.longBitsToDouble(bits);
        double x = Double.isFinite(any) ? any : bits;
        String text = switch (form) {
            case 0 -> Double.toString(x);
            case 1 -> Long.toString(bits);
            case 2 -> bits / 1000 + "." + Math.abs(bits % 1000);
            case 3 -> "+" + Math.abs(bits >> 20) + "e-" + (bits & 31);
            case 4 -> "-0." + "0".repeat((int) (bits & 31)) + Math.abs(bits >> 16);
            default -> (bits >> 40) + ".E+" + (bits & 15);
        };
        double expected = Double.parseDouble(text);
        double[] read = read("x,y\n" + text + ",1\n", new CsvOptions().number("x"))
                .numbers("x")
                .toArray();
        assertArrayEquals(new double[] {expected}, read, text);
        assertEquals(Double.doubleToLongBits(expected), Double.doubleToLongBits(read[0]), text);
        String german = text.replace('.', ',');
        assertArrayEquals(
                new double[] {expected},
                read("x;y\n" + german + ";1\n", new CsvOptions().decimal(',').number("x"))
                        .numbers("x")
                        .toArray(),
                german);
    }

    /** A row that is too long or too short is found wherever it is. */
    @Property(tries = 200)
    void aRaggedRowIsNamedByItsLine(
            @ForAll @IntRange(min = 0, max = 20_000) int before, @ForAll boolean longer, @ForAll long seed) {
        String bad = longer ? "1,2,3\n" : "1\n";
        String text = "x,y\n" + "1,2\n".repeat(before) + bad + "1,2\n".repeat(new Random(seed).nextInt(3));
        String message = assertThrows(MalformedFileException.class, () -> read(text, new CsvOptions().delimiter(',')))
                .getMessage();
        assertTrue(
                message.startsWith("a.csv: line " + (before + 2) + ": " + (longer ? "3 fields" : "1 field")), message);
    }

    /** However a file is damaged, it is a table or one of our errors. */
    @Property(tries = 2000)
    void anyBytesAreATableOrAClearError(@ForAll byte[] bytes) {
        try {
            assertTrue(Csv.read("a.csv", new ByteArrayInputStream(bytes), new CsvOptions())
                            .rows()
                    >= 0);
        } catch (MalformedFileException e) {
            assertTrue(e.getMessage().startsWith("a.csv: "), e.getMessage());
        }
    }
}
