package org.autodiff.examples.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Reads an array that NumPy's {@code numpy.save} wrote: format 1.0, 2.0 or 3.0, real numbers of any byte order, in C or
 * Fortran order. Source: numpy/lib/format.py, "Format Version 1.0" and following. Arrays of objects, which are pickled
 * programs, are refused.
 */
final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final long EXACT = 1L << 53;
    private static final int LONGEST_HEADER = 1 << 20;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([fiub])([1248])");

    private Npy() {}

    /**
     * Reads to the end of the stream.
     *
     * @throws IOException if it cannot be read, or is not such an array; the message says what is wrong
     */
    static NdArray read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw new IOException("not a NumPy file: it does not begin with \\x93NUMPY (numpy.save writes such files)");
        }
        int major = start[6];
        if (major < 1 || major > 3) {
            throw new IOException("format " + major + "." + start[7] + " is not known: 1.0, 2.0 and 3.0 are");
        }
        ByteBuffer length = little(exactly(in, major == 1 ? 2 : 4, "header"));
        int size = major == 1 ? Short.toUnsignedInt(length.getShort()) : length.getInt();
        if (size < 0 || size > LONGEST_HEADER) {
            throw new IOException("its header is " + Integer.toUnsignedString(size) + " bytes long: not a header");
        }
        String header = new String(exactly(in, size, "header"), StandardCharsets.UTF_8);
        int[] dims = dims(header);
        boolean fortran = group(ORDER, header, "fortran_order").equals("True");
        double[] stored = numbers(in, group(DESCR, header, "descr"), size(dims));
        return NdArray.of(Shape.of(dims), fortran ? inRowMajorOrder(stored, dims) : stored);
    }

    private static byte[] exactly(InputStream in, int n, String what) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("ends within its " + what);
        }
        return bytes;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String group(Pattern pattern, String header, String key) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IOException("its header has no '" + key + "': " + header.strip());
        }
        return matcher.group(1) == null ? "structured" : matcher.group(1);
    }

    private static int[] dims(String header) throws IOException {
        String inside = group(SHAPE, header, "shape").strip();
        try {
            return Arrays.stream(inside.split(","))
                    .map(String::strip)
                    .filter(dim -> !dim.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new IOException("its shape (" + inside + ") is too large, or not a shape", e);
        }
    }

    private static int size(int[] dims) throws IOException {
        long size = 1;
        for (int dim : dims) {
            size *= dim;
            if (dim < 0 || size > Integer.MAX_VALUE) {
                throw new IOException("its shape " + Arrays.toString(dims) + " has too many elements");
            }
        }
        return (int) size;
    }

    private static double[] numbers(InputStream in, String descr, int n) throws IOException {
        Matcher type = TYPE.matcher(descr);
        if (!type.matches() || type.group(2).equals("f") && "12".contains(type.group(3))) {
            throw new IOException("its numbers are of type " + descr
                    + ": float64, float32, integers and bool can be read: convert with a.astype(float)");
        }
        int width = Integer.parseInt(type.group(3));
        byte[] bytes = in.readAllBytes();
        if (bytes.length != (long) n * width) {
            throw new IOException("has " + bytes.length + " bytes of numbers, its header promises " + (long) n * width);
        }
        ByteBuffer data = ByteBuffer.wrap(bytes)
                .order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = number(data, type.group(2).charAt(0), width);
        }
        return numbers;
    }

    private static double number(ByteBuffer data, char kind, int width) throws IOException {
        if (kind == 'f') {
            return width == 8 ? data.getDouble() : data.getFloat();
        }
        long bits = switch (width) {
            case 1 -> data.get();
            case 2 -> data.getShort();
            case 4 -> data.getInt();
            default -> data.getLong();
        };
        if (kind == 'u' && width < 8) {
            bits &= (1L << 8 * width) - 1;
        }
        if (bits > EXACT || bits < -EXACT || kind == 'u' && bits < 0) {
            throw new IOException("an integer of it is beyond 2^53, and no double: convert with a.astype(float)");
        }
        return bits;
    }

    /** Fortran order counts the first index fastest. */
    private static double[] inRowMajorOrder(double[] stored, int[] dims) {
        double[] out = new double[stored.length];
        int[] index = new int[dims.length];
        for (int i = 0; i < out.length; i++) {
            int from = 0;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                from = from * dims[axis] + index[axis];
            }
            out[i] = stored[from];
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return out;
    }
}
