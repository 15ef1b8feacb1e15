package org.autodiff.nn.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Arrays as NumPy's {@code numpy.save} writes them. Read are real numbers of any byte order, in C or Fortran order, in
 * the versions 1.0, 2.0 and 3.0 of the format: {@code float64}, {@code float32}, {@code float16}, integers (one beyond
 * 2^53 is refused, as no double equals it) and {@code bool}. Arrays of objects, which are pickled programs, are
 * refused. Written is {@code float64}, byte for byte as NumPy writes it.
 *
 * <p>Source: {@code numpy/lib/format.py}, "Format Version 1.0" and following.
 */
public final class Npy {
    private static final int CHUNK = 1 << 16;

    private Npy() {}

    /**
     * Reads the array of a file.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is not such a file; the message says what is wrong
     */
    public static NdArray read(Path file) {
        Objects.requireNonNull(file, "read: the file is null");
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (IOException e) {
            throw Words.cannotRead(file, e);
        }
    }

    /**
     * Reads an array, which must end where the stream ends. Memory is taken as numbers arrive, so that a header alone
     * cannot ask for much.
     *
     * @throws IOException if it cannot be read, or is not such an array; the message says what is wrong
     */
    public static NdArray read(InputStream in) throws IOException {
        NpyHeader header = NpyHeader.read(in);
        double[] stored = numbers(in, header);
        double[] numbers =
                header.fortran() ? inRowMajorOrder(stored, header.shape().dims()) : stored;
        return NdArray.build(header.shape(), target -> System.arraycopy(numbers, 0, target, 0, numbers.length));
    }

    private static double[] numbers(InputStream in, NpyHeader header) throws IOException {
        int n = header.shape().size();
        int most = CHUNK / header.type().width;
        double[] numbers = new double[Math.min(n, most)];
        for (int from = 0, count; from < n; from += count) {
            count = Math.min(n - from, most);
            byte[] bytes = in.readNBytes(count * header.type().width);
            if (bytes.length < count * header.type().width) {
                long there = (long) from * header.type().width + bytes.length;
                throw new EOFException("has " + there + " bytes of numbers, its header promises " + header.bytes());
            }
            if (numbers.length - from < count) {
                numbers = Arrays.copyOf(numbers, (int) Math.min(n, 2L * numbers.length));
            }
            header.type().read(ByteBuffer.wrap(bytes).order(header.order()), numbers, from, count);
        }
        if (in.read() >= 0) {
            throw new IOException("has more bytes of numbers than the " + header.bytes() + " that its header promises");
        }
        return numbers;
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

    /**
     * Writes an array of float64, in place of the file as a whole or not at all.
     *
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void write(Path file, NdArray array) {
        Objects.requireNonNull(array, "write: the array is null");
        AtomicFile.write(file, out -> write(out, array));
    }

    /** Writes an array of float64 to a stream, which stays open. */
    public static void write(OutputStream out, NdArray array) throws IOException {
        Shape shape = array.shape();
        out.write(NpyHeader.write(shape));
        Safetensors.writeNumbers(out, array);
    }
}
