package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which transform of several ends last, and which are in reverse mode. */
class TransformTest {
    private final Context context = Context.current();

    @Test
    void theOutermostOfNestedOnes() {
        Transform outer = Transform.begin(context, false);
        Transform middle = Transform.begin(context, false);
        Transform inner = Transform.begin(context, false);
        try {
            for (Transform other : new Transform[] {middle, inner}) {
                assertSame(outer, Transform.outermost(outer, other));
                assertSame(outer, Transform.outermost(other, outer));
            }
            assertSame(middle, Transform.outermost(inner, middle));
            assertSame(inner, Transform.outermost(inner, inner));
            assertNull(Transform.outermost(inner, null));
            assertNull(Transform.outermost(null, inner));
        } finally {
            inner.end(context);
            assertSame(middle, context.transform);
            middle.end(context);
            outer.end(context);
        }
        assertNull(context.transform);
    }

    /** As on two threads: nobody knows which ends last. */
    @Test
    void neitherOfTwoSideBySide() {
        Transform first = Transform.begin(context, false);
        first.end(context);
        Transform second = Transform.begin(context, false);
        second.end(context);
        assertNull(Transform.outermost(first, second));
        assertNull(Transform.outermost(second, first));
    }

    @Test
    void reverseModeReachesInwards() {
        for (boolean outerReverse : new boolean[] {false, true}) {
            for (boolean innerReverse : new boolean[] {false, true}) {
                Transform outer = Transform.begin(context, outerReverse);
                Transform inner = Transform.begin(context, innerReverse);
                inner.end(context);
                outer.end(context);
                assertEquals(outerReverse, Transform.withinReverse(outer));
                assertEquals(outerReverse || innerReverse, Transform.withinReverse(inner));
            }
        }
        assertFalse(Transform.withinReverse(null));
    }

    @Test
    void itsMarkCountsWhileItRuns() {
        Transform transform = Transform.begin(context, true);
        assertTrue(Transform.isLive(transform));
        assertEquals(transform.id, Transform.latest());
        transform.end(context);
        assertFalse(Transform.isLive(transform));
        assertTrue(Transform.isLive(null));
    }
}
