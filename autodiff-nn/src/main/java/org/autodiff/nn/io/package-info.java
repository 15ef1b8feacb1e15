/**
 * Files: what a model has learned is kept, passed on, and goes on. Begin with {@link org.autodiff.nn.io.Checkpoint},
 * which saves a model or a whole training in one file; {@link org.autodiff.nn.io.CheckpointFolder} keeps the last few
 * and the best.
 *
 * <p>Formats of others: {@link org.autodiff.nn.io.Safetensors} for weights that go to PyTorch or come from there,
 * {@link org.autodiff.nn.io.Npy} and {@link org.autodiff.nn.io.Npz} for NumPy. All are written by
 * {@link org.autodiff.nn.io.AtomicFile}, whole or not at all. Files are not trusted: nothing in them is executed, sizes
 * are checked before memory is taken, what cannot be read exactly is refused, and a message begins with the file's
 * name.
 */
package org.autodiff.nn.io;
