package org.autodiff.examples.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program for {@code --cmd}, right or wrong in the way that its argument names. */
final class Answers {
    private Answers() {}

    /** The command that starts it. */
    static String command(String manner) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = place(Answers.class) + File.pathSeparator + place(JsonParser.class);
        return String.format(
                "'%s' -XX:TieredStopAtLevel=1 -cp '%s' %s %s", java, classPath, Answers.class.getName(), manner);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String manner = arguments[0];
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.err.println("loaded " + manner);
        if (manner.equals("talkative")) {
            System.out.println("Loading the model ...");
        }
        int n = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject question = JsonParser.parseString(line).getAsJsonObject();
            boolean value = question.get("want").getAsString().equals("value");
            switch (++n == 1 ? "right" : manner) {
                case "silent" -> Thread.sleep(60_000);
                case "dying" -> {
                    System.err.println("segmentation fault");
                    System.exit(7);
                }
                case "french" -> System.out.println("une valeur");
                case "blank" -> System.out.println();
                case "failing" -> System.out.println("{\"error\": \"x[0] is too large\"}");
                default -> System.out.println(value ? value(question, manner, n) : gradient(question, manner));
            }
            if (manner.equals("twice")) {
                System.out.println("3");
            }
        }
    }

    private static double[] x(JsonObject question) {
        JsonArray list = question.getAsJsonArray("x");
        double[] x = new double[list.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = list.get(i).getAsDouble();
        }
        return x;
    }

    private static String value(JsonObject question, String manner, int n) {
        double[] x = x(question);
        double f = x[0] * x[0] * x[1] + Math.sin(x[2]);
        return switch (manner) {
            case "jacobian" -> "[" + f + ", " + 3 * x[0] + "]";
            case "nan" -> n == 1 ? "" + f : "NaN";
            case "null" -> n == 1 ? "" + f : "{\"value\": null}";
            case "shapeless" -> n == 1 ? "" + f : "[" + f + ", 1]";
            case "six-digits" -> String.format(java.util.Locale.ROOT, "%.6g", f);
            default -> "" + f;
        };
    }

    private static String gradient(JsonObject question, String manner) {
        double[] x = x(question);
        double factor = manner.equals("wrong") ? 1.01 : 1;
        String g = "[" + 2 * x[0] * x[1] + ", " + factor * x[0] * x[0] + ", " + Math.cos(x[2]) + "]";
        return switch (manner) {
            case "jacobian" -> "{\"gradient\": {\"x\": [" + g + ", [3, 0, 0]]}}";
            case "bare" -> g;
            case "short" -> "{\"x\": [1, 2]}";
            case "misnamed" -> "{\"y\": " + g + "}";
            case "empty" -> "{}";
            case "ragged" -> "{\"x\": [1, [2], 3]}";
            default -> "{\"x\": " + g + "}";
        };
    }
}
