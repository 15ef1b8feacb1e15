/**
 * Shows back-propagation: {@code autodiff explain}, in the terminal or as a page that can be played with. What happened
 * is a {@link org.autodiff.explain.Trace}, made by the core; everything here is a function of it.
 *
 * <p>Open first: {@link org.autodiff.examples.explain.ExplainPage}.
 */
package org.autodiff.examples.explain;
