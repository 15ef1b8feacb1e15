package org.autodiff.examples.formula;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Tensor;

/** One way to call a function: a method of the library, the tensor on which it is called being the first argument. */
final class Signature {
    /**
     * @param kind null where words or a number with a meaning are taken
     * @param type the Java type
     * @param takesRest whether it takes all remaining arguments
     * @param byNameOnly whether it has to be named: {@code max(x, 0)} is no maximum along an axis
     * @param optional whether it may be left out
     */
    private record Slot(
            String name, Kind kind, Class<?> type, boolean takesRest, boolean byNameOnly, boolean optional) {
        Slot(String name, Kind kind, boolean takesRest, boolean byNameOnly) {
            this(name, kind, null, takesRest, byNameOnly, false);
        }

        boolean isCalled(String given) {
            return name.equals(given) || name.equals("axes") && given.equals("axis");
        }

        boolean isTensors() {
            return kind == Kind.TENSOR || kind == Kind.TENSORS;
        }

        Object convert(List<Operand> operands) throws Misfit {
            String what = "'" + name + "'";
            return kind == null ? Words.convert(type, what, operands) : kind.convert(what, operands);
        }

        String declare(String name) {
            return kind == null ? Words.declare(name, type) : kind.declare(name, takesRest);
        }

        @Override
        public String toString() {
            return declare(name) + (optional ? "?" : "");
        }
    }

    /** A parameter of the method, and the slots that it is made of: several for a window. */
    private record Part(Class<?> type, int first, int slots) {}

    /** An argument with its name, empty if it has none. */
    record Named(String name, Operand operand) {}

    private final String name;
    private final Method method;
    private final List<Slot> slots;
    private final List<Part> parts;

