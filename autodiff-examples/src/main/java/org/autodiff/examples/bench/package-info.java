/**
 * {@code autodiff bench}: fourteen pieces of work, checked against reference values and then timed. The same work, on
 * the same inputs, is what the engine is compared on with others.
 */
package org.autodiff.examples.bench;
