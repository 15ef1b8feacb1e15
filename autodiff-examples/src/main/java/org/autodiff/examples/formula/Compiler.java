package org.autodiff.examples.formula;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.examples.formula.Expression.Argument;
import org.autodiff.examples.formula.Expression.At;
import org.autodiff.examples.formula.Expression.Binary;
import org.autodiff.examples.formula.Expression.Call;
import org.autodiff.examples.formula.Expression.Conditional;
import org.autodiff.examples.formula.Expression.Constant;
import org.autodiff.examples.formula.Expression.Definition;
import org.autodiff.examples.formula.Expression.Let;
import org.autodiff.examples.formula.Expression.Literal;
import org.autodiff.examples.formula.Expression.Member;
import org.autodiff.examples.formula.Expression.Negate;
import org.autodiff.examples.formula.Expression.Part;
import org.autodiff.examples.formula.Expression.Range;
import org.autodiff.examples.formula.Expression.Subscript;
import org.autodiff.examples.formula.Expression.Text;
import org.autodiff.examples.formula.Expression.Transpose;
import org.autodiff.examples.formula.Expression.Variable;
import org.autodiff.examples.formula.Expression.Vector;
import org.autodiff.examples.formula.Program.Input;
import org.autodiff.examples.formula.Program.Operation;
import org.autodiff.examples.formula.Program.Step;
import org.autodiff.ndarray.Shape;

/**
 * From trees to programs. What does not depend on a variable is computed here, once: so an axis may be written {@code
 * 1 - 2}, and constant matrices of the wrong shapes are found at once.
 */
final class Compiler {
    private final SourceText source;
    private final Map<Expression, Integer> columns;
    private final Draws draws;

    private final List<Step> steps = new ArrayList<>();
    private Tensor[] constants = new Tensor[16]; // by register, as in the program
    private int registers;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Operand> variables = new HashMap<>();
    private final Map<String, Deque<Operand>> defined = new HashMap<>(); // by name, the innermost definition first

    /** What is left to do, instead of recursion: sums may be thousands of levels deep. */
    private final Deque<Runnable> ahead = new ArrayDeque<>();

    private final Deque<Operand> values = new ArrayDeque<>();

    /** @param draws what makes random numbers; null where there are none */
    Compiler(SourceText source, Map<Expression, Integer> columns, Draws draws) {
        this.source = source;
        this.columns = columns;
        this.draws = draws;
    }

    Program compile(Expression root) {
        ahead.push(() -> visit(root));
        while (!ahead.isEmpty()) {
            ahead.pop().run();
        }
        requireValues(root, List.of(values.peek()));
        return new Program(
                source,
                List.copyOf(steps),
                Arrays.copyOf(constants, registers),
                List.copyOf(inputs),
                values.pop().register());
    }

    private void visit(Expression e) {
        if (e instanceof Literal literal) {
            values.push(operand(Tensor.of(literal.value()), false));
        } else if (e instanceof Constant constant) {
            values.push(operand(Tensor.of(constant.value()), constant == Constant.TRUE || constant == Constant.FALSE));
        } else if (e instanceof Variable variable) {
            values.push(variable(variable));
        } else if (e instanceof Negate negate) {
            after(List.of(negate.operand()), v -> emit(e, v, r -> r[at(v, 0)].neg()));
        } else if (e instanceof Binary binary) {
            after(List.of(binary.left(), binary.right()), v -> emit(e, v, operation(binary.operator(), v)));
        } else if (e instanceof Conditional c) {
            after(
                    List.of(c.condition(), c.then(), c.otherwise()),
                    v -> emit(e, v, r -> Tensor.where(r[at(v, 0)], r[at(v, 1)], r[at(v, 2)])));
        } else if (e instanceof Transpose transpose) {
            after(List.of(transpose.operand()), v -> emit(e, v, r -> transposed(r[at(v, 0)])));
        } else if (e instanceof Vector vector) {
            after(
                    vector.elements(),
                    v -> emit(
                            e,
                            v,
                            r -> Tensor.stack(
                                    0, v.stream().map(o -> r[o.register()]).toArray(Tensor[]::new))));
        } else if (e instanceof Text text) {
            values.push(Operand.of(text.text()));
        } else if (e instanceof Member member) {
            member(member);
        } else if (e instanceof Part part) {
            part(part);
        } else if (e instanceof Call call) {
            after(arguments(call), v -> call(call, v, Chosen.ONLY));
        } else if (e instanceof Let let) {
            let(let);
        }
    }

