package org.autodiff.nn.data;

/** Is told how far the reading of a file has come. */
@FunctionalInterface
public interface CsvProgress {
    /**
     * Called every few thousand rows and at the end, by the thread that reads. A file in which a column of numbers
     * turns out to be text is read a second time, from 0.
     *
     * @param rows read so far
     * @param bytes read so far, somewhat ahead of the rows
     * @param total bytes of the file, -1 if unknown
     */
    void at(long rows, long bytes, long total);
}
