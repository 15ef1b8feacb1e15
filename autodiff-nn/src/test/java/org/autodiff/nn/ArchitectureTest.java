package org.autodiff.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** The walls around this module; see CONTRIBUTING, under Rules. */
class ArchitectureTest {
    private static final JavaClasses MAIN = MainClasses.all();

    @Test
    void nothingUsesTheInsideOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.autodiff.internal..")
                .check(MAIN);
    }

    /** What takes numbers out of tensors cannot be differentiated. Only what is not differentiated does. */
    @Test
    void layersLossesAndRulesTouchNoNumbers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.autodiff.nn.internal..",
                        "org.autodiff.nn.init..",
                        "org.autodiff.nn.data..",
                        "org.autodiff.nn.io..",
                        "org.autodiff.nn.metric..",
                        "org.autodiff.nn.train..")
                .should()
                .accessTargetWhere(takesNumbersOut())
                .check(MAIN);
    }

    private static DescribedPredicate<JavaAccess<?>> takesNumbersOut() {
        return DescribedPredicate.describe("numbers are taken out of a tensor", access -> {
            boolean array = access.getTargetOwner().isAssignableTo(NdArray.class)
                    || access.getTargetOwner().isAssignableTo(Tensor.class);
            String name = access.getTarget().getName();
            return array && (name.equals("toArray") || name.equals("copyTo") || name.equals("get"));
        });
    }

    @Test
    void noGatesOfItsOwn() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.autodiff.gate..")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.autodiff.nn.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void initialisersLossesAndDataDoNotKnowLayers() {
        noClasses()
                .that()
                .resideInAnyPackage("org.autodiff.nn.init", "org.autodiff.nn.loss", "org.autodiff.nn.data")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "know layers",
                        c -> c.getPackageName().equals("org.autodiff.nn") && !c.isEquivalentTo(Stateful.class)))
                .check(MAIN);
    }
}
