package org.autodiff.examples.formula;

import java.util.List;
import org.autodiff.Tensor;

/**
 * A formula as steps on numbered registers, in the order of evaluation. A loop runs them, so a formula of thousands of
 * terms needs no stack.
 *
 * @param constants by register, what is known beforehand; the variables and the results of steps are null
 * @param inputs the variables, in order of appearance
 */
record Program(SourceText source, List<Step> steps, Tensor[] constants, List<Input> inputs, int result) {

    /** Computes a value from those before it. */
    @FunctionalInterface
    interface Operation {
        Tensor apply(Tensor[] registers);
    }

    /**
     * A variable.
     *
     * @param column where it stands first
     */
    record Input(String name, int register, int column) {}

    /**
     * @param target the register of the result
     * @param column what is pointed at if the operation refuses its arguments
     */
    record Step(int target, Operation operation, int column) {}

    Tensor run(Tensor[] values) {
        Tensor[] registers = constants.clone();
        for (int i = 0; i < values.length; i++) {
            registers[inputs.get(i).register] = values[i];
        }
        for (Step step : steps) {
            registers[step.target] = run(source, step, registers);
        }
        return registers[result];
    }

    /** One step; what the library says of its arguments is said with the place in the formula. */
    static Tensor run(SourceText source, Step step, Tensor[] registers) {
        try {
            return step.operation.apply(registers);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw source.error(step.column, e.getMessage(), e);
        }
    }
}
