/**
 * {@code autodiff bench}: pieces of work, checked against reference values and then timed. Other engines are
 * compared by the same work on the same inputs.
 */
package org.autodiff.examples.bench;
