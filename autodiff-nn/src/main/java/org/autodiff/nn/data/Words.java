package org.autodiff.nn.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.autodiff.ndarray.NdArray;

/** Lists of words: their order, and how a state holds them. */
final class Words {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

    private Words() {}

    /** Sorted: as numbers if all are whole numbers, otherwise as text. */
    static List<String> sorted(Collection<String> words) {
        Comparator<String> order = Comparator.naturalOrder();
        if (words.stream().allMatch(word -> WHOLE.matcher(word).matches())) {
            order = Comparator.comparing((String word) -> new BigInteger(word)).thenComparing(order);
        }
        return words.stream().distinct().sorted(order).toList();
    }

    /** The words one after the other: the length of each, and its UTF-16 units. */
    static NdArray toArray(List<String> words) {
        return NdArray.of(words.stream()
                .flatMapToDouble(word -> DoubleStream.concat(
                        DoubleStream.of(word.length()), word.chars().asDoubleStream()))
                .toArray());
    }

    /**
     * The words that an array holds.
     *
     * @return null if it holds no such thing, or one of them twice
     */
    static List<String> of(NdArray array) {
        if (array == null || array.rank() != 1) {
            return null;
        }
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < array.size()) {
            int length = unit(array.at(at++), array.size() - at);
            if (length < 0) {
                return null;
            }
            StringBuilder word = new StringBuilder();
            for (int end = at + length; at < end; at++) {
                int unit = unit(array.at(at), Character.MAX_VALUE);
                if (unit < 0) {
                    return null;
                }
                word.append((char) unit);
            }
            words.add(word.toString());
        }
        return words.stream().distinct().count() == words.size() ? words : null;
    }

    private static int unit(double value, int most) {
        return value >= 0 && value <= most && value == Math.rint(value) ? (int) value : -1;
    }
}
