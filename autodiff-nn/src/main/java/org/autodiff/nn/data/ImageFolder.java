package org.autodiff.nn.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * PNG and JPEG pictures in folders, each folder a class: {@code flowers/daisy/1.png}, {@code flowers/rose/a.jpg}. The
 * label is the position of the folder's name among all, sorted; the pictures are sorted by name within a class. They
 * are decoded when a batch is asked for, so they need not fit in memory; {@link BatchLoader#prefetch} does it in the
 * background.
 *
 * <pre>{@code
 * ImageFolder images = ImageFolder.builder(Path.of("flowers")).rgb().size(64, 64).build();
 * Partition parts = Partition.stratified(images.labels(), rng, 0.8, 0.2);
 * BatchLoader loader = BatchLoader.shuffled(images.rows(parts.part(0)), 32, rng).prefetch(2);
 * }</pre>
 *
 * <p>Features are of shape {@code (n, channels, rows, columns)}, in [0, 1]: 8 bits a channel, 16 in gray pictures;
 * transparency is ignored.
 */
public final class ImageFolder implements SampleSource {
    private final List<Path> files;
    private final int[] labels;
    private final List<String> classNames;
    private final List<Path> others;
    private final boolean gray;
    private final boolean resizes;
    private final int rows;
    private final int columns;

    private ImageFolder(Builder options) {
        List<Path> found = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Path> rest = new ArrayList<>();
        for (Path folder : sorted(options.root)) {
            if (!Files.isDirectory(folder)) {
                rest.add(folder);
                continue;
            }
            int before = found.size();
            for (Path file : sorted(folder)) {
                if (Files.isRegularFile(file) && isPicture(file)) {
                    found.add(file);
                    classes.add(names.size());
                } else {
                    rest.add(file);
                }
            }
            if (found.size() == before) {
                throw new MalformedFileException(folder + ": a class without a PNG or JPEG picture");
            }
            names.add(folder.getFileName().toString());
        }
        if (found.isEmpty()) {
            throw new MalformedFileException(options.root + ": no folder of pictures in it: needs one for each class");
        }
        files = List.copyOf(found);
        labels = classes.stream().mapToInt(c -> c).toArray();
        classNames = List.copyOf(names);
        others = List.copyOf(rest);
        gray = options.gray;
        resizes = options.rows > 0;
        if (resizes) {
            rows = options.rows;
            columns = options.columns;
        } else {
            ImageFile first = ImageFile.read(files.get(0), gray);
            rows = first.rows();
            columns = first.columns();
        }
    }

    private static List<Path> sorted(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(
                            Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed: " + e, e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    /** The pictures below a folder; see the options. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** How the pictures are read. Colours and the size of the files are the defaults. */
    public static final class Builder {
        private final Path root;
        private boolean gray;
        private int rows;
        private int columns;

        private Builder(Path root) {
            this.root = root;
        }

        /** Three channels: red, green, blue. */
        public Builder rgb() {
            gray = false;
            return this;
        }

        /** One channel: shades of gray, {@code 0.299 red + 0.587 green + 0.114 blue}. */
        public Builder gray() {
            gray = true;
            return this;
        }

        /** Resizes each picture, whatever its proportions. Without it, all must have the size of the first. */
        public Builder size(int toRows, int toColumns) {
            Check.atLeast("images: rows", toRows, 1);
            Check.atLeast("images: columns", toColumns, 1);
            rows = toRows;
            columns = toColumns;
            return this;
        }

        /**
         * Lists the folders; without a size, reads the first picture.
         *
         * @throws UncheckedIOException if a folder cannot be listed
         * @throws MalformedFileException if there is no class, or one without pictures
         */
        public ImageFolder build() {
            return new ImageFolder(this);
        }
    }

    @Override
    public int size() {
        return files.size();
    }

    /** The label of each picture, shape {@code (n)}. */
    public Index labels() {
        return Index.of(labels);
    }

    /** The names of the classes, in the order of their labels. */
    public List<String> classNames() {
        return classNames;
    }

    /** The file of a picture. */
    public Path file(int row) {
        return files.get(row);
    }

    /** What lies in the folders and is none of the pictures. */
    public List<Path> others() {
        return others;
    }

    /**
     * Reads pictures.
     *
     * @throws UncheckedIOException if a file cannot be read
     * @throws MalformedFileException if one is damaged, or of another size than the first without {@code size}
     */
    @Override
    public Batch get(int... chosen) {
        int channels = gray ? 1 : 3;
        int plane = rows * columns;
        NdArray features = NdArray.build(Shape.of(chosen.length, channels, rows, columns), out -> {
            for (int i = 0; i < chosen.length; i++) {
                double[][] planes = picture(chosen[i]).channels();
                for (int c = 0; c < channels; c++) {
                    System.arraycopy(planes[c], 0, out, (i * channels + c) * plane, plane);
                }
            }
        });
        int[] theirs = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            theirs[i] = labels[chosen[i]];
        }
        return new Batch(Tensor.of(features), Tensor.of(Index.of(theirs).asArray()));
    }

    private ImageFile picture(int row) {
        Path file = files.get(Objects.checkIndex(row, files.size()));
        ImageFile image = ImageFile.read(file, gray);
        if (resizes) {
            return image.resized(rows, columns);
        }
        if (image.rows() != rows || image.columns() != columns) {
            throw new MalformedFileException(file + ": has " + image.rows() + " x " + image.columns()
                    + " pixels, the first picture " + rows + " x " + columns + ": size(rows, columns) resizes all");
        }
        return image;
    }

    /** The sizes only. */
    @Override
    public String toString() {
        return "ImageFolder[" + files.size() + " pictures of (" + (gray ? 1 : 3) + ", " + rows + ", " + columns + "), "
                + classNames.size() + " classes]";
    }
}
