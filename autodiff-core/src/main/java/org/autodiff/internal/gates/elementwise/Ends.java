package org.autodiff.internal.gates.elementwise;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.POSITIVE_INFINITY;

import java.util.List;
import org.autodiff.gate.Kink;

/** The ends of domains that several functions share, with their derivatives there. */
final class Ends {
    /** Of a function that ends vertically at -1 and 1, where it rises. */
    static final List<Kink> OF_RISING_ARC = List.of(
            Kink.at("x = 1", 1).gradient(POSITIVE_INFINITY).second(POSITIVE_INFINITY),
            Kink.at("x = -1", -1).gradient(POSITIVE_INFINITY).second(NEGATIVE_INFINITY));

    /** Of 1 / x, and of other functions that fall so. */
    static final Kink OF_FALLING_POLE =
            Kink.at("x = 0", 0).gradient(NEGATIVE_INFINITY).second(POSITIVE_INFINITY);

    private Ends() {}
}
