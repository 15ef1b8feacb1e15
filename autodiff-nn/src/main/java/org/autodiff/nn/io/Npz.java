package org.autodiff.nn.io;

import java.nio.file.Path;
import java.util.Map;
import org.autodiff.ndarray.NdArray;

/** Named arrays as NumPy's {@code numpy.savez} and {@code savez_compressed} write them. */
public final class Npz {
    private Npz() {}

    /** Reads all arrays, in the order of the file; the map is immutable. */
    public static Map<String, NdArray> read(Path file) {
        throw new UnsupportedOperationException();
    }

    /** Writes arrays of float64. */
    public static void write(Path file, Map<String, NdArray> arrays) {
        throw new UnsupportedOperationException();
    }
}
