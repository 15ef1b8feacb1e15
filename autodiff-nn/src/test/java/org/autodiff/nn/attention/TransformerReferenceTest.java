package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Reference;
import org.autodiff.nn.ReferenceCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transformers against PyTorch: src/test/python/attention.py. */
class TransformerReferenceTest {
    private static final Reference FILE = Reference.load("attention-transformer");

    private final ReferenceCases cases = new ReferenceCases(FILE);
    private final Mask padding = Mask.padding(FILE.tensor("masks/padded"));

    private static <B extends TransformerBuilder<B>> B small(B builder) {
        return builder.dimFeedforward(5).dropout(0);
    }

    private static TransformerEncoderLayer.Builder encoderLayer() {
        return small(TransformerEncoderLayer.builder(4, 2));
    }

    private void check(String name, TransformerEncoderLayer.Builder options) {
        TransformerEncoderLayer layer = options.build(Rng.of(1));
        cases.of(name).check(layer, x -> layer.apply(x[0]), "x");
    }

    @ParameterizedTest
    @CsvSource({"post, false", "pre, true"})
    void normBeforeAndAfter(String name, boolean normFirst) {
        check(name + "-relu", encoderLayer().normFirst(normFirst));
        check(name + "-gelu", encoderLayer().normFirst(normFirst).activation(Tensor::gelu));
    }

    @Test
    void options() {
        check("no-bias", encoderLayer().bias(false));
        check("eps", encoderLayer().layerNormEps(0.1));
        check("unbatched", encoderLayer());
    }

    /** In evaluation mode dropout does nothing. */
    @Test
    void evaluation() {
        TransformerEncoderLayer layer = encoderLayer().dropout(0.5).build(Rng.of(1));
        layer.eval();
        cases.of("unbatched").check(layer, x -> layer.apply(x[0]), "x");
    }

    @Test
    void masks() {
        TransformerEncoderLayer layer = encoderLayer().build(Rng.of(1));
        cases.of("masks").check(layer, x -> layer.apply(x[0], Mask.causal().and(padding)), "x");
    }

    @Test
    void encoder() {
        TransformerEncoder plain = small(TransformerEncoder.builder(4, 2, 2))
                .normFirst(true)
                .finalNorm(false)
                .build(Rng.of(1));
        cases.of("encoder").check(plain, x -> plain.apply(x[0]), "x");
        TransformerEncoder normed =
                small(TransformerEncoder.builder(4, 2, 2)).normFirst(true).build(Rng.of(1));
        cases.of("encoder-norm").check(normed, x -> normed.apply(x[0], Mask.none()), "x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decoderLayer(boolean normFirst) {
        TransformerDecoderLayer layer = small(TransformerDecoderLayer.builder(4, 2))
                .normFirst(normFirst)
                .build(Rng.of(1));
        cases.of(normFirst ? "decoder-pre" : "decoder-post")
                .check(layer, x -> layer.apply(x[0], x[1], Mask.causal(), padding), "x", "memory");
    }

    @Test
    void decoder() {
        TransformerDecoder decoder =
                small(TransformerDecoder.builder(4, 2, 2)).finalNorm(true).build(Rng.of(1));
        cases.of("decoder-stack").check(decoder, x -> decoder.apply(x[0], x[1]), "x", "memory");
    }

    @Test
    void nothingIsLeftOut() {
        normBeforeAndAfter("post", false);
        normBeforeAndAfter("pre", true);
        options();
        masks();
        encoder();
        decoderLayer(true);
        decoderLayer(false);
        decoder();
        assertEquals(Set.of(), cases.left());
    }
}
