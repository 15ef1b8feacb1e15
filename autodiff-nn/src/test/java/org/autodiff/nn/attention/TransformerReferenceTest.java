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
    private static final TransformerOptions OPTIONS =
            new TransformerOptions(4, 2).feedForward(5).dropout(0);

    private final ReferenceCases cases = new ReferenceCases(FILE);
    private final Mask padding = Mask.padding(FILE.tensor("masks/padded"));

    private void check(String name, TransformerOptions options) {
        TransformerEncoderLayer layer = TransformerEncoderLayer.of(options, Rng.of(1));
        cases.of(name).check(layer, x -> layer.apply(x[0]), "x");
    }

    @ParameterizedTest
    @CsvSource({"post, false", "pre, true"})
    void normBeforeAndAfter(String name, boolean preNorm) {
        check(name + "-relu", OPTIONS.preNorm(preNorm));
        check(name + "-gelu", OPTIONS.preNorm(preNorm).activation(Tensor::gelu));
    }

    @Test
    void options() {
        check("no-bias", OPTIONS.bias(false));
        check("eps", OPTIONS.eps(0.1));
        check("unbatched", OPTIONS);
    }

    /** In evaluation mode dropout does nothing. */
    @Test
    void evaluation() {
        TransformerEncoderLayer layer = TransformerEncoderLayer.of(OPTIONS.dropout(0.5), Rng.of(1));
        layer.eval();
        cases.of("unbatched").check(layer, x -> layer.apply(x[0]), "x");
    }

    @Test
    void masks() {
        TransformerEncoderLayer layer = TransformerEncoderLayer.of(OPTIONS, Rng.of(1));
        cases.of("masks").check(layer, x -> layer.apply(x[0], Mask.causal().and(padding)), "x");
    }

    @Test
    void encoder() {
        TransformerEncoder plain = TransformerEncoder.of(2, OPTIONS.preNorm(true), false, Rng.of(1));
        cases.of("encoder").check(plain, x -> plain.apply(x[0]), "x");
        TransformerEncoder normed = TransformerEncoder.of(2, OPTIONS.preNorm(true), Rng.of(1));
        cases.of("encoder-norm").check(normed, x -> normed.apply(x[0], Mask.none()), "x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decoderLayer(boolean preNorm) {
        TransformerDecoderLayer layer = TransformerDecoderLayer.of(OPTIONS.preNorm(preNorm), Rng.of(1));
        cases.of(preNorm ? "decoder-pre" : "decoder-post")
                .check(layer, x -> layer.apply(x[0], x[1], Mask.causal(), padding), "x", "memory");
    }

    @Test
    void decoder() {
        TransformerDecoder decoder = TransformerDecoder.of(2, OPTIONS, true, Rng.of(1));
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
