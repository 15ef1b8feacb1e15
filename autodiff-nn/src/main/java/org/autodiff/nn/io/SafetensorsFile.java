package org.autodiff.nn.io;

import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;

/** An open safetensors file: what is in it is known, the numbers are read when asked for. */
public final class SafetensorsFile implements AutoCloseable {
    private SafetensorsFile() {}

    /** The names of the arrays, in the order in which they lie in the file. */
    public List<String> names() {
        throw new UnsupportedOperationException();
    }

    /** The sizes of an array along its axes. */
    public long[] shape(String name) {
        throw new UnsupportedOperationException();
    }

    /** The type of its numbers, as the file says it: {@code F32}. */
    public String dtype(String name) {
        throw new UnsupportedOperationException();
    }

    /** The texts about the arrays. */
    public Map<String, String> metadata() {
        throw new UnsupportedOperationException();
    }

    /** Reads one array. */
    public NdArray read(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
