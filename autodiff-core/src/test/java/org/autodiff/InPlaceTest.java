package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In place or by calling the function: the same bits, whatever the function is. */
class InPlaceTest {
    /** Functions of (p, q, g, h, r): two parameters, two arrays of their shape, and a scalar. Two results. */
    private static final Map<String, UnaryOperator<Tensor[]>> FUNCTIONS = Map.of(
            "adam",
            in -> {
                Tensor c = in[4].mul(-0.1).expm1().neg().sqrt();
                Tensor q = in[1].mul(0.9).add(in[2].square().mul(0.1));
                return new Tensor[] {
                    in[0].sub(in[3].div(q.sqrt().add(c.mul(1e-3))).mul(in[4])), q
                };
            },
            "unary of an input, one result twice",
            in -> {
                Tensor y = in[0].tanh().add(in[0].exp()).lerp(in[2].abs(), 0.3);
                return new Tensor[] {y, y};
            },
            "where",
            in -> new Tensor[] {
                Tensor.where(in[2].greater(0), in[0].mul(2), in[4]), Tensor.where(in[4].less(2), in[1], in[3].sin())
            },
            "swap",
            in -> new Tensor[] {in[1], in[0]},
            "swap of results",
            in -> new Tensor[] {in[1].mul(2), in[0].mul(3)},
            "unchanged",
            in -> new Tensor[] {in[0], in[1].add(in[4])},
            "a view of the other",
            in -> new Tensor[] {in[1].reshape(in[1].shape().size()).reshape(in[1].shape()), in[0].add(1)},
            "a reduction",
            in -> new Tensor[] {in[0].sub(in[2].mean()), in[1].mul(in[3].norm())},
            "a constant of their shape",
            in -> new Tensor[] {Tensor.ones(in[0].shape()).add(in[0]), Tensor.zeros(in[1].shape())},
            "numbers taken out",
            in -> new Tensor[] {in[0].mul(in[4].item()), in[1].mul(in[4].item() > 2.5 ? 2 : 3)});

    private static final List<Shape> SHAPES = List.of(
            Shape.scalar(),
            Shape.of(1),
            Shape.of(0),
            Shape.of(3, 2),
            Shape.of(1025),
            Shape.of(2049, 1),
            Shape.of(300, 300));

    private static Tensor draw(Rng rng, Shape shape) {
        return Tensor.of(rng.normal(shape, 0, 1));
    }

