package org.autodiff.laws;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.ArrayBackDoor;
import org.autodiff.internal.Memory;
import org.autodiff.internal.PerThread;
import org.autodiff.internal.UndeclaredRead;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.sparse.SparseMatrix;
import org.autodiff.transforms.ArrayFunction;
import org.junit.jupiter.api.Test;

/** The walls of CONTRIBUTING, under Rules: a line of code knows its room. */
class ArchitectureTest {
    private static final String KERNEL = "org.autodiff.internal.kernel..";
    private static final String DIFFERENCES = "org.autodiff.internal.differences";

    private static final String JUNIT = "org.autodiff.gradcheck.junit";
    private static final String JQWIK = "org.autodiff.gradcheck.jqwik";

    private static final Set<String> VECTORS = Set.of(
            "jdk.incubator.vector.DoubleVector", "jdk.incubator.vector.LongVector", "jdk.incubator.vector.VectorMask");

    /** The classes of core, and not the tests beside them. */
    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

    private static DescribedPredicate<JavaClass> project() {
        return resideInAPackage("org.autodiff..");
    }

    private static void holds(ArchRule rule) {
        rule.check(CORE);
    }

    @Test
    void kernelsSeeNumbersOnly() {
        holds(noClasses()
                .that()
                .resideInAPackage(KERNEL)
                .should()
                .dependOnClassesThat(project().and(not(resideInAnyPackage(KERNEL, "org.autodiff.internal.platform")))));
    }

    @Test
    void gatesKnowNoThreadsAndNoLimits() {
        // They describe; from which sizes on something pays, and who does it, the loops decide.
        holds(noClasses()
                .that()
                .resideInAPackage("org.autodiff.internal.gates..")
                .should()
                .dependOnClassesThat(belongToAnyOf(Parallel.class, Limits.class)));
    }

    @Test
    void arraysKnowNoGradients() {
        holds(noClasses()
                .that()
                .resideInAPackage("org.autodiff.ndarray..")
                .should()
                .dependOnClassesThat(project()
                        .and(not(resideInAPackage("org.autodiff.ndarray..")))
                        .and(not(belongToAnyOf(
                                ArrayAccess.class,
                                ArrayBackDoor.class,
                                Memory.class,
                                Memory.Scope.class,
                                UndeclaredRead.class,
                                PerThread.class))))); // the back door: see ArrayAccess
    }

    @Test
    void theVectorApiStaysInTheKernels() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(KERNEL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector.."));
    }

    @Test
    void noVectorCrossesACall() {
        // Sooner or later C2 does not inline such a helper, boxes what crosses, and a loop is ten times slower.
        Set<String> helpers = CORE.stream()
                .flatMap(c -> c.getMethods().stream())
                .filter(m -> Stream.concat(Stream.of(m.getRawReturnType()), m.getRawParameterTypes().stream())
                        .anyMatch(type -> VECTORS.contains(type.getName())))
                .map(m -> m.getOwner().getSimpleName() + "." + m.getName())
                .collect(Collectors.toSet());
        // The first two are small enough; the others are called behind a loop, once.
        Set<String> known =
                Set.of("VectorKernels.load", "VectorKernels.broadcast", "VectorReductions.lane", "VectorReductions.at");
        assertEquals(known, helpers);
    }

    @Test
    void ejmlStaysInTheKernelsAndInConversions() {
        holds(noClasses()
                .that(not(resideInAPackage(KERNEL))
                        .and(not(
                                belongToAnyOf(Tensor.class, SparseMatrix.class, ArrayFunction.class, GradCheck.class))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.ejml.."));
    }

    @Test
    void theCheckersUseThePublicFaceOnly() {
        // So an author of a gate elsewhere can do all that they do.
        holds(noClasses()
                .that()
                .resideInAnyPackage("org.autodiff.gradcheck..", "org.autodiff.explain..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.autodiff.internal..").and(not(resideInAPackage(DIFFERENCES)))));
    }

    @Test
    void differencesKnowNumbersOnly() {
        holds(noClasses()
                .that()
                .resideInAPackage(DIFFERENCES)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("", DIFFERENCES, "java.."))));
    }

    @Test
    void nobodyElseUsesInternals() {
        holds(noClasses()
                .that(not(resideInAnyPackage(
                        "org.autodiff",
                        "org.autodiff.gate..",
                        "org.autodiff.ndarray..",
                        "org.autodiff.sparse..",
                        "org.autodiff.stats..",
                        "org.autodiff.memory..",
                        "org.autodiff.custom..",
                        "org.autodiff.transforms..",
                        "org.autodiff.internal..")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.autodiff.internal..").and(not(resideInAPackage(DIFFERENCES)))));
    }

    /** A runtime may lack its module; elsewhere nobody would notice that in time. */
    @Test
    void theFlightRecorderStaysWhereProfilesAreMade() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("org.autodiff.internal.profile")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr.."));
    }

    @Test
    void coreNeedsTheJdkAndEjmlOnly() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(JUNIT, JQWIK)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "",
                        "org.autodiff..",
                        "java..",
                        "jdk.incubator.vector..",
                        "jdk.jfr..",
                        "org.ejml..")))); // "": int, double[] ...
    }

    /** Two rooms for the tests of users, with libraries that only these have: nothing else may need them. */
    @Test
    void testAdaptersStandAlone() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(JUNIT, JQWIK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JUNIT, JQWIK));
        holds(noClasses()
                .that()
                .resideInAPackage(JUNIT)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("", "org.autodiff..", "java..", "org.junit.."))));
        holds(noClasses()
                .that()
                .resideInAPackage(JQWIK)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("", "org.autodiff..", "java..", "net.jqwik.api.."))));
    }

    @Test
    void theWallsStandOnSomething() {
        assertTrue(CORE.size() > 60, "found only " + CORE.size() + " classes");
        ArchRule wrong = noClasses()
                .that()
                .resideInAPackage("org.autodiff.internal.gates..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(KERNEL);
        assertThrows(AssertionError.class, () -> holds(wrong)); // gates call kernels: a rule can fail
    }
}
