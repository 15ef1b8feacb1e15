/**
 * Losses: how far a prediction is from its target, as a tensor to be minimised.
 *
 * <ul>
 *   <li>Numbers: {@link org.autodiff.nn.loss.Mse}, {@link org.autodiff.nn.loss.Mae},
 *       {@link org.autodiff.nn.loss.Huber}, {@link org.autodiff.nn.loss.SmoothL1},
 *       {@link org.autodiff.nn.loss.LogCosh}, {@link org.autodiff.nn.loss.PoissonNll},
 *       {@link org.autodiff.nn.loss.GaussianNll}.
 *   <li>One of several classes: {@link org.autodiff.nn.loss.CrossEntropy}, {@link org.autodiff.nn.loss.Nll},
 *       {@link org.autodiff.nn.loss.MultiMargin}, {@link org.autodiff.nn.loss.MultiClassHinge}.
 *   <li>Two classes: {@link org.autodiff.nn.loss.BinaryCrossEntropyWithLogits},
 *       {@link org.autodiff.nn.loss.BinaryCrossEntropy}, {@link org.autodiff.nn.loss.Hinge},
 *       {@link org.autodiff.nn.loss.SquaredHinge}, {@link org.autodiff.nn.loss.SoftMargin}.
 *   <li>Any number of classes at once: {@link org.autodiff.nn.loss.MultiLabelSoftMargin},
 *       {@link org.autodiff.nn.loss.MultiLabelMargin}.
 *   <li>Distributions: {@link org.autodiff.nn.loss.KlDivergence}, {@link org.autodiff.nn.loss.CrossEntropy}.
 *   <li>Ranks and distances: {@link org.autodiff.nn.loss.MaxMargin}, {@link org.autodiff.nn.loss.MarginRanking},
 *       {@link org.autodiff.nn.loss.HingeEmbedding}, {@link org.autodiff.nn.loss.CosineEmbedding},
 *       {@link org.autodiff.nn.loss.TripletMargin}.
 *   <li>Large weights: {@link org.autodiff.nn.loss.Penalty}.
 * </ul>
 *
 * <p>They are PyTorch's losses of the same names, with the same options and defaults; but classes are the last axis,
 * and a mean over nothing, which would be NaN, is refused, as are targets that a loss is not made for. Prediction and
 * target must have the same shape: they are not broadcast. All are differentiable in every tensor they take, options
 * too, any number of times. Where a target only selects, as in a hinge embedding, it has no gradient.
 */
package org.autodiff.nn.loss;
