/**
 * The engine room: applies gates, keeps the tape, walks it back, and records. There are six parts.
 *
 * <ul>
 *   <li>Forward: {@link org.autodiff.internal.engine.Engine} looks at the levels of its inputs ({@code Tangent} and
 *       {@code ForwardMode}, {@code Batch} and {@code Batching}), and {@code Compute} has the numbers computed.
 *   <li>The tape: {@link org.autodiff.internal.engine.Node} and the classes that end in {@code Node}.
 *   <li>Backward: {@link org.autodiff.internal.engine.BackwardWalk}, with {@code WalkNotes}, {@code WalkMemory} and
 *       {@code ChunkedBackward}.
 *   <li>Recordings: {@link org.autodiff.internal.engine.TapeRecorder} and
 *       {@link org.autodiff.internal.engine.Replay}.
 *   <li>Functions as a whole: an {@link org.autodiff.internal.engine.Enclosure} finds out what a function reads, so
 *       that it can run again; {@code FunctionGate} is a gate that is one; {@code Planning} runs one on shapes.
 *   <li>Onlookers: an {@link org.autodiff.internal.engine.Observer} is told what is done; nodes keep a {@code Trace}
 *       for it, {@code Unrecorded} is that of a constant.
 * </ul>
 *
 * <p>What may enter: what is common to all gates. No derivative of a particular gate, and no loop over numbers.
 * {@code GateContract} checks what gates return, since users write gates too.
 *
 * <p>Open first: {@link org.autodiff.internal.engine.BackwardWalk}, which is back-propagation itself; then
 * {@link org.autodiff.internal.engine.Engine}.
 */
package org.autodiff.internal.engine;
