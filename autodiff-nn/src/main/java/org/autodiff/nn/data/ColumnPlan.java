package org.autodiff.nn.data;

import java.util.List;

/**
 * What is to be done with a column.
 *
 * @param missing instead of missing values
 * @param ordinal whether categories become one feature that counts them, instead of one feature each
 * @param order of the categories; null: those of the training part, sorted
 * @param unknown the code of a category that is not known; null: it is refused
 */
record ColumnPlan(Missing missing, boolean ordinal, List<String> order, Double unknown) {}
