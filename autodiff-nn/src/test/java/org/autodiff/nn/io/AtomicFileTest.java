package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are written whole or not at all. */
final class AtomicFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes()));
    }

    @Test
    void replaces() throws IOException {
        Path file = folder.resolve("a");
        write(file, "one");
        assertEquals("one", Files.readString(file));
        write(file, "two");
        assertEquals("two", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void theOldFileIsThereUntilTheNewOneIsWhole() throws IOException {
        Path file = folder.resolve("a");
        write(file, "old");
        AtomicFile.write(file, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertEquals("old", Files.readString(file));
            assertEquals(2, names().size());
            out.write(1);
            out.close(); // allowed
        });
        assertEquals((1 << 20) + 1, Files.size(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("a");
        write(file, "old");
        IllegalStateException wrong = new IllegalStateException("wrong");
        assertSame(
                wrong,
                assertThrows(
                        IllegalStateException.class,
                        () -> AtomicFile.write(file, out -> {
                            out.write(new byte[1 << 20]);
                            throw wrong;
                        })));
        String message = assertThrows(
                        UncheckedIOException.class,
                        () -> AtomicFile.write(file, out -> {
                            out.write(new byte[1 << 20]);
                            throw new IOException("no space left on device");
                        }))
                .getMessage();
        assertEquals(file + ": cannot be written, and is what it was: no space left on device", message);
        assertThrows(
                StackOverflowError.class,
                () -> AtomicFile.write(file, out -> {
                    throw new StackOverflowError();
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void leftoversOfKilledProcessesAreRemovedByTheNextWriteOfTheFile() throws IOException {
        Files.writeString(folder.resolve(".a.0123456789abcdef.tmp"), "left");
        List<String> others = List.of(".a.0123456789abcde.tmp", ".a.tmp", ".b.0123456789abcdef.tmp", "a.tmp");
        for (String other : others) {
            Files.writeString(folder.resolve(other), "of somebody else");
        }
        write(folder.resolve("a"), "new");
        assertEquals(
                IntStream.range(0, 5)
                        .mapToObj(i -> i < 4 ? others.get(i) : "a")
                        .sorted()
                        .toList(),
                names());
    }

    @Test
    void aTemporaryFileThatSomebodyWritesStays() throws IOException {
        Path leftover = Files.writeString(folder.resolve(".a.0123456789abcdef.tmp"), "in work");
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertTrue(lock.isValid());
            write(folder.resolve("a"), "new");
            assertEquals(2, names().size());
        }
        write(folder.resolve("a"), "newer");
        assertEquals(List.of("a"), names());
    }

    @Test
    void threadsThatWriteTheSameFileDoNotDisturbEachOther() throws IOException {
        Path file = folder.resolve("a");
        AtomicInteger written = new AtomicInteger();
        IntStream.range(0, 200).parallel().forEach(i -> {
            write(file, ("" + i % 10).repeat(10_000));
            written.incrementAndGet();
        });
        assertEquals(200, written.get());
        String text = Files.readString(file);
        assertEquals(text.substring(0, 1).repeat(10_000), text);
        assertEquals(List.of("a"), names());
    }

    @Test
    void aLinkStays() throws IOException {
        Path target = folder.resolve("target");
        write(target, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(target));
    }
}
