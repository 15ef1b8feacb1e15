package org.autodiff.examples.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.formula.Formula;
import org.autodiff.gradcheck.CheckedFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A formula as a check: of the engine's gradient of it, or of derivatives that are claimed by formulas, too. If any is
 * claimed, inputs without a claim are held fixed: nothing is said of their derivatives.
 */
final class FormulaCheck {
    private final Formula formula;
    private final Map<String, NdArray> point;
    private final String[] names;
    private final Map<String, TensorFunction> claims = new LinkedHashMap<>();

    /**
     * A formula at a point, with claims of the form {@code NAME=FORMULA}.
     *
     * @throws UserError if variables and values do not match, or a claim is of something else
     */
    FormulaCheck(Formula formula, Map<String, NdArray> point, List<String> claims) {
        this.formula = formula;
        this.point = point;
        this.names = point.keySet().toArray(String[]::new);
        requireValues();
        claims.forEach(this::claim);
    }

    private void requireValues() {
        List<String> variables = formula.variables();
        if (variables.isEmpty()) {
            throw new UserError("the formula has no variables: there is nothing to differentiate");
        }
        for (String name : variables) {
            if (!point.containsKey(name)) {
                throw new UserError("no value of " + name + ": add --at " + name + "=... (a number, a vector [1,2], a"
                        + " matrix [1,2;3,4], random(3,4), or a file .npy, .json, .csv)");
            }
        }
        for (String name : point.keySet()) {
            if (!variables.contains(name)) {
                throw new UserError(
                        "--at: " + name + " is not in the formula, which has " + String.join(", ", variables));
            }
        }
    }

    private void claim(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? "" : option.substring(0, equals).strip();
        if (name.isEmpty()) {
            throw new UserError("--grad " + Text.quote(option) + ": write NAME=FORMULA");
        }
        if (!point.containsKey(name)) {
            throw new UserError(
                    "--grad: " + name + " is not in the formula, which has " + String.join(", ", formula.variables()));
        }
        Formula claimed = Formulas.parse("--grad " + name, option.substring(equals + 1));
        for (String variable : claimed.variables()) {
            if (!point.containsKey(variable)) {
                throw new UserError("--grad " + name + ": " + variable + " is not in the formula, which has "
                        + String.join(", ", formula.variables()));
            }
        }
        if (claims.put(name, claimed.function(names)) != null) {
            throw new UserError("--grad: there are two claims of " + name);
        }
    }

    /** The inputs that are not checked. */
    List<String> fixed() {
        List<String> fixed = new ArrayList<>(claims.isEmpty() ? List.of() : point.keySet());
        fixed.removeAll(claims.keySet());
        return fixed;
    }

    /** The check. */
    GradCheck check() {
        if (claims.isEmpty()) {
            GradCheck check = GradCheck.of(formula.function(point.keySet().toArray(String[]::new)));
            point.forEach((name, x) -> check.input(name, Tensor.of(x)));
            return check;
        }
        Map<String, NdArray> moved = new LinkedHashMap<>(point);
        moved.keySet().retainAll(claims.keySet());
        return GradCheck.of(new Claimed()).at(moved);
    }

    /** The formula with the claimed derivatives. */
    private final class Claimed implements CheckedFunction {
        @Override
        public NdArray value(Map<String, NdArray> at) {
            NdArray value = formula.function(names).apply(values(at)).value();
            if (!value.shape().isScalar()) {
                throw new UserError("--grad: the formula has shape " + value.shape()
                        + ": a gradient is that of one number, as of sum(...)");
            }
            return value;
        }

        @Override
        public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream) {
            Tensor[] values = values(at);
            Map<String, NdArray> gradients = new LinkedHashMap<>();
            claims.forEach((name, claim) -> {
                NdArray gradient = claim.apply(values).value();
                Shape shape = point.get(name).shape();
                if (!gradient.shape().equals(shape)) {
                    throw new UserError("--grad " + name + ": has shape " + gradient.shape() + ", but " + name
                            + " has shape " + shape);
                }
                double u = upstream.item();
                gradients.put(name, NdArray.build(shape, g -> {
                    for (int i = 0; i < g.length; i++) {
                        g[i] = u * gradient.at(i);
                    }
                }));
            });
            return gradients;
        }

        /** All inputs: those that are held fixed, too. */
        private Tensor[] values(Map<String, NdArray> at) {
            return point.entrySet().stream()
                    .map(input -> Tensor.of(at.getOrDefault(input.getKey(), input.getValue())))
                    .toArray(Tensor[]::new);
        }
    }
}
