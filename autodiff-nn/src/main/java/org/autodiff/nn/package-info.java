/**
 * Layers: functions with parameters, which make up a model.
 *
 * <p>Beside them stand {@link org.autodiff.nn.loss losses}, {@link org.autodiff.nn.optim optimizers},
 * {@link org.autodiff.nn.init initialisers} and {@link org.autodiff.nn.data data}. Layers, losses and the rules of the
 * optimizers are compositions of the tensor's public operations, so that all of them can be differentiated, any number
 * of times; nothing here is out of the reach of a model of your own.
 */
package org.autodiff.nn;
