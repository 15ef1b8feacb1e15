package org.autodiff.laws;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;

/** One call with random arguments: it must return something sound, or refuse in a way that helps. */
final class Misuse {
    /** What messages of a few compositions name besides the method: the operation that found what is wrong. */
    private static final Map<String, Set<String>> ALIASES = Map.ofEntries(
            Map.entry("gatherRows", Set.of("indexSelect")),
            Map.entry("take", Set.of("indexSelect")),
            Map.entry("takeAlongAxis", Set.of("gather")),
            Map.entry("backward", Set.of("gradients")),
            Map.entry("fill", Set.of("write")),
            Map.entry("backwardFrom", Set.of("backward", "gradients")),
            Map.entry("leastSquares", Set.of("solveTriangular")),
            Map.entry("ridge", Set.of("cholesky")),
            Map.entry("logdet", Set.of("cholesky")),
            Map.entry("mahalanobis", Set.of("cholesky", "sub", "solveTriangular")),
            Map.entry("normalLogDensity", Set.of("cholesky", "sub", "solveTriangular")));

    /** What messages of factories, and of methods that make a changed copy, may name: the thing that they make. */
    private static final Set<String> THINGS = Set.of(
            "shape",
            "array",
            "index",
            "window1d",
            "window2d",
            "pool1d",
            "pool2d",
            "correction",
            "norm",
            "constant",
            "variable");

    /** The methods that document an {@link IllegalStateException}. */
    private static final Set<String> NEED_A_STATE = Set.of("backward", "backwardFrom", "fill", "write");

    private static final Pattern HEAD = Pattern.compile("([a-z][A-Za-z0-9]*): .+", Pattern.DOTALL);

    /** The most elements that are written out. */
    private static final int FEW = 12;

    private final Method method;
    private final Object receiver;
    private final Object[] arguments;

    Misuse(Method method, Object receiver, Object... arguments) {
        this.method = method;
        this.receiver = receiver;
        this.arguments = arguments;
    }

    /** A call that follows from the seed and the method alone. */
    static Misuse of(Method method, long seed) {
        RandomArguments random =
                new RandomArguments(new Draw(seed ^ method.toString().hashCode()), method);
        Class<?> owner = method.getDeclaringClass();
        Object receiver = Modifier.isStatic(method.getModifiers())
                ? null
                : owner.isAssignableFrom(Tensor.class) ? random.receiver() : random.some(owner);
        return new Misuse(method, receiver, random.of(method));
    }

    /** Whether it returned; an error if it returned nonsense or was refused without a proper message. */
    boolean returns() {
        Object result;
        try {
            result = method.invoke(receiver, arguments);
        } catch (InvocationTargetException refused) {
            requireRefusal(refused.getCause());
            return false;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        for (Object argument : arguments) {
            if (argument == null && !method.getName().equals("variable")) { // whose name may be null
                fail("ignores a null", null);
            }
        }
        if (method.getReturnType() != void.class) {
            requireSound(result);
        }
        return true;
    }

    // ---- refusals

    private void requireRefusal(Throwable thrown) {
        Class<?> type = thrown.getClass();
        boolean fits = type == IllegalArgumentException.class
                || type == IndexOutOfBoundsException.class
                || type == NullPointerException.class
                || (type == IllegalStateException.class && NEED_A_STATE.contains(method.getName()));
        if (!fits) {
            fail("throws " + type.getSimpleName(), thrown);
        }
        Matcher head = HEAD.matcher(String.valueOf(thrown.getMessage()));
        if (!head.matches() || !names(head.group(1))) {
            fail("has a message without the name of the operation", thrown);
        }
    }

    private boolean names(String head) {
        String name = method.getName();
        return head.equals(name)
                || ALIASES.getOrDefault(name, Set.of()).contains(head)
                || (PublicMethods.makesAThing(method) && THINGS.contains(head))
                || Arrays.asList(arguments).contains(head); // the name of an operation, handed down
    }

    // ---- results

    private void requireSound(Object result) {
        if (result == null) {
            fail("returns null", null);
        } else if (result instanceof Tensor y) {
            requireSize(y.value());
            requireGradient(y);
        } else if (result instanceof NdArray y) {
            requireSize(y);
        } else if (result instanceof Index y) {
            requireSize(y.asArray());
        } else if (result instanceof Object[] all) {
            Arrays.stream(all).forEach(this::requireSound);
        } else if (result instanceof Record record && record.getClass().getPackage() == Tensor.class.getPackage()) {
            for (RecordComponent part : record.getClass().getRecordComponents()) {
                requireSound(read(part, record));
            }
        }
    }

    private static Object read(RecordComponent part, Record record) {
        try {
            return part.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void requireSize(NdArray y) {
        if (y.toArray().length != y.shape().size()) {
            fail("returns " + y.toArray().length + " numbers in shape " + y.shape(), null);
        }
    }

    /** Back-propagation through what came of it gives a gradient of the receiver's shape. */
    private void requireGradient(Tensor y) {
        if (!(receiver instanceof Tensor x) || !x.requiresGrad() || !y.requiresGrad()) {
            return;
        }
        Tensor gradient = null;
        try {
            gradient = y.sum().backward(x).of(x);
        } catch (RuntimeException | Error e) {
            fail("returns what cannot be differentiated", e);
        }
        if (!gradient.shape().equals(x.shape())) {
            fail("has a gradient of shape " + gradient.shape() + " for shape " + x.shape(), null);
        }
        requireSize(gradient.value());
    }

    // ---- words

    private void fail(String what, Throwable cause) {
        throw new AssertionError(this + " " + what + (cause == null ? "" : ": " + cause), cause);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method.getDeclaringClass().getSimpleName())
                .append('.')
                .append(method.getName())
                .append('(');
        for (int i = 0; i < arguments.length; i++) {
            text.append(i == 0 ? "" : ", ").append(text(arguments[i]));
        }
        return text.append(')')
                .append(receiver == null ? "" : " on " + text(receiver))
                .toString();
    }

    private static String text(Object value) {
        if (value instanceof Tensor x && x.size() > FEW) {
            return "Tensor" + x.shape() + (x.requiresGrad() ? ", variable" : "");
        }
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        Object[] boxed = new Object[Array.getLength(value)];
        Arrays.setAll(boxed, i -> text(Array.get(value, i)));
        return Arrays.toString(boxed);
    }
}
