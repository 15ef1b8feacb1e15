package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in folders: labels, numbers, sizes, damage. */
class ImageFolderTest {
    @TempDir
    Path root;

    private static BufferedImage rgb(int width, int height, int... pixels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }

    private Path write(String name, String format, BufferedImage image) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return Files.write(file, out.toByteArray());
    }

    @Test
    void foldersAreClassesAndPixelsAreExact() throws IOException {
        write("rose/b.png", "png", rgb(2, 1, 0xFF0033, 0x006600));
        write("rose/a.PNG", "png", rgb(2, 1, 0xFFFFFF, 0));
        write("daisy/z.png", "png", rgb(2, 1, 0x0000FF, 0x333333));
        Files.writeString(root.resolve("rose/readme.txt"), "x");
        Files.writeString(root.resolve("top.png"), "x");
        ImageFolder images = ImageFolder.builder(root).build();
        assertEquals(List.of("daisy", "rose"), images.classNames());
        assertEquals(Index.of(0, 1, 1), images.labels());
        assertEquals(root.resolve("rose/a.PNG"), images.file(1));
        assertEquals(List.of(root.resolve("rose/readme.txt"), root.resolve("top.png")), images.others());
        Batch batch = images.get(2, 0);
        assertEquals(Index.of(1, 0), batch.labels());
        assertEquals(
                NdArray.of(Shape.of(2, 3, 1, 2), 1, 0, 0, 0.4, 0.2, 0, 0, 0.2, 0, 0.2, 1, 0.2),
                batch.features().value());
        assertEquals("ImageFolder[3 pictures of (3, 1, 2), 2 classes]", images.toString());
        NdArray gray =
                ImageFolder.builder(root).gray().build().get(2).features().value();
        assertArrayEquals(new double[] {0.299 + 0.2 * 0.114, 0.4 * 0.587}, gray.toArray(), 1e-15);
        assertThrows(IndexOutOfBoundsException.class, () -> images.get(3));
    }

    /** A gray file has the numbers that were written, of 8 or 16 bits: Java's own conversion brightens them. */
    @Test
    void grayFilesKeepTheirNumbers() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            double most = type == BufferedImage.TYPE_BYTE_GRAY ? 255 : 65535;
            BufferedImage image = new BufferedImage(2, 2, type);
            image.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 50, 128, (int) most});
            write("a/1.png", "png", image);
            double[] expected = {0, 50 / most, 128 / most, 1};
            assertArrayEquals(
                    expected,
                    ImageFolder.builder(root).gray().build().get(0).features().toArray());
            double[] rgb = ImageFolder.builder(root).build().get(0).features().toArray();
            assertArrayEquals(expected, Arrays.copyOfRange(rgb, 8, 12));
        }
    }

    @Test
    void jpegIsRead() throws IOException {
        int[] pixels = new int[64];
        Arrays.fill(pixels, 0x808080);
        write("a/1.jpg", "jpg", rgb(8, 8, pixels));
        double[] read = ImageFolder.builder(root).build().get(0).features().toArray();
        assertEquals(3 * 64, read.length);
        for (double v : read) {
            assertEquals(128 / 255.0, v, 2 / 255.0);
        }
    }

    @Test
    void resizing() throws IOException {
        write("a/1.png", "png", rgb(4, 2, 0, 0, 0xFFFFFF, 0xFFFFFF, 0, 0, 0xFFFFFF, 0xFFFFFF));
        write("a/2.png", "png", rgb(1, 1, 0x333333));
        ImageFolder images = ImageFolder.builder(root).gray().size(1, 2).build();
        NdArray both = images.get(0, 1).features().value();
        // Triangles of half-width 2 about 1 and 3: weights 0.75, 0.75, 0.25 of the pixels that exist.
        assertArrayEquals(new double[] {0.25 / 1.75, 1.5 / 1.75, 0.2, 0.2}, both.toArray(), 1e-15);
        String message = assertThrows(
                        MalformedFileException.class,
                        () -> ImageFolder.builder(root).build().get(1))
                .getMessage();
        assertEquals(
                root.resolve("a/2.png")
                        + ": has 1 x 1 pixels, the first picture 2 x 4: size(rows, columns) resizes all",
                message);
    }

    @Test
    void enlargingIsLinear() {
        assertArrayEquals(new double[] {0, 0.25, 0.75, 1}, Resize.plane(new double[] {0, 1}, 1, 2, 1, 4), 1e-15);
        assertArrayEquals(new double[] {0, 0.25, 0.75, 1}, Resize.plane(new double[] {0, 1}, 2, 1, 4, 1), 1e-15);
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path whole = write("a/1.png", "png", rgb(16, 16, new Random(1).ints(256).toArray()));
        byte[] bytes = Files.readAllBytes(whole);
        ImageFolder images = ImageFolder.builder(root).build();
        assertRefusedWhenCutOff(whole, bytes.length - 20, images); // behind it are check sums and an end mark only
        Path jpeg = write("a/2.jpg", "jpg", rgb(16, 16, new Random(1).ints(256).toArray()));
        ImageFolder both = ImageFolder.builder(root).size(4, 4).build();
        assertRefusedWhenCutOff(jpeg, (int) Files.size(jpeg) - 2, both.rows(1));
        byte[] huge = bytes.clone();
        huge[16] = 0x7F; // the width in the header
        huge[20] = 0x7F;
        Files.write(whole, huge);
        assertTrue(assertThrows(MalformedFileException.class, () -> images.get(0))
                .getMessage()
                .startsWith(whole + ": "));
    }

    private static void assertRefusedWhenCutOff(Path file, int end, SampleSource images) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < end; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            String message = assertThrows(MalformedFileException.class, () -> images.get(0))
                    .getMessage();
            assertTrue(message.startsWith(file + ": "), message);
        }
        Files.write(file, bytes);
        assertEquals(1, images.get(0).size());
    }

    @Test
    void foldersWithoutPicturesAreRefused() throws IOException {
        assertEquals(
                root + ": no folder of pictures in it: needs one for each class",
                assertThrows(
                                MalformedFileException.class,
                                () -> ImageFolder.builder(root).build())
                        .getMessage());
        Files.createDirectories(root.resolve("empty"));
        assertEquals(
                root.resolve("empty") + ": a class without a PNG or JPEG picture",
                assertThrows(
                                MalformedFileException.class,
                                () -> ImageFolder.builder(root).build())
                        .getMessage());
    }

    @Test
    void picturesAreDealtOutInTheBackgroundAndTransformed() throws IOException {
        for (int i = 0; i < 7; i++) {
            write(i % 2 + "/" + i + ".png", "png", rgb(1, 1, i * 0x010101));
        }
        ImageFolder images = ImageFolder.builder(root).gray().build();
        Standardizer standardizer = new Standardizer().fit(images.inMemory());
        SampleSource source = images.rows(6, 5, 4, 3, 2).with(standardizer);
        assertEquals(5, source.size());
        List<NdArray> plain = new ArrayList<>();
        BatchLoader.shuffled(source, 2, Rng.of(4))
                .forEach(b -> plain.add(b.features().value()));
        List<NdArray> ahead = new ArrayList<>();
        BatchLoader.shuffled(source, 2, Rng.of(4))
                .prefetch(2)
                .forEach(b -> ahead.add(b.features().value()));
        assertEquals(plain, ahead);
        assertEquals(
                standardizer.apply(images.get(6).features()).value(),
                source.get(0).features().value());
        assertThrows(IndexOutOfBoundsException.class, () -> images.rows(7));
    }
}
