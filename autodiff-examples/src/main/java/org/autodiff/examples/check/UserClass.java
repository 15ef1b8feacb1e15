package org.autodiff.examples.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.cli.UserError;
import org.autodiff.gradcheck.CheckedFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;

/** A class of the user as a check. What it may be is found by its types and the signatures of its methods. */
final class UserClass {
    /** What a class may be, as messages and the help say it; {@link #check} asks in this order. */
    static final List<String> FORMS = List.of(
            "a Supplier<GradCheck>, or a static method GradCheck check()",
            "an org.autodiff.gradcheck.CheckedFunction",
            "an org.autodiff.TensorFunction",
            "double value(double[]) and double[] gradient(double[])",
            "double[] value(double[]) and double[][] jacobian(double[])",
            "double value(DMatrixRMaj) and DMatrixRMaj gradient(DMatrixRMaj)");

    private final Class<?> type;
    private Object instance;

    UserClass(Class<?> type) {
        this.type = type;
    }

    /**
     * The check of this class at a point.
     *
     * @throws UserError if the class has none of the {@link #FORMS}, or the point does not fit
     */
    GradCheck check(Map<String, NdArray> point) {
        Optional<GradCheck> own = ownCheck();
        if (own.isPresent()) {
            if (!point.isEmpty()) {
                throw new UserError("--at: " + type.getName() + " makes a GradCheck of its own, with its own point");
            }
            return own.get();
        }
        if (is(CheckedFunction.class)) {
            return GradCheck.of((CheckedFunction) instance()).at(required(point));
        }
        if (is(TensorFunction.class)) {
            GradCheck check = GradCheck.of((TensorFunction) instance());
            required(point).forEach((name, x) -> check.input(name, Tensor.of(x)));
            return check;
        }
        return ofMethods(point);
    }

    private GradCheck ofMethods(Map<String, NdArray> point) {
        Optional<Method> value = valueMethod(double.class, double[].class);
        Optional<Method> gradient = method("gradient", double[].class, double[].class);
        if (value.isPresent() && gradient.isPresent()) {
            return GradCheck.of(x -> (double) call(value.get(), (Object) x), (double[] x) ->
                            (double[]) call(gradient.get(), (Object) x))
                    .at(vector(point));
        }
        Optional<Method> values = valueMethod(double[].class, double[].class);
        Optional<Method> jacobian = method("jacobian", double[][].class, double[].class);
        if (values.isPresent() && jacobian.isPresent()) {
            return GradCheck.ofJacobian(x -> (double[]) call(values.get(), (Object) x), x ->
                            (double[][]) call(jacobian.get(), (Object) x))
                    .at(vector(point));
        }
        Optional<Method> ofMatrix = valueMethod(double.class, DMatrixRMaj.class);
        Optional<Method> matrixGradient = method("gradient", DMatrixRMaj.class, DMatrixRMaj.class);
        if (ofMatrix.isPresent() && matrixGradient.isPresent()) {
            return GradCheck.ejml(
                            w -> (double) call(ofMatrix.get(), w), w -> (DMatrixRMaj) call(matrixGradient.get(), w))
                    .at(matrix(point));
        }
        throw noneFits();
    }

    private Optional<GradCheck> ownCheck() {
        Optional<Method> method = method("check", GradCheck.class);
        if (method.isPresent()) {
            GradCheck made = (GradCheck) call(method.get());
            if (made == null) {
                throw new UserError("--class " + type.getName() + ": its method check() returned null");
            }
            return Optional.of(made);
        }
        if (!is(Supplier.class)) {
            return Optional.empty();
        }
        Object made = ((Supplier<?>) instance()).get();
        if (made instanceof GradCheck check) {
            return Optional.of(check);
        }
        throw new UserError("--class " + type.getName() + ": is a Supplier, but made "
                + (made == null ? "null" : "a " + made.getClass().getName()) + " and no GradCheck");
    }

    private boolean is(Class<?> form) {
        return form.isAssignableFrom(type);
    }

    private Optional<Method> valueMethod(Class<?> result, Class<?> parameter) {
        return method("value", result, parameter).or(() -> method("applyAsDouble", result, parameter));
    }

    private Optional<Method> method(String name, Class<?> result, Class<?>... parameters) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals(name)
                        && m.getReturnType() == result
                        && Arrays.equals(m.getParameterTypes(), parameters))
                .findFirst();
    }

    private Object call(Method method, Object... arguments) {
        method.setAccessible(true); // a public method of a class that is not
        return UserCode.call(method, Modifier.isStatic(method.getModifiers()) ? null : instance(), arguments);
    }

    private Object instance() {
        if (instance == null) {
            try {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                instance = constructor.newInstance();
            } catch (NoSuchMethodException | InstantiationException e) {
                throw new UserError(
                        "--class " + type.getName() + ": cannot be made: it needs a constructor without"
                                + " parameters and must not be abstract",
                        e);
            } catch (InvocationTargetException e) {
                throw new UserError(
                        "--class " + type.getName() + ": its constructor threw " + UserCode.trace(e.getCause()), e);
            } catch (IllegalAccessException e) {
                throw new UserError("--class " + type.getName() + ": cannot be made: " + e.getMessage(), e);
            }
        }
        return instance;
    }

    private Map<String, NdArray> required(Map<String, NdArray> point) {
        if (point.isEmpty()) {
            throw new UserError("--class " + type.getName() + ": where? Give a point: --at x=[1,2,3]");
        }
        return point;
    }

    private NdArray only(Map<String, NdArray> point) {
        if (required(point).size() > 1) {
            throw new UserError(
                    "--at: " + type.getName() + " takes one array, but there are " + String.join(", ", point.keySet()));
        }
        return point.values().iterator().next();
    }

    private double[] vector(Map<String, NdArray> point) {
        NdArray x = only(point);
        if (x.rank() > 1) {
            throw new UserError("--at: " + type.getName() + " takes a double[], but the point has shape " + x.shape());
        }
        return x.toArray();
    }

    private DMatrixRMaj matrix(Map<String, NdArray> point) {
        NdArray x = only(point);
        if (x.rank() > 2) {
            throw new UserError("--at: " + type.getName() + " takes a matrix, but the point has shape " + x.shape());
        }
        Shape shape = x.shape();
        int rows = shape.rank() == 0 ? 1 : shape.dim(0); // a vector is a column
        int columns = shape.rank() < 2 ? 1 : shape.dim(1);
        return new DMatrixRMaj(rows, columns, true, x.toArray());
    }

    private UserError noneFits() {
        String line = System.lineSeparator();
        String methods = Arrays.stream(type.getMethods())
                .filter(m -> m.getDeclaringClass() != Object.class)
                .map(m -> "  " + m.getReturnType().getSimpleName() + " " + m.getName() + "("
                        + Arrays.stream(m.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", "))
                        + ")")
                .sorted()
                .distinct()
                .collect(Collectors.joining(line));
        return new UserError("--class " + type.getName() + ": is none of what can be checked:" + line + "  "
                + String.join(line + "  ", FORMS) + line
                + "(methods public, static or not; applyAsDouble is as good as value). Its public methods are"
                + (methods.isEmpty() ? " none" : ":" + line + methods));
    }
}
