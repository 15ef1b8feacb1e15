package org.autodiff.gradcheck.collection;

import java.util.List;

/** The half of the collection that the authors of the checker may look at. */
final class Development {
    private Development() {}

    static List<Case> cases() {
        Cases c = new Cases();
        DevelopmentNumbers.addTo(c);
        DevelopmentStructure.addTo(c);
        DevelopmentModels.addTo(c);
        DevelopmentTraps.addTo(c);
        return c.all();
    }
}
