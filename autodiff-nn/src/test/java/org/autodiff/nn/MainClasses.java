package org.autodiff.nn;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of this module, without its tests. */
public final class MainClasses {
    private static final JavaClasses ALL = new ClassFileImporter()
            .importUrl(Layer.class.getProtectionDomain().getCodeSource().getLocation());

    private MainClasses() {}

    public static JavaClasses all() {
        return ALL;
    }
}
