/**
 * Files: what a model has learned is saved, and goes on. Begin with {@link org.autodiff.nn.io.Checkpoint}.
 */
package org.autodiff.nn.io;
