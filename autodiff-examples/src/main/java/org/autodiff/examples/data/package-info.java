/** Labelled data from CSV files, and the data that are part of the program. */
package org.autodiff.examples.data;
