package org.autodiff.laws;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Every gate of the library obeys the laws, on random shapes and values. The seed of a failure repeats it. */
class GateLawsPropertyTest {

    @Property(shrinking = ShrinkingMode.OFF)
    void arithmetic(@ForAll long seed) {
        Sample.obey(Samples.arithmetic(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void elementwise(@ForAll long seed) {
        Sample.obey(Samples.elementwise(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void comparisons(@ForAll long seed) {
        Sample.obey(Samples.comparisons(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void reductions(@ForAll long seed) {
        Sample.obey(Samples.reductions(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void moves(@ForAll long seed) {
        Sample.obey(Samples.moves(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void matmul(@ForAll long seed) {
        Sample.obey(Samples.matmul(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void elementary(@ForAll long seed) {
        Sample.obey(ElementarySamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void activations(@ForAll long seed) {
        Sample.obey(ActivationSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void special(@ForAll long seed) {
        Sample.obey(SpecialSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void moreReductions(@ForAll long seed) {
        Sample.obey(ReductionSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void shapes(@ForAll long seed) {
        Sample.obey(ShapeSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void indices(@ForAll long seed) {
        Sample.obey(IndexSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void linearAlgebra(@ForAll long seed) {
        Sample.obey(LinalgSamples.all(), seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void convolutions(@ForAll long seed) {
        Sample.obey(ConvolutionSamples.all(), seed);
    }
}
