package org.autodiff.nn.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A picture in a file: planes of numbers in [0, 1], one for each channel. */
record ImageFile(int rows, int columns, double[][] channels) {
    private static final long MOST_PIXELS = 1L << 27; // a header may claim any size

    /**
     * Reads a picture.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws MalformedFileException if it is damaged, or of no format that this Java knows
     */
    static ImageFile read(Path file, boolean gray) {
        BufferedImage image;
        try {
            image = decode(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
        return new ImageFile(image.getHeight(), image.getWidth(), planes(image, gray));
    }

    private static BufferedImage decode(Path file, byte[] bytes) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new MalformedFileException(file + ": no picture of a format that this Java reads");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new MalformedFileException(file + ": too large: " + reader.getWidth(0) + " x "
                            + reader.getHeight(0) + " pixels; at most " + MOST_PIXELS + " are read");
                }
                String[] cut = new String[1];
                reader.addIIOReadWarningListener((source, warning) -> {
                    if (warning.contains("Truncated File")
                            || warning.contains(
                                    "Premature end")) { // of a JPEG file: the rest of the picture would be gray
                        cut[0] = warning;
                    }
                });
                BufferedImage image = reader.read(0);
                if (cut[0] != null) {
                    throw new MalformedFileException(file + ": damaged picture: " + cut[0]);
                }
                return image;
            } finally {
                reader.dispose();
            }
        } catch (MalformedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw both for what they did not expect
            throw new MalformedFileException(file + ": damaged picture: " + e.getMessage(), e);
        }
    }

    private static double[][] planes(BufferedImage image, boolean gray) {
        int components = image.getColorModel().getNumComponents();
        if (components <= 2 && !(image.getColorModel() instanceof IndexColorModel)) {
            double[] plane = grayPlane(image.getRaster());
            return gray ? new double[][] {plane} : new double[][] {plane, plane, plane};
        }
        int width = image.getWidth();
        int[] rgb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        double[][] planes = new double[3][rgb.length];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < rgb.length; i++) {
                planes[c][i] = (rgb[i] >> (16 - 8 * c) & 0xFF) / 255.0;
            }
        }
        return gray ? new double[][] {luma(planes)} : planes;
    }

    /** The numbers of the file themselves: getRGB would take them for linear light, and brighten them. */
    private static double[] grayPlane(Raster raster) {
        double most = (1L << raster.getSampleModel().getSampleSize(0)) - 1;
        double[] plane = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (double[]) null);
        for (int i = 0; i < plane.length; i++) {
            plane[i] /= most;
        }
        return plane;
    }

    /** ITU-R BT.601, as Pillow and torchvision do it. */
    private static double[] luma(double[][] rgb) {
        double[] plane = new double[rgb[0].length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = 0.299 * rgb[0][i] + 0.587 * rgb[1][i] + 0.114 * rgb[2][i];
        }
        return plane;
    }

    ImageFile resized(int newRows, int newColumns) {
        if (newRows == rows && newColumns == columns) {
            return this;
        }
        double[][] planes = new double[channels.length][];
        for (int c = 0; c < planes.length; c++) {
            planes[c] = Resize.plane(channels[c], rows, columns, newRows, newColumns);
        }
        return new ImageFile(newRows, newColumns, planes);
    }
}
