package org.autodiff.nn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Reads the IDX files in which MNIST and its relatives are published (LeCun, Cortes, Burges: The MNIST database of
 * handwritten digits): two zero bytes, the type of the numbers, the number of axes, the sizes, the numbers, all big-
 * endian. All types of the format are read: unsigned and signed bytes, short, int, float, double; also compressed by
 * gzip, whatever the file is called.
 */
public final class Idx {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private enum Type {
        UNSIGNED_BYTE(0x08, 1),
        BYTE(0x09, 1),
        SHORT(0x0B, 2),
        INT(0x0C, 4),
        FLOAT(0x0D, 4),
        DOUBLE(0x0E, 8);

        private final int code;
        private final int bytes;

        Type(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        private double next(ByteBuffer data) {
            return switch (this) {
                case UNSIGNED_BYTE -> data.get() & 0xFF;
                case BYTE -> data.get();
                case SHORT -> data.getShort();
                case INT -> data.getInt();
                case FLOAT -> data.getFloat();
                case DOUBLE -> data.getDouble();
            };
        }
    }

    private Idx() {}

    /**
     * Reads a file as it is: pixels are numbers from 0 to 255.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws MalformedFileException if it is no such file, it ends early, goes on after its numbers, or is larger than
     *     an array can be
     */
    public static NdArray read(Path file) {
        String name = file.toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(name, in);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(name + ": no such file", e);
        } catch (EOFException | ZipException e) {
            throw new MalformedFileException(name + ": damaged gzip file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Pictures in shades of gray and their labels, as MNIST comes: features of shape {@code (n, 1, rows, columns)} in
     * [0, 1], which convolutions take.
     *
     * @param images a file of unsigned bytes with three axes
     * @param labels a file of as many whole numbers
     * @throws MalformedFileException also if the files are not such, or do not belong together
     */
    public static Dataset dataset(Path images, Path labels) {
        NdArray pixels = read(images);
        NdArray classes = read(labels);
        if (pixels.rank() != 3) {
            throw new MalformedFileException(
                    images + ": holds no pictures: needs 3 axes (n, rows, columns), has shape " + pixels.shape());
        }
        if (classes.rank() != 1 || classes.size() != pixels.shape().dim(0)) {
            throw new MalformedFileException(labels + ": labels of shape " + classes.shape() + " do not belong to the "
                    + pixels.shape().dim(0) + " pictures of " + images);
        }
        int[] dims = pixels.shape().dims();
        NdArray features = NdArray.build(Shape.of(dims[0], 1, dims[1], dims[2]), out -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = pixels.at(i) / 255;
            }
        });
        return Dataset.of(features, Index.of(classes));
    }

    private static NdArray read(String name, InputStream file) throws IOException {
        file.mark(2);
        boolean gzip = file.read() == 0x1F && file.read() == 0x8B;
        file.reset();
        InputStream in = gzip ? new GZIPInputStream(file) : file;
        int magic = word(name, in);
        Type type = type(magic >>> 8 & 0xFF);
        int rank = magic & 0xFF;
        if (magic >>> 16 != 0 || type == null || rank == 0) {
            throw new MalformedFileException(String.format(
                    "%s: no IDX file: begins with %08x, must be 0000, the type "
                            + "(08, 09, 0b, 0c, 0d or 0e), the number of axes",
                    name, magic));
        }
        int[] dims = new int[rank];
        long size = 1;
        for (int i = 0; i < rank; i++) {
            dims[i] = word(name, in);
            if (dims[i] < 0) {
                throw new MalformedFileException(
                        name + ": size " + (dims[i] & 0xFFFFFFFFL) + " of axis " + i + " is beyond an array");
            }
            size = dims[i] == 0 ? 0 : size * dims[i];
            if (size * type.bytes > MOST_BYTES) {
                throw new MalformedFileException(name + ": its header promises more numbers than an array can hold: "
                        + "axes 0 to " + i + " alone have " + size);
            }
        }
        // Grows with what is there, whatever the header promises.
        byte[] data = in.readNBytes((int) size * type.bytes);
        if (data.length < size * type.bytes) {
            throw new MalformedFileException(name + ": ends early: its header promises " + size * type.bytes
                    + " bytes of numbers, there are " + data.length);
        }
        if (in.read() >= 0) {
            throw new MalformedFileException(
                    name + ": goes on after the " + size + " numbers that its header promises");
        }
        return NdArray.build(shape(name, dims), out -> {
            ByteBuffer numbers = ByteBuffer.wrap(data); // big-endian
            for (int i = 0; i < out.length; i++) {
                out[i] = type.next(numbers);
            }
        });
    }

    private static Shape shape(String name, int[] dims) {
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) { // such as sizes that are beyond an array beside an axis of size 0
            throw new MalformedFileException(name + ": its header has no possible sizes: " + e.getMessage(), e);
        }
    }

    private static int word(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(4);
        if (bytes.length < 4) {
            throw new MalformedFileException(name + ": ends within its header: no IDX file, or cut off");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static Type type(int code) {
        for (Type type : Type.values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
