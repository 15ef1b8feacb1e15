package org.autodiff.examples.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.gradcheck.CheckedFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A program in any language as a function with a gradient. It reads lines such as {@code {"x": [1.0,2.0], "want":
 * "value"}} and answers each with one line: for {@code value} a number or nested lists; for {@code gradient} an object
 * with the gradient of each input, in the shape of that input; if the value is a list, the Jacobian, in the shape of
 * the value followed by that of the input. With a single input the object may be left out. {@code {"value": ...}},
 * {@code {"gradient": ...}} and {@code {"error": "why"}} are answers, too.
 */
final class Program implements CheckedFunction {
    /** What has a meaning of its own in questions and answers. */
    private static final Set<String> RESERVED = Set.of("want", "value", "gradient", "error");

    private final LineProcess process;
    private Optional<Shape> valueShape = Optional.empty();
    private int asked;

    /**
     * The function that a process computes.
     *
     * @throws UserError if an input has a name that the protocol needs
     */
    Program(LineProcess process, Set<String> inputs) {
        this.process = process;
        for (String name : inputs) {
            if (RESERVED.contains(name)) {
                throw new UserError("--cmd: an input cannot be called '" + name
                        + "', which means something else in the lines of the program; reserved are want, value,"
                        + " gradient and error");
            }
        }
    }

    @Override
    public NdArray value(Map<String, NdArray> at) {
        JsonElement answer = ask(at, "value");
        NdArray value = array(answer, "value");
        if (valueShape.isPresent() && !valueShape.get().equals(value.shape())) {
            throw wrong("has shape " + value.shape() + ", where the first value had shape " + valueShape.get());
        }
        valueShape = Optional.of(value.shape());
        return value;
    }

    @Override
    public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream) {
        JsonObject gradients = byName(ask(at, "gradient"), at.keySet());
        for (String name : gradients.keySet()) {
            if (!at.containsKey(name)) {
                throw wrong("has a gradient of '" + name + "', which is no input: the inputs are "
                        + String.join(", ", at.keySet()));
            }
        }
        Map<String, NdArray> all = new LinkedHashMap<>();
        at.forEach((name, x) -> {
            if (!gradients.has(name)) {
                throw wrong("has no gradient of '" + name + "': write {" + Text.format("\"%s\": ...", name)
                        + "}, with zeros if there is none");
            }
            all.put(name, product(upstream, array(gradients.get(name), name), name, x.shape()));
        });
        return all;
    }

    private NdArray product(NdArray upstream, NdArray jacobian, String name, Shape x) {
        Shape full = upstream.shape().concat(x);
        boolean gradient = upstream.size() == 1 && jacobian.shape().equals(x);
        if (!gradient && !jacobian.shape().equals(full)) {
            String rule = upstream.shape().isScalar()
                    ? "must have the shape of that input, " + x
                    : "must have the shape of the value and then that of the input, " + full;
            throw wrong("has a gradient of '" + name + "' of shape " + jacobian.shape() + ": it " + rule);
        }
        double[] sum = new double[x.size()];
        for (int i = 0; i < upstream.size(); i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += upstream.at(i) * jacobian.at(i * sum.length + j);
            }
        }
        return NdArray.of(x, sum);
    }

    private JsonElement ask(Map<String, NdArray> at, String want) {
        JsonObject question = new JsonObject();
        at.forEach((name, x) -> question.add(name, JsonArrays.write(x)));
        question.addProperty("want", want);
        asked++;
        String line = process.ask(question.toString());
        JsonElement answer = parse(line);
        if (answer.isJsonObject()) {
            JsonObject object = answer.getAsJsonObject();
            if (object.has("error")) {
                throw new UserError(
                        "--cmd: the program reports an error in answer " + asked + ": " + object.get("error"));
            }
            if (object.has(want) && object.size() == 1) {
                return object.get(want);
            }
        }
        return answer;
    }

    private JsonElement parse(String line) {
        if (line.isBlank()) {
            throw wrong("is an empty line");
        }
        try {
            return JsonParser.parseString(line);
        } catch (JsonParseException e) {
            throw wrong("is not JSON: " + Text.quote(line)
                    + " (each line on standard output must be an answer; all else goes to standard error)");
        }
    }

    private JsonObject byName(JsonElement answer, Set<String> names) {
        if (answer.isJsonObject()) {
            return answer.getAsJsonObject();
        }
        if (names.size() > 1) {
            throw wrong("is not an object: a gradient of several inputs is {\"NAME\": ..., ...} with "
                    + String.join(", ", names));
        }
        JsonObject only = new JsonObject();
        only.add(names.iterator().next(), answer);
        return only;
    }

    private NdArray array(JsonElement answer, String what) {
        try {
            return JsonArrays.read(answer);
        } catch (IllegalArgumentException e) {
            throw wrong("is not what was asked for, " + what + " as a number or nested lists: " + e.getMessage());
        }
    }

    private UserError wrong(String how) {
        return new UserError("--cmd: answer " + asked + " of the program " + how);
    }
}
