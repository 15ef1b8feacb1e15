/**
 * Gates whose derivative is not found from their values, but given by the program: functions of plain numbers with a
 * hand-written gradient, functions of tensors with a vector-Jacobian product of their own, and gates that hand a value
 * on as it is and change only the gradient.
 *
 * <p>They are not among the built-in gates of {@code internal.gates}, whose derivatives the law suite holds against
 * their values: these may disagree on purpose.
 *
 * <p>What may enter: such gates, and the checks of what the program's own code returns. A rule that cannot be
 * differentiated again says so; none drops a derivative silently.
 *
 * <p>Open first: {@link org.autodiff.internal.custom.TensorRule}, then {@link org.autodiff.internal.custom.ArrayRule}.
 */
package org.autodiff.internal.custom;
