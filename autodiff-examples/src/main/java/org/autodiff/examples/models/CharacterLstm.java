package org.autodiff.examples.models;

import org.autodiff.*;
import org.autodiff.ndarray.*;
import org.autodiff.nn.*;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.optim.*;
import org.autodiff.nn.recurrent.*;

/** Learns a poem letter by letter, and recites from it. Lewis Carroll: Jabberwocky, 1871. */
public class CharacterLstm extends Model {
    static final String TEXT = """
            'Twas brillig, and the slithy toves
            Did gyre and gimble in the wabe:
            All mimsy were the borogoves,
            And the mome raths outgrabe.
            """;
    private static final int CHARACTERS = 128;
    private final Embedding embed = child("embed", Embedding.of(CHARACTERS, 16, Rng.of(1)));
    private final Lstm lstm = child("lstm", Lstm.of(16, 64, Rng.of(2)));
    private final Linear out = child("out", Linear.of(64, CHARACTERS, Rng.of(3)));

    /** The logits of the letter after each one of (n, t) letters. */
    Tensor apply(Index letters) {
        return traced(out.apply(lstm.apply(embed.apply(letters))));
    }

    static Index numbers(String text) {
        return Index.of(Shape.of(1, text.length()), text.chars().toArray());
    }

    /** Continues a text, letter by letter. A low temperature favours the most probable letters. */
    String recite(String text, int length, double temperature, Rng rng) {
        Sequence read = lstm.unroll(embed.apply(numbers(text)));
        while (text.length() < length) {
            Tensor logits = out.apply(read.outputs().select(1, -1));
            Tensor sums = logits.div(temperature).softmax(-1).cumsum(-1);
            char drawn = (char) sums.less(rng.nextDouble()).sum().item();
            text += drawn;
            read = lstm.unroll(embed.apply(numbers(String.valueOf(drawn))), read.last());
        }
        return text;
    }

    public static void main(String[] args) {
        CharacterLstm model = new CharacterLstm();
        Index input = numbers(TEXT.substring(0, TEXT.length() - 1));
        Index target = numbers(TEXT.substring(1));
        Optimizer adam = Optimizer.of(model, new Adam(), 0.01).refuseNonFinite(true);
        adam.clip(Clipping.byGlobalNorm(1));
        for (int step = 1; step <= 150; step++) {
            Tensor loss = new CrossEntropy().apply(model.apply(input), target);
            adam.step(loss.backward());
            if (step % 25 == 0) {
                System.out.printf("step %d: loss %.3f%n", step, loss.item());
            }
        }
        System.out.println(model.recite("'Twas", TEXT.length(), 0.5, Rng.of(4)));
    }
}
