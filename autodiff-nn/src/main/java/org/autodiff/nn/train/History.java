package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/** The course of a training: a row of numbers for each epoch. It grows while the training goes on. */
public final class History implements Stateful {
    /** The numbers that every epoch has, before those of validation and metrics. */
    private static final List<String> ALWAYS = List.of("steps", "loss", "learning rate", "seconds");

    /**
     * An epoch.
     *
     * @param number counted from 1
     * @param steps of the training up to its end
     * @param loss the mean over its samples, each as the model was when its batch came
     * @param learningRate of its last step
     * @param seconds the time for its steps, without validation; since the last resume if it was resumed
     * @param metrics of the validation, by name, {@code validation loss} first; empty without validation data
     */
    public record Epoch(
            int number, long steps, double loss, double learningRate, double seconds, Map<String, Double> metrics) {
        /** Copies the metrics. */
        public Epoch {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /**
         * A metric, or {@code loss}.
         *
         * @throws IllegalArgumentException if there is no such metric
         */
        public double value(String name) {
            if (name.equals("loss")) {
                return loss;
            }
            Double value = metrics.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "history: there is no '" + name + "', only 'loss' and " + metrics.keySet());
            }
            return value;
        }
    }

    private final List<String> metrics;
    private final List<Epoch> epochs = new ArrayList<>();

    History(List<String> metrics) {
        this.metrics = List.copyOf(metrics);
    }

    void add(Epoch epoch) {
        epochs.add(epoch);
    }

    /** The epochs so far. */
    public List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** How many epochs there are. */
    public int size() {
        return epochs.size();
    }

    /**
     * The last epoch.
     *
     * @throws IllegalStateException if there is none
     */
    public Epoch last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("history: no epoch has ended yet");
        }
        return epochs.get(epochs.size() - 1);
    }

    /**
     * A metric, or {@code loss}, of each epoch.
     *
     * @throws IllegalArgumentException if there is no such metric
     */
    public double[] values(String name) {
        return epochs.stream().mapToDouble(e -> e.value(name)).toArray();
    }

    /** A table as CSV, with a line of names first; numbers in full length, so that they can be read back exactly. */
    public String toCsv() {
        StringBuilder text = new StringBuilder("epoch");
        names().forEach(name -> text.append(',').append(name));
        for (Epoch epoch : epochs) {
            text.append('\n').append(epoch.number);
            for (double number : row(epoch)) {
                text.append(',')
                        .append(
                                number == Math.rint(number) && Math.abs(number) < 1e15
                                        ? Long.toString((long) number)
                                        : Double.toString(number));
            }
        }
        return text.append('\n').toString();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(ALWAYS);
        names.addAll(metrics);
        return names;
    }

    private double[] row(Epoch epoch) {
        double[] row = new double[ALWAYS.size() + metrics.size()];
        row[0] = epoch.steps;
        row[1] = epoch.loss;
        row[2] = epoch.learningRate;
        row[3] = epoch.seconds;
        for (int i = 0; i < metrics.size(); i++) {
            row[ALWAYS.size() + i] = epoch.metrics.get(metrics.get(i));
        }
        return row;
    }

    // ---- state

    @Override
    public Map<String, NdArray> state() {
        int columns = names().size();
        double[] all = new double[epochs.size() * columns];
        for (int i = 0; i < epochs.size(); i++) {
            System.arraycopy(row(epochs.get(i)), 0, all, i * columns, columns);
        }
        return Map.of("epochs", NdArray.of(Shape.of(epochs.size(), columns), all));
    }

    @Override
    public void load(Map<String, NdArray> state) {
        NdArray given = state.get("epochs");
        int rows = given == null || given.rank() == 0 ? 0 : given.shape().dim(0);
        int columns = names().size();
        StateCheck.of("history", Map.of("epochs", Shape.of(rows, columns)), state)
                .requireNothing();
        double[] all = given.toArray();
        epochs.clear();
        for (int i = 0; i < rows; i++) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (int j = 0; j < metrics.size(); j++) {
                values.put(metrics.get(j), all[i * columns + ALWAYS.size() + j]);
            }
            int at = i * columns;
            epochs.add(new Epoch(i + 1, (long) all[at], all[at + 1], all[at + 2], all[at + 3], values));
        }
    }

    /** A line for each epoch. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        for (Epoch epoch : epochs) {
            StringBuilder line =
                    new StringBuilder(String.format(Locale.ROOT, "epoch %d: loss %.4g", epoch.number, epoch.loss));
            epoch.metrics.forEach((name, value) -> line.append(String.format(Locale.ROOT, ", %s %.4g", name, value)));
            lines.add(line);
        }
        return lines.toString();
    }
}