    /** First the operands, from left to right, then what is done with their values. */
    private void after(List<Expression> operands, Consumer<List<Operand>> then) {
        ahead.push(() -> {
            Operand[] v = new Operand[operands.size()];
            for (int i = v.length - 1; i >= 0; i--) {
                v[i] = values.pop();
            }
            then.accept(List.of(v));
        });
        for (int i = operands.size() - 1; i >= 0; i--) {
            Expression operand = operands.get(i);
            ahead.push(() -> visit(operand));
        }
    }

    private static int at(List<Operand> v, int i) {
        return v.get(i).register();
    }

    /** A new register, with its value if that is known. */
    private Operand operand(Tensor constant, boolean isTruth) {
        if (registers == constants.length) {
            constants = Arrays.copyOf(constants, 2 * registers);
        }
        constants[registers] = constant;
        return new Operand(registers++, constant, isTruth);
    }

    private Operand variable(Variable variable) {
        Deque<Operand> definitions = defined.get(variable.name());
        if (definitions != null && !definitions.isEmpty()) {
            return definitions.peek();
        }
        if (draws != null) {
            throw error(variable, "a value has no variables, so '" + variable.name() + "' means nothing here");
        }
        return variables.computeIfAbsent(variable.name(), name -> {
            inputs.add(new Input(name, registers, columns.get(variable)));
            return operand(null, false);
        });
    }

    /** A step, or its value where all operands are constants. */
    private void emit(Expression e, List<Operand> operands, Operation operation) {
        if (!(e instanceof Call)) { // whose arguments may be words
            requireValues(e, operands);
        }
        Step step = new Step(registers, operation, columns.get(e));
        if (operands.stream().allMatch(Operand::isKnown)) {
            values.push(operand(fold(step), false));
        } else {
            steps.add(step);
            values.push(operand(null, false));
        }
    }

    /** A copy, since the caller may be within a step whose memory is used again. */
    private Tensor fold(Step step) {
        try (NoGrad scope = NoGrad.open()) {
            Tensor value = Program.run(source, step, constants);
            return Tensor.of(value.shape(), value.toArray());
        }
    }

    private static Operation operation(Operator operator, List<Operand> v) {
        int a = at(v, 0);
        int b = at(v, 1);
        return switch (operator) {
            case ADD -> r -> r[a].add(r[b]);
            case SUBTRACT -> r -> r[a].sub(r[b]);
            case MULTIPLY -> r -> r[a].mul(r[b]);
            case DIVIDE -> r -> r[a].div(r[b]);
            case MATMUL -> r -> r[a].matmul(r[b]);
            case POWER -> power(v);
            case LESS -> r -> r[a].less(r[b]);
            case LESS_EQUAL -> r -> r[a].lessEqual(r[b]);
            case GREATER -> r -> r[a].greater(r[b]);
            case GREATER_EQUAL -> r -> r[a].greaterEqual(r[b]);
            case EQUAL -> r -> r[a].equalTo(r[b]);
            case NOT_EQUAL -> r -> r[a].notEqualTo(r[b]);
        };
    }

    /** A number as the exponent is part of the operation: x^2 is a product, and needs no logarithm. */
    private static Operation power(List<Operand> v) {
        int a = at(v, 0);
        int b = at(v, 1);
        Tensor exponent = v.get(1).constant();
        if (exponent != null && exponent.rank() == 0) {
            double number = exponent.item();
            return r -> r[a].pow(number);
        }
        return r -> r[a].pow(r[b]);
    }

    private static Tensor transposed(Tensor x) {
        return x.rank() < 2 ? x : x.transpose();
    }

    private void let(Let let) {
        ahead.push(() -> let.definitions().forEach(d -> defined.get(d.name()).pop()));
        ahead.push(() -> visit(let.body()));
        List<Definition> definitions = let.definitions();
        for (int i = definitions.size() - 1; i >= 0; i--) {
            Definition d = definitions.get(i);
            ahead.push(() ->
                    defined.computeIfAbsent(d.name(), n -> new ArrayDeque<>()).push(values.pop()));
            ahead.push(() -> visit(d.value()));
        }
    }

    // ---- calls

    /** One of several results, by its name. */
    private void member(Member member) {
        if (member.operand() instanceof Call call) {
            after(arguments(call), v -> call(call, v, new Chosen(member.name(), -1)));
        } else {
            throw error(member, "only a function with several results has parts with names, such as svd(A).s");
        }
    }

