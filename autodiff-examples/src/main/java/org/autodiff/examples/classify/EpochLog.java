package org.autodiff.examples.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.Epoch.Score;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Stateful;

/** The epochs so far, as a part of a checkpoint: a resumed run reports all of them. */
final class EpochLog implements Stateful {
    private static final String NAME = "epochs";
    private static final int COLUMNS = 8;

    private final List<Epoch> epochs = new ArrayList<>();

    List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    void add(Epoch epoch) {
        epochs.add(epoch);
    }

    @Override
    public Map<String, NdArray> state() {
        double[] all = epochs.stream()
                .flatMapToDouble(e -> DoubleStream.of(
                        e.number(),
                        e.train().loss(),
                        e.train().right(),
                        e.train().samples(),
                        e.validation().loss(),
                        e.validation().right(),
                        e.validation().samples(),
                        e.samplesPerSecond()))
                .toArray();
        return Map.of(NAME, NdArray.of(Shape.of(epochs.size(), COLUMNS), all));
    }

    @Override
    public void load(Map<String, NdArray> state) {
        NdArray all = state.get(NAME);
        if (state.size() != 1 || all == null || all.rank() != 2 || all.shape().dim(1) != COLUMNS) {
            throw new IllegalArgumentException("epochs: the state does not fit: " + state.keySet());
        }
        epochs.clear();
        for (int i = 0; i < all.shape().dim(0); i++) {
            epochs.add(new Epoch((int) all.get(i, 0), score(all, i, 1), score(all, i, 4), all.get(i, COLUMNS - 1)));
        }
    }

    private static Score score(NdArray all, int row, int column) {
        return new Score(all.get(row, column), (int) all.get(row, column + 1), (int) all.get(row, column + 2));
    }
}
