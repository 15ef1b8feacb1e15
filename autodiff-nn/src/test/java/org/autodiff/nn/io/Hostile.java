package org.autodiff.nn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes safetensors files with any header. */
final class Hostile {
    private Hostile() {}

    static void write(Path file, String header, byte[] data) throws IOException {
        write(file, header.getBytes(StandardCharsets.UTF_8).length, header, data);
    }

    static void write(Path file, long length, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(length).put(text).put(data).array());
    }
}
