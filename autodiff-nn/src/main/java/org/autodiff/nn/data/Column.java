package org.autodiff.nn.data;

/** A column of a {@link Table}: a name, and a value or none for each row. Immutable. */
public sealed interface Column permits NumberColumn, TextColumn {
    /** The name. */
    String name();

    /** The number of rows. */
    int size();

    /** Whether a row has no value here. */
    boolean isMissing(int row);

    /** Some of the rows, in the given order. */
    Column rows(int... rows);
}
