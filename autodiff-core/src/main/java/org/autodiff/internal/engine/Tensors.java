package org.autodiff.internal.engine;

import java.lang.reflect.Constructor;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Tensors as core sees them: how they are made, and what they are made of. */
public final class Tensors {
    private static final FaceAccess FACE = face();

    /** In place of a scalar output, first and second input that a rule does not read: made once. */
    private static final Tensor[] UNREAD_SCALARS = {
        make(ArrayAccess.unread(Shape.scalar(), Node.OUTPUT), null, null),
        make(ArrayAccess.unread(Shape.scalar(), 0), null, null),
        make(ArrayAccess.unread(Shape.scalar(), 1), null, null)
    };

    private Tensors() {}

    /** By name: the engine needs no tensor to be initialised, and two classes that start each other could deadlock. */
    private static FaceAccess face() {
        try {
            Constructor<?> constructor = Class.forName(Tensor.class.getPackageName() + ".EngineAccess")
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FaceAccess) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A tensor of any kind but a parameter. */
    public static Tensor make(NdArray value, Node node, Level level) {
        return FACE.make(value, node, level);
    }

    /**
     * The gradients in a result of a backward pass, with null where no path carried one; null if it is no such result.
     */
    public static Iterable<Tensor> gradientsIn(Object result) {
        return FACE.gradientsIn(result);
    }

    /** Another tensor that is the same. */
    public static Tensor copy(Tensor t) {
        return make(t.value, t.node, t.level);
    }

    /** Its numbers, without telling a recording that they were read. */
    public static NdArray value(Tensor t) {
        return t.value;
    }

    /** A transform's own place on the tape for an argument that has none. */
    public static Tensor argument(Tensor x, Transform transform) {
        return make(x.value, new Leaf(null, x.shape(), transform), x.level);
    }

    /** An argument that moves in a direction: with a tangent at the level of a call. */
    public static Tensor moving(Tensor x, Tensor direction, Transform transform) {
        Tensor primal = snapshot(live(x));
        return make(primal.value, null, new Tangent(transform, primal, snapshot(live(direction))));
    }

    /** A tensor without its tangent at the level of a call. */
    public static Tensor primal(Tensor t, Transform transform) {
        return t.level instanceof Tangent here && here.transform() == transform ? here.below() : t;
    }

    /** The tangent of a tensor at the level of a call; null if it has none. */
    public static Tensor tangent(Tensor t, Transform transform) {
        return t.level instanceof Tangent here && here.transform() == transform ? here.tangent() : null;
    }

    /** The numbers for a check of an argument: of a tensor within a batch those of all examples. */
    public static NdArray numbers(Tensor tensor) {
        Tensor t = live(tensor);
        while (t.level != null) {
            t = t.level.below();
        }
        return t.value;
    }

    /** All that holds its numbers: an array, and tensors that transforms see in it. */
    public static List<Object> contents(Tensor t) {
        if (t.level == null) {
            return List.of(t.value);
        }
        return t.level instanceof Tangent moving
                ? List.of(t.value, moving.below(), moving.tangent())
                : List.of(t.value, t.level.below());
    }

    /** The same without a place on the tape; what transforms see in it stays. */
    public static Tensor withoutNode(Tensor t) {
        return t.level == null ? t.detach() : make(t.value, null, t.level);
    }

    /** Whether it is one example of a batch, and has no numbers of its own. */
    public static boolean isOneOfBatch(Tensor tensor) {
        for (Level level = live(tensor).level; level != null; level = level.below().level) {
            if (level instanceof Batch) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is nothing but an array: no node, no level. */
    public static boolean isPlain(Tensor t) {
        return t.node == null && t.level == null;
    }

    /** Whether no transform sees anything in it. */
    public static boolean hasNoLevel(Tensor t) {
        return t.level == null;
    }

    /** What made it, be it over or not; null for a constant. */
    public static Node node(Tensor t) {
        return t.node instanceof Unrecorded ? null : t.node;
    }

    /** The same; of a constant too what made it, as far as an observer had that kept. */
    public static Node origin(Tensor t) {
        return t.node;
    }

    /** The leaf of the tape that it is, or would be if it were not frozen; null if it is none. */
    public static Leaf leaf(Tensor t) {
        return t.node instanceof Leaf leaf ? leaf : t.ownLeaf();
    }

    /** What stands for a parameter on this thread; any other tensor itself. */
    static Tensor now(Tensor t) {
        return isParameter(t) ? Substitution.of(t) : t;
    }

    /**
     * This tensor as the function that is running sees it, without the tangents and batches of transforms that have
     * ended; for a parameter within a call that gives it another value, that.
     */
    public static Tensor live(Tensor tensor) {
        Tensor t = now(tensor);
        Enclosure enclosure = Context.current().enclosure;
        return peeled(enclosure == null ? t : enclosure.inside(t));
    }

    /** What the function that is running sees where a gate reads a tensor. */
    static Tensor read(Context context, Gate gate, int i, Tensor tensor) {
        if (context.enclosure == null && context.substitution == null) {
            return tensor; // nearly always
        }
        Tensor t = now(tensor);
        return context.enclosure == null ? t : context.enclosure.inside(gate, i, t);
    }

    /** The same of one that is already what the function sees. */
    static Tensor peeled(Tensor tensor) {
        Tensor t = tensor;
        while (t.level != null && !Transform.isLive(t.level.transform())) {
            t = t.level.afterwards();
        }
        return t;
    }

    /**
     * The node that made it; null for a constant, and if it leads to nothing but arguments of transforms that are over.
     */
    public static Node liveNode(Tensor t) {
        return t.node != null && t.node.isLive() ? t.node : null;
    }

    /** Whether reverse mode can reach anything through it, be it within a call of a transform or outside of that. */
    public static boolean onTape(Tensor tensor) {
        Tensor t = live(tensor);
        return liveNode(t) != null || (t.level != null && t.level.onTape());
    }

    /** Whether no derivative can go through it: it has no node and no tangent, nor has the batch that it is one of. */
    public static boolean isConstant(Tensor tensor) {
        for (Tensor t = live(tensor); ; t = live(t.level.below())) {
            if (liveNode(t) != null || t.level instanceof Tangent) {
                return false;
            }
            if (t.level == null) {
                return true;
            }
        }
    }

    /** Whether a tensor was computed from another one, as far as is known: tangents do not say where they come from. */
    public static boolean mayDependOn(Tensor tensor, Tensor other) {
        Tensor t = live(tensor);
        Tensor o = live(other);
        while (true) {
            boolean onTape = liveNode(t) != null && liveNode(o) != null && BackwardWalk.reaches(t.node, o.node);
            if (onTape || (t.level instanceof Tangent && o.level instanceof Tangent)) {
                return true;
            }
            if (t.level == null || o.level == null) {
                return false;
            }
            t = live(t.level.below());
            o = live(o.level.below());
        }
    }

    /** Whether it is a variable of the program, and not the argument of a transform. */
    public static boolean isVariable(Tensor t) {
        return t.level == null && t.node instanceof Leaf leaf && leaf.within == null;
    }

    /** Whether a call of a transform is running on this thread. */
    public static boolean isWithinTransform() {
        return Context.current().transform != null;
    }

    /** The same tensor with a copy of its numbers. */
    public static Tensor withNumbers(Tensor t, NdArray copy) {
        return make(copy, t.node, t.level);
    }

    /** This tensor without anything of transforms that have ended: so it keeps none of their memory alive. */
    public static Tensor settled(Tensor tensor) {
        Tensor t = live(tensor);
        Node node = liveNode(t);
        Level level = t.level == null ? null : t.level.settled();
        return node == t.node && level == t.level ? t : make(t.value, node, level);
    }

    /** What a node keeps of a tensor: of a parameter its value of this moment, with the same place on the tape. */
    public static Tensor snapshot(Tensor t) {
        return isParameter(t) ? make(t.value, t.node, null) : t;
    }

    /**
     * A tensor as the result of an operation that had nothing to do: not a parameter, which assignments would change.
     */
    public static Tensor asResult(Tensor t) {
        return isParameter(t) ? new Moves.Reshape(t.shape()).on(t) : t;
    }

    /** The same; but if its numbers are those of a parameter, with a copy that assignments do not change. */
    public static Tensor lasting(Tensor t) {
        return ArrayAccess.isOwned(t.value) && ArrayAccess.isThere(t.value) ? new Moves.Reshape(t.shape()).on(t) : t;
    }

    /** Whether it is a parameter of which no gradient is wanted now. */
    public static boolean isFrozen(Tensor t) {
        return t.node == null && t.ownLeaf() != null;
    }

    public static boolean isParameter(Tensor t) {
        return t.ownLeaf() != null;
    }

    /**
     * A tensor with a shape only, for a rule that must not read the numbers; for {@code which} see {@link Node#OUTPUT}.
     */
    static Tensor unread(Shape shape, int which) {
        return shape.isScalar() && which >= Node.OUTPUT && which <= 1
                ? UNREAD_SCALARS[which - Node.OUTPUT]
                : make(ArrayAccess.unread(shape, which), null, null);
    }
}
