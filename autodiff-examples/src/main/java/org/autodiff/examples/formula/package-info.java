/** Formulas: functions of named tensors, parsed from text. Open {@link org.autodiff.examples.formula.Formula} first. */
package org.autodiff.examples.formula;
