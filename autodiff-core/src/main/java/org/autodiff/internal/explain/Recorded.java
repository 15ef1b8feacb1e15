package org.autodiff.internal.explain;

import java.util.List;
import java.util.Optional;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** An entry of a recorded tape, as a {@link Tracer} takes it: this room does not know the public face. */
public record Recorded(
        int id,
        Optional<Gate> gate,
        String name,
        List<Integer> inputs,
        Shape shape,
        Optional<NdArray> value,
        Optional<String> line,
        Optional<String> called,
        List<String> scope) {}
