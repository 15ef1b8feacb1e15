/**
 * Recurrent layers: {@link org.autodiff.nn.recurrent.Rnn}, {@link org.autodiff.nn.recurrent.Lstm} and
 * {@link org.autodiff.nn.recurrent.Gru} unroll sequences, stacked and in both directions; their cells compute one step,
 * for loops of your own. The {@link org.autodiff.nn.recurrent.State} is passed in and handed out, never kept.
 */
package org.autodiff.nn.recurrent;
