package org.autodiff.nn.io;

import java.nio.file.Path;
import java.util.Map;
import org.autodiff.ndarray.NdArray;

/** Files of named arrays in the safetensors format. */
public final class Safetensors {
    private Safetensors() {}

    /** Writes float64 arrays, without metadata. */
    public static void write(Path file, Map<String, NdArray> arrays) {
        write(file, arrays, Map.of());
    }

    /** Writes float64 arrays and texts about them. */
    public static void write(Path file, Map<String, NdArray> arrays, Map<String, String> metadata) {
        throw new UnsupportedOperationException();
    }

    /** Reads all arrays, in the order in which they lie in the file; the map is immutable. */
    public static Map<String, NdArray> read(Path file) {
        throw new UnsupportedOperationException();
    }

    /** Reads the texts about the arrays; the map is immutable. */
    public static Map<String, String> readMetadata(Path file) {
        throw new UnsupportedOperationException();
    }

    /** Opens a file, of which single arrays are then read. */
    public static SafetensorsFile open(Path file) {
        throw new UnsupportedOperationException();
    }
}
