package org.autodiff.nn.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The text of a file. Unlike the JDK's readers it says on which line the bytes are no text of the encoding; a byte
 * order mark decides the encoding.
 */
final class DecodedText extends Reader {
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    private final Buffer cursor = bytes; // as Android's ByteBuffer has no position and flip of its own
    private long bytesRead;
    private long line = 1;
    private char last;
    private boolean atEnd;
    private boolean flushed;

    private DecodedText(String name, InputStream in, Charset charset) {
        this.name = name;
        this.in = in;
        this.charset = charset;
        this.decoder = charset.newDecoder(); // reports what it cannot decode
        cursor.flip();
    }

    static DecodedText of(String name, InputStream in, Charset charset) throws IOException {
        byte[] start = in.readNBytes(3);
        int b0 = start.length > 0 ? start[0] & 0xFF : -1;
        int b1 = start.length > 1 ? start[1] & 0xFF : -1;
        int b2 = start.length > 2 ? start[2] & 0xFF : -1;
        Charset decided = charset;
        int mark = 0;
        if (b0 == 0xEF && b1 == 0xBB && b2 == 0xBF) {
            decided = StandardCharsets.UTF_8;
            mark = 3;
        } else if (b0 == 0xFE && b1 == 0xFF) {
            decided = StandardCharsets.UTF_16BE;
            mark = 2;
        } else if (b0 == 0xFF && b1 == 0xFE) {
            decided = StandardCharsets.UTF_16LE;
            mark = 2;
        }
        PushbackInputStream rest = new PushbackInputStream(in, 3);
        rest.unread(start, mark, start.length - mark);
        return new DecodedText(name, rest, decided);
    }

    long bytesRead() {
        return bytesRead;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(target, offset, length);
        while (length > 0 && !flushed) {
            CoderResult result = decoder.decode(bytes, out, atEnd);
            int got = out.position() - offset;
            if (result.isError()) {
                countLines(target, offset, got);
                throw new MalformedFileException(name + ": line " + line + ": not " + charset + " text");
            }
            if (result.isUnderflow() && atEnd) {
                flushed = decoder.flush(out).isUnderflow();
                got = out.position() - offset;
            }
            if (got > 0) {
                countLines(target, offset, got);
                return got;
            }
            if (!atEnd) {
                fill();
            }
        }
        return length == 0 ? 0 : -1;
    }

    private void fill() throws IOException {
        bytes.compact();
        int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (got < 0) {
            atEnd = true;
        } else {
            bytesRead += got;
            cursor.position(cursor.position() + got);
        }
        cursor.flip();
    }

    private void countLines(char[] text, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            char c = text[i];
            if (c == '\r' || (c == '\n' && last != '\r')) {
                line++;
            }
            last = c;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
