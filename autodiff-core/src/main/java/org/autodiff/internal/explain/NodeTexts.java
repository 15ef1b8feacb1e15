package org.autodiff.internal.explain;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.explain.Trace;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;

/** What a trace says of its nodes in words: names, formulas, formulas with numbers. */
record NodeTexts(List<String> names) {
    String name(int node) {
        return names.get(node);
    }

    List<String> names(List<Integer> nodes) {
        return nodes.stream().map(this::name).toList();
    }

    String formula(Gate gate, int node, List<Integer> from) {
        return FormulaInWords.value(gate, names(from), name(node));
    }

    String derivative(Gate gate, int slot, int node, List<Integer> from) {
        return FormulaInWords.derivative(gate, slot, names(from), name(node));
    }

    /** The formula with numbers for what is a single number; empty if the result is none. */
    String numbers(Gate gate, int node, List<Integer> from, List<NdArray> operands, NdArray value) {
        if (value.size() != 1) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            NdArray x = operands.get(i);
            texts.add(x.size() == 1 ? Trace.number(x.at(0)) : name(from.get(i)));
        }
        String result = Trace.number(value.at(0));
        return FormulaInWords.value(gate, texts, result) + " = " + result;
    }

    /** The components of a gate that is a record. */
    static Map<String, String> attributes(Gate gate) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (gate.getClass().isRecord()) {
            for (RecordComponent c : gate.getClass().getRecordComponents()) {
                try {
                    c.getAccessor().setAccessible(true); // the record may be private
                    Object value = c.getAccessor().invoke(gate);
                    if (value == null || !value.getClass().isArray()) {
                        attributes.put(c.getName(), String.valueOf(value));
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(
                            gate.name() + ": its component " + c.getName() + " cannot be read", e);
                }
            }
        }
        return attributes;
    }
}
