package org.autodiff.examples.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.io.Npy;

/**
 * A file with numbers: {@code .npy} (an array of NumPy), {@code .json} (a number, nested lists, or an object of them by
 * name), {@code .csv} (rows of numbers without a header: a matrix; one row or one column: a vector).
 */
final class PointFile {
    private static final Pattern PLACE = Pattern.compile("at line \\d+ column \\d+");

    private PointFile() {}

    /** Whether a value is the name of such a file, and not a formula. */
    static boolean isNamedBy(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        return name.endsWith(".npy") || name.endsWith(".json") || name.endsWith(".csv") || name.endsWith(".npz");
    }

    /**
     * The arrays in a file: one under the name that is given, or those of a JSON object under their own.
     *
     * @throws UserError if the file cannot be read, or holds something else
     */
    static Map<String, NdArray> read(String file, String name, boolean isNamed) {
        try {
            Path path = Path.of(file);
            String kind = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return switch (kind) {
                case "npy" -> Map.of(name, npy(path));
                case "json" -> json(path, name, isNamed);
                case "csv" -> Map.of(name, csv(path));
                default -> throw new IOException("archives cannot be read: save one array with numpy.save as .npy");
            };
        } catch (NoSuchFileException e) {
            throw new UserError(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new UserError(file + ": not UTF-8 text", e);
        } catch (CsvParseException | UncheckedIOException e) {
            Throwable reason = e.getCause() instanceof IOException unread ? unread : e;
            throw new UserError(file + ": not CSV: " + Text.oneLine(String.valueOf(reason.getMessage())), e);
        } catch (JsonParseException e) {
            throw new UserError(file + ": not JSON" + place(e), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(file + ": " + Text.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    /** Where it is: the rest of the message speaks to those who call the parser. */
    private static String place(JsonParseException e) {
        Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
        return place.find() ? ", " + place.group() : "";
    }

    private static NdArray npy(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return Npy.read(in);
        }
    }

    private static Map<String, NdArray> json(Path path, String name, boolean isNamed) throws IOException {
        String text = Files.readString(path);
        if (text.isBlank()) {
            throw new IOException("is empty: needs a number, lists of numbers, or an object of them");
        }
        JsonElement json = JsonParser.parseString(text);
        if (!json.isJsonObject()) {
            return Map.of(name, JsonArrays.read(json));
        }
        if (isNamed) {
            throw new IOException("is an object, which names its inputs itself: give it without " + name + "=");
        }
        Map<String, NdArray> all = new LinkedHashMap<>();
        json.getAsJsonObject().entrySet().forEach(e -> {
            try {
                all.put(e.getKey(), JsonArrays.read(e.getValue()));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(e.getKey() + ": " + wrong.getMessage(), wrong);
            }
        });
        return all;
    }

    private static NdArray csv(Path path) throws IOException {
        List<double[]> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> records =
                CsvReader.builder().skipEmptyLines(true).detectBomHeader(true).ofCsvRecord(path)) {
            for (CsvRecord row : records) {
                rows.add(numbers(row));
            }
        }
        if (rows.isEmpty()) {
            throw new IOException("is empty: needs rows of numbers");
        }
        int width = rows.get(0).length;
        double[] all = new double[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).length != width) {
                throw new IOException("row " + (i + 1) + " has " + Text.count(rows.get(i).length, "number")
                        + ", the first has " + width);
            }
            System.arraycopy(rows.get(i), 0, all, i * width, width);
        }
        boolean vector = width == 1 || rows.size() == 1;
        return NdArray.of(vector ? Shape.of(all.length) : Shape.of(rows.size(), width), all);
    }

    private static double[] numbers(CsvRecord row) throws IOException {
        double[] numbers = new double[row.getFieldCount()];
        for (int i = 0; i < numbers.length; i++) {
            String field = row.getField(i).strip();
            try {
                numbers[i] = Double.parseDouble(field);
            } catch (NumberFormatException e) {
                throw new IOException(
                        "line " + row.getStartingLineNumber() + ", column " + (i + 1) + ": " + Text.quote(field)
                                + " is not a number (there must be no header)",
                        e);
            }
        }
        return numbers;
    }
}
