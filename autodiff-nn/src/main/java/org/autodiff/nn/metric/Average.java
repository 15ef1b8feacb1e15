package org.autodiff.nn.metric;

/** How the scores of several classes become one; the names are scikit-learn's. */
public enum Average {
    /** The mean over the classes, each of which counts the same, however rare it is. */
    MACRO("macro"),

    /** That of all decisions together. Where each sample has one class, this is the accuracy. */
    MICRO("micro"),

    /** The mean over the classes, weighted by how many samples belong to each. */
    WEIGHTED("weighted");

    private final String word;

    Average(String word) {
        this.word = word;
    }

    /** The word before the name of a score: {@code macroF1}. */
    String word() {
        return word;
    }
}
