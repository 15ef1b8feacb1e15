/** What the commands that train a model share: options, optimizers, progress. */
package org.autodiff.examples.train;
