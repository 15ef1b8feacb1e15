package org.autodiff.gradcheck.collection;

import java.util.List;

/** The half of the collection that the authors of the checker do not look at. */
final class HeldOut {
    private HeldOut() {}

    static List<Case> cases() {
        Cases c = new Cases();
        HeldOutNumbers.addTo(c);
        HeldOutStructure.addTo(c);
        HeldOutModels.addTo(c);
        HeldOutFields.addTo(c);
        HeldOutTraps.addTo(c);
        return c.all();
    }
}
