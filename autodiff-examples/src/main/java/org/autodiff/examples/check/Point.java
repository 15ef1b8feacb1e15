package org.autodiff.examples.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.formula.Formula;
import org.autodiff.ndarray.NdArray;

/** Where a gradient is checked: the inputs by name, as the options {@code --at} give them. */
public final class Point {
    private static final String OPTION = "--at";

    private Point() {}

    /**
     * Reads the options.
     *
     * @param nameOfTheOnly the name of the input if a single value is given without one
     * @param seed of {@code random(...)} in the values; each name has random numbers of its own
     * @throws UserError if a value cannot be read or is not finite, or a name is missing or given twice
     */
    public static Map<String, NdArray> read(List<String> options, String nameOfTheOnly, long seed) {
        List<Assignment> all = new ArrayList<>();
        options.forEach(option -> all.addAll(Assignment.parse(OPTION, option)));
        Map<String, NdArray> point = new LinkedHashMap<>();
        for (Assignment a : all) {
            boolean file = PointFile.isNamedBy(a.unquoted());
            boolean needsNoName = all.size() == 1 || file && a.unquoted().endsWith(".json");
            if (a.name().isEmpty() && !needsNoName) {
                throw new UserError(OPTION + ": " + Text.quote(a.value())
                        + " has no name: write NAME=VALUE; the numbers of a vector stand in brackets, x=[1,2,3]");
            }
            String name = a.name().orElse(nameOfTheOnly);
            Map<String, NdArray> values = file
                    ? PointFile.read(a.unquoted(), name, a.name().isPresent())
                    : Map.of(name, formula(name, a.value(), seed));
            values.forEach((key, value) -> put(point, key, value));
        }
        return point;
    }

    private static NdArray formula(String name, String text, long seed) {
        long own = seed ^ name.hashCode() * 0x9E3779B97F4A7C15L;
        return Formulas.orUserError(OPTION + " " + name, () -> Formula.constant(text, own))
                .value();
    }

    private static void put(Map<String, NdArray> point, String name, NdArray value) {
        for (int i = 0; i < value.size(); i++) {
            if (!Double.isFinite(value.at(i))) {
                throw new UserError(OPTION + " " + name + ": element " + i + " is " + value.at(i)
                        + ": a gradient is checked where the inputs are finite numbers");
            }
        }
        if (point.put(name, value) != null) {
            throw new UserError(OPTION + ": there are two values of " + name);
        }
    }
}