    /** One of several results, by its number: {@code split(x, 0, [1, 2])[0]}. */
    private void numbered(Part part, Call call) {
        List<Expression> operands = new ArrayList<>(arguments(call));
        operands.add(((At) part.subscripts().get(0)).position());
        after(operands, v -> {
            int number = (int) whole(part, Kind.INT, v.get(v.size() - 1));
            call(call, v.subList(0, v.size() - 1), new Chosen(null, number));
        });
    }

    private static boolean isOneOfSeveral(Part part) {
        return part.operand() instanceof Call call
                && part.subscripts().size() == 1
                && part.subscripts().get(0) instanceof At
                && Functions.givesArrays(call.function());
    }

    private static List<Expression> arguments(Call call) {
        return call.arguments().stream().map(Argument::value).toList();
    }

    private void requireValues(Expression e, List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand.text() != null) {
                String text = "\"" + operand.text() + "\"";
                throw source.error(
                        columns.getOrDefault(e, 0),
                        text + " is no value: words are arguments of functions, such as einsum(\"ij,jk->ik\", A, B)");
            }
        }
    }

    private void call(Call call, List<Operand> operands, Chosen chosen) {
        String name = call.function();
        List<Signature.Named> arguments = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            arguments.add(new Signature.Named(call.arguments().get(i).name(), operands.get(i)));
        }
        if (Draws.NAMES.contains(name)) {
            values.push(operand(draw(call, operands), false));
            return;
        }
        List<Signature> signatures = Functions.named(name);
        if (signatures.isEmpty()) {
            throw error(call, "unknown function '" + name + "'" + Nearest.hint(name, Functions.names(), ""));
        }
        List<String> reasons = new ArrayList<>();
        for (Signature signature : signatures) {
            try {
                emit(call, operands, signature.bind(arguments, chosen));
                return;
            } catch (Misfit e) {
                reasons.add(signature + ": " + e.getMessage());
            }
        }
        throw error(
                call,
                reasons.size() == 1
                        ? reasons.get(0)
                        : reasons.stream()
                                .collect(Collectors.joining("\n  ", "'" + name + "' cannot be called so:\n  ", "")));
    }

    private Tensor draw(Call call, List<Operand> operands) {
        if (draws == null) {
            throw error(call, "'" + call.function() + "' is for values, not for functions: give it to a variable");
        }
        try {
            if (call.arguments().stream().anyMatch(a -> !a.name().isEmpty())) {
                throw new Misfit("its arguments have no names");
            }
            Shape shape = (Shape) Kind.SHAPE.convert("'shape'", operands);
            return draws.draw(call.function(), shape);
        } catch (Misfit | IllegalArgumentException e) {
            throw error(call, call.function() + "(shape: int...): " + e.getMessage());
        }
    }

    // ---- parts

    private void part(Part part) {
        if (isOneOfSeveral(part)) {
            numbered(part, (Call) part.operand());
            return;
        }
        List<Expression> operands = new ArrayList<>(List.of(part.operand()));
        for (Subscript s : part.subscripts()) {
            if (s instanceof At at) {
                operands.add(at.position());
            } else if (s instanceof Range range) {
                for (Expression bound : new Expression[] {range.from(), range.to(), range.step()}) {
                    if (bound != null) {
                        operands.add(bound);
                    }
                }
            }
        }
        after(operands, v -> {
            Parts parts = new Parts();
            Deque<Operand> bounds = new ArrayDeque<>(v.subList(1, v.size()));
            for (Subscript s : part.subscripts()) {
                if (s instanceof At) {
                    Operand position = bounds.pop();
                    boolean single =
                            position.constant() == null || position.constant().rank() == 0;
                    parts.at(whole(part, single ? Kind.INT : Kind.INDEX, position));
                } else if (s instanceof Range range) {
                    parts.range(
                            range.from() == null ? 0 : (int) whole(part, Kind.INT, bounds.pop()),
                            range.to() == null ? null : (Integer) whole(part, Kind.INT, bounds.pop()),
                            range.step() == null ? 1 : (int) whole(part, Kind.INT, bounds.pop()));
                }
            }
            emit(part, v, r -> parts.of(r[at(v, 0)]));
        });
    }

    private Object whole(Part part, Kind kind, Operand position) {
        try {
            return kind.convert("a position", List.of(position));
        } catch (Misfit e) {
            throw error(part, e.getMessage());
        }
    }

    private FormulaException error(Expression e, String message) {
        return source.error(columns.get(e), message);
    }
}