    /** The parameters after some runs with changing inputs. */
    private static List<double[]> trained(UnaryOperator<Tensor[]> f, Shape shape, boolean inPlace) {
        Rng rng = Rng.of(5);
        Parameter p = Parameter.of("p", draw(rng, shape));
        Parameter q = Parameter.of("q", draw(rng, shape).square());
        Parameter[] targets = {p, q};
        InPlace step = InPlace.of(f);
        List<double[]> found = new ArrayList<>();
        List<Tensor> read = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Tensor[] inputs = {p, q, draw(rng, shape), draw(rng, shape), Tensor.of(i + 0.5)};
            Autodiff.step(() -> {
                Tensor[] made = inputs.clone();
                made[2] = made[2].mul(0.7); // of this step
                if (inPlace) {
                    step.run(targets, made);
                } else {
                    InPlace.assignAll(targets, f.apply(made));
                }
            });
            found.add(p.toArray());
            found.add(q.toArray());
            if (i % 2 == 0) {
                read.add(p.detach()); // which takes the memory away
            }
        }
        read.forEach(t -> found.add(t.toArray()));
        return found;
    }

    @Test
    void theSameBitsInPlace() {
        for (Map.Entry<String, UnaryOperator<Tensor[]>> f : FUNCTIONS.entrySet()) {
            for (Shape shape : SHAPES) {
                List<double[]> expected = trained(f.getValue(), shape, false);
                List<double[]> found = trained(f.getValue(), shape, true);
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(expected.get(i), found.get(i), f.getKey() + " of " + shape + ", " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void elementwiseFunctionsAreCalledTwice(boolean elementwise) {
        int[] calls = {0};
        Parameter p = Parameter.of("p", NdArray.of(1, 2, 3));
        InPlace step = InPlace.of(in -> {
            calls[0]++;
            return new Tensor[] {in[0].sub(elementwise ? in[1] : in[1].sum())};
        });
        for (int i = 1; i <= 4; i++) {
            step.run(new Parameter[] {p}, p, Tensor.of(i, 0, 0));
        }
        assertEquals(elementwise ? 2 : 4, calls[0]);
        assertArrayEquals(elementwise ? new double[] {-9, 2, 3} : new double[] {-9, -8, -7}, p.toArray());
    }

    @Test
    void otherShapesOrParametersCallTheFunctionAgain() {
        InPlace step = InPlace.of(in -> new Tensor[] {in[0].add(in[1])});
        Parameter p = Parameter.of("p", NdArray.of(1, 2));
        Parameter q = Parameter.of("q", NdArray.of(1, 2, 3));
        for (int i = 0; i < 3; i++) {
            step.run(new Parameter[] {p}, p, Tensor.of(1, 1));
            step.run(new Parameter[] {q}, q, Tensor.of(1, 1, 1));
            step.run(new Parameter[] {p}, p, Tensor.of(10));
            step.run(new Parameter[] {p}, p, p);
        }
        assertArrayEquals(new double[] {162, 170}, p.toArray());
        assertArrayEquals(new double[] {4, 5, 6}, q.toArray());
    }

    @Test
    void anInputMayBeWhatAnotherParameterHolds() {
        InPlace step = InPlace.of(in -> new Tensor[] {in[0].add(in[2]), in[1].add(in[3])});
        Parameter p = Parameter.of("p", NdArray.of(1));
        Parameter q = Parameter.of("q", NdArray.of(10));
        for (int i = 0; i < 3; i++) {
            step.run(new Parameter[] {p, q}, p, q, q, p); // the Fibonacci way: p + q, q + p
        }
        assertEquals(44, p.toArray()[0]);
        assertEquals(44, q.toArray()[0]);
    }

    @Test
    void graphsOfOldValuesAreStaleAndWhatWasReadStays() {
        Parameter p = Parameter.of("p", NdArray.of(1, 2));
        InPlace step = InPlace.of(in -> new Tensor[] {in[0].mul(2)});
        step.run(new Parameter[] {p}, p);
        Tensor loss = p.square().sum();
        NdArray kept = p.value();
        step.run(new Parameter[] {p}, p);
        assertEquals(NdArray.of(2, 4), kept);
        assertArrayEquals(new double[] {4, 8}, p.toArray());
        String message =
                assertThrows(IllegalStateException.class, loss::backward).getMessage();
        assertTrue(message.contains("'p'") || message.contains("p"), message);
    }

    @Test
    void onTrialInARecordingAndWithinATransformTheFunctionIsCalled() {
        Parameter p = Parameter.of("p", NdArray.of(1, 2));
        Parameter[] targets = {p};
        InPlace step = InPlace.of(in -> new Tensor[] {in[0].add(in[1])});
        Tensor one = Tensor.of(1, 1);
        step.run(targets, p, one);
        step.run(targets, p, one);
        Parameter.onTrial(() -> {
            step.run(targets, p, one);
            assertArrayEquals(new double[] {4, 5}, p.toArray());
            return null;
        });
        assertArrayEquals(new double[] {3, 4}, p.toArray());
        Tape tape = Tape.record(
                x -> {
                    step.run(targets, p, x[0]);
                    return p.sum();
                },
                Tensor.of(10, 20));
        assertArrayEquals(new double[] {13, 24}, p.toArray());
        assertEquals(40, tape.replay(Tensor.of(1, 2)).item());
        assertArrayEquals(new double[] {14, 26}, p.toArray());
        assertThrows(
                IllegalStateException.class,
                () -> Autodiff.vmap(x -> {
                            step.run(targets, p, x);
                            return x;
                        })
                        .apply(Tensor.ones(Shape.of(3, 2))));
        assertArrayEquals(new double[] {14, 26}, p.toArray());
    }

    @Test
    void whatFailsChangesNothing() {
        Parameter p = Parameter.of("p", NdArray.of(1, 2));
        Parameter q = Parameter.of("q", NdArray.of(1, 2));
        Parameter[] targets = {p, q};
        InPlace wrongShape = InPlace.of(in -> new Tensor[] {in[0].mul(2), in[1].unsqueeze(0)});
        InPlace tooFew = InPlace.of(in -> new Tensor[] {in[0].mul(2)});
        assertEquals(
                "inPlace: a result of shape (1, 2) for parameter 'q' of shape (2): must be the same",
                assertThrows(IllegalArgumentException.class, () -> wrongShape.run(targets, p, q))
                        .getMessage());
        assertEquals(
                "inPlace: 1 results for 2 parameters",
                assertThrows(IllegalArgumentException.class, () -> tooFew.run(targets, p, q))
                        .getMessage());
        InPlace good = InPlace.of(in -> new Tensor[] {in[0].mul(2), in[1].mul(in[2])});
        good.run(targets, p, q, Tensor.of(1));
        Tensor[] gone = new Tensor[1];
        Autodiff.step(() -> {
            gone[0] = Tensor.of(3).mul(1);
        });
        assertThrows(IllegalStateException.class, () -> good.run(targets, p, q, gone[0]));
        assertArrayEquals(new double[] {2, 4}, p.toArray());
        assertArrayEquals(new double[] {1, 2}, q.toArray());
    }
}