    Signature(String name, Method method, boolean axesByNameOnly) {
        this.name = name;
        this.method = method;
        List<Slot> all = new ArrayList<>();
        List<Part> made = new ArrayList<>();
        if (!Modifier.isStatic(method.getModifiers())) {
            made.add(new Part(Tensor.class, 0, 1));
            all.add(new Slot("x", Kind.TENSOR, false, false));
        }
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Class<?> type = parameters[i].getType();
            int first = all.size();
            if (Windows.isKnown(type)) {
                addWindow(type, all);
            } else {
                Kind kind = Kind.of(type);
                // The sizes of a shape may be written side by side, as in zeros(2, 3).
                boolean rest = i == parameters.length - 1 && (method.isVarArgs() || kind == Kind.SHAPE);
                boolean byName = kind == Kind.INTS && axesByNameOnly || Words.needsName(type);
                all.add(new Slot(parameters[i].getName(), kind, type, rest, byName, false));
            }
            made.add(new Part(type, first, all.size() - first));
        }
        slots = List.copyOf(all);
        parts = List.copyOf(made);
    }

    private static void addWindow(Class<?> type, List<Slot> all) {
        List<String> names = Windows.names(type);
        for (int k = 0; k < names.size(); k++) {
            all.add(new Slot(names.get(k), Windows.kind(names.get(k)), null, false, k > 0, k > 0));
        }
    }

    int tensors() {
        return (int) slots.stream().filter(s -> s.kind == Kind.TENSOR).count();
    }

    /** What is written for the parameters, without their names. */
    List<String> kinds() {
        return slots.stream().map(s -> s.declare("")).toList();
    }

    boolean takes(Kind kind) {
        return slots.stream().anyMatch(s -> s.kind == kind);
    }

    int size() {
        return slots.size();
    }

    List<String> parameterNames() {
        return slots.stream().map(Slot::name).toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('(');
        String between = "";
        boolean named = false;
        for (Slot slot : slots) {
            text.append(between).append(slot.byNameOnly && !named ? "*, " : "").append(slot);
            named |= slot.byNameOnly;
            between = ", ";
        }
        return text.append(')').toString();
    }

    /**
     * The call with these arguments, as a step of a program.
     *
     * @throws Misfit if they are not of the kinds, or not as many, as this signature takes
     */
    Program.Operation bind(List<Named> arguments, Chosen chosen) throws Misfit {
        List<List<Operand>> given = deal(arguments);
        chosen.requireFit(name, method);
        Object[] values = new Object[parts.size()];
        List<int[]> tensors = new ArrayList<>(); // by part, the registers whose tensors are filled in at each call
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            Slot slot = slots.get(part.first);
            int[] registers = null;
            if (slot.isTensors()) {
                registers = registers(slot, given.get(part.first));
            } else {
                values[i] = part.slots == 1 ? slot.convert(given.get(part.first)) : window(part, given);
            }
            tensors.add(registers);
        }
        return registers -> {
            Object[] call = values.clone();
            for (int i = 0; i < call.length; i++) {
                int[] from = tensors.get(i);
                if (from != null) {
                    boolean one = slots.get(parts.get(i).first).kind == Kind.TENSOR;
                    call[i] = one ? registers[from[0]] : gather(registers, from);
                }
            }
            return chosen.of(name, call(call));
        };
    }

    private static int[] registers(Slot slot, List<Operand> operands) throws Misfit {
        for (Operand operand : operands) {
            if (operand.text() != null) {
                throw new Misfit("'" + slot.name + "' must be a tensor, got \"" + operand.text() + "\"");
            }
        }
        return operands.stream().mapToInt(Operand::register).toArray();
    }

    private Object window(Part part, List<List<Operand>> given) throws Misfit {
        List<Object> values = new ArrayList<>();
        for (int k = 0; k < part.slots; k++) {
            List<Operand> operands = given.get(part.first + k);
            values.add(operands.isEmpty() ? null : slots.get(part.first + k).convert(operands));
        }
        return Windows.make(part.type, values);
    }

    private static Tensor[] gather(Tensor[] registers, int[] from) {
        Tensor[] gathered = new Tensor[from.length];
        for (int i = 0; i < from.length; i++) {
            gathered[i] = registers[from[i]];
        }
        return gathered;
    }

    /** The arguments of each slot: named ones to theirs, the others to the free ones in order. */
    private List<List<Operand>> deal(List<Named> arguments) throws Misfit {
        List<List<Operand>> given = new ArrayList<>();
        slots.forEach(slot -> given.add(new ArrayList<>()));
        for (Named argument : arguments) {
            if (!argument.name.isEmpty()) {
                int i = slotNamed(argument.name);
                if (!given.get(i).isEmpty()) {
                    throw new Misfit("'" + slots.get(i).name + "' is given twice");
                }
                given.get(i).add(argument.operand);
            }
        }
        List<List<Operand>> named = given.stream().map(List::copyOf).toList();
        int next = 0;
        for (Named argument : arguments) {
            if (argument.name.isEmpty()) {
                while (next < slots.size()
                        && (slots.get(next).byNameOnly || !named.get(next).isEmpty())) {
                    next++;
                }
                if (next == slots.size()) {
                    throw new Misfit("takes " + count() + ", got " + arguments.size());
                }
                given.get(next).add(argument.operand);
                if (!slots.get(next).takesRest) {
                    next++;
                }
            }
        }
        for (int i = 0; i < slots.size(); i++) {
            if (given.get(i).isEmpty() && !slots.get(i).takesRest && !slots.get(i).optional) {
                throw new Misfit("'" + slots.get(i).name + "' is missing");
            }
        }
        return given;
    }

    private String count() {
        long most = slots.stream().filter(s -> !s.byNameOnly).count();
        return most == 1 ? "1 argument" : most + " arguments";
    }

    private int slotNamed(String given) throws Misfit {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).isCalled(given)) {
                return i;
            }
        }
        String known = slots.stream().map(Slot::name).collect(Collectors.joining(", "));
        throw new Misfit(
                "there is no argument '" + given + "'" + Nearest.hint(given, parameterNames(), "it has " + known));
    }

    private Object call(Object[] arguments) {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        Object[] rest = isStatic
                ? arguments
                : List.of(arguments).subList(1, arguments.length).toArray();
        try {
            return method.invoke(isStatic ? null : arguments[0], rest);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(name + ": " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        }
    }
}
