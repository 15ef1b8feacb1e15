package org.autodiff.examples.formula;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/** One way to call a function: a method of the library, the tensor on which it is called being the first argument. */
final class Signature {
    /**
     * @param takesRest whether it takes all remaining arguments
     * @param byNameOnly whether it has to be named: {@code max(x, 0)} is no maximum along an axis
     */
    private record Slot(String name, Kind kind, boolean takesRest, boolean byNameOnly) {
        boolean isCalled(String given) {
            return name.equals(given) || name.equals("axes") && given.equals("axis");
        }

        @Override
        public String toString() {
            return kind.declare(name, takesRest);
        }
    }

    /** An argument with its name, empty if it has none. */
    record Named(String name, Operand operand) {}

    private final String name;
    private final Method method;
    private final List<Slot> slots;

    Signature(String name, Method method, boolean axesByNameOnly) {
        this.name = name;
        this.method = method;
        List<Slot> all = new ArrayList<>();
        if (!Modifier.isStatic(method.getModifiers())) {
            all.add(new Slot("x", Kind.TENSOR, false, false));
        }
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Kind kind = Kind.of(parameters[i].getType());
            // The sizes of a shape may be written side by side, as in zeros(2, 3).
            boolean rest = i == parameters.length - 1 && (method.isVarArgs() || kind == Kind.SHAPE);
            all.add(new Slot(parameters[i].getName(), kind, rest, kind == Kind.INTS && axesByNameOnly));
        }
        slots = List.copyOf(all);
    }

    int tensors() {
        return (int) slots.stream().filter(s -> s.kind == Kind.TENSOR).count();
    }

    /** What is written for the parameters, without their names. */
    List<String> kinds() {
        return slots.stream().map(s -> s.kind.declare("", s.takesRest)).toList();
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
        for (Slot slot : slots) {
            text.append(between).append(slot.byNameOnly ? "*, " : "").append(slot);
            between = ", ";
        }
        return text.append(')').toString();
    }

    /**
     * The call with these arguments, as a step of a program.
     *
     * @throws Misfit if they are not of the kinds, or not as many, as this signature takes
     */
    Program.Operation bind(List<Named> arguments) throws Misfit {
        List<List<Operand>> given = deal(arguments);
        Object[] values = new Object[slots.size()];
        List<int[]> tensors = new ArrayList<>(); // by slot, the registers whose tensors are filled in at each call
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            int[] registers = null;
            if (slot.kind == Kind.TENSOR || slot.kind == Kind.TENSORS) {
                registers = given.get(i).stream().mapToInt(Operand::register).toArray();
            } else {
                values[i] = slot.kind.convert("'" + slot.name + "'", given.get(i));
            }
            tensors.add(registers);
        }
        return registers -> {
            Object[] call = values.clone();
            for (int i = 0; i < call.length; i++) {
                int[] from = tensors.get(i);
                if (from != null) {
                    call[i] = slots.get(i).kind == Kind.TENSOR ? registers[from[0]] : gather(registers, from);
                }
            }
            return call(call);
        };
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
            if (given.get(i).isEmpty() && !slots.get(i).takesRest) {
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

    private Tensor call(Object[] arguments) {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        Object[] rest = isStatic
                ? arguments
                : List.of(arguments).subList(1, arguments.length).toArray();
        try {
            Object result = method.invoke(isStatic ? null : arguments[0], rest);
            return result instanceof Index index ? Tensor.of(index.asArray()) : (Tensor) result;
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
