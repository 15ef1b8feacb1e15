/** First values of parameters. */
package org.autodiff.nn.init;
