// "Predict this gradient": a student finds the gradients one by one, from the output on, and is told which mistake a
// wrong number looks like.

import { isMeant, isNumber, number } from "./numbers.js";
import { escaped } from "./text.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Run} Run
 */

/**
 * What a wrong number looks like.
 * @param {Model} model @param {Run} run @param {number} id the node @param {number} typed
 * @returns {string} empty if it looks like nothing that is known
 */
export function mistakeOf(model, run, id, typed) {
  const exact = /** @type {number} */ (run.gradients[id]);
  const { nodes, edges, steps } = model.data;
  const order = steps.filter(([what]) => what === "accumulate").map(([, at]) => at);
  const uses = model
    .uses(id)
    .filter((e) => run.contributions[e.id] !== undefined)
    .sort((p, q) => order.indexOf(p.id) - order.indexOf(q.id));
  const parts = uses.map((e) => /** @type {number} */ (run.contributions[e.id]));
  const locals = uses.map((e) => /** @type {number} */ (run.locals[e.id]));
  /** @param {number[]} x */
  const sum = (x) => x.reduce((a, b) => a + b, 0);
  if (parts.length > 1) {
    if (isMeant(typed, parts[parts.length - 1])) {
      return "That is what came over the last path alone: it looks as if you overwrote the others. Where paths meet, gradients add up.";
    }
    const missing = parts.findIndex((_, i) => isMeant(typed, sum(parts.filter((__, j) => j !== i))));
    if (missing >= 0) {
      return `That leaves out the path through ${nodes[uses[missing].to].name}: this value is used ${parts.length} times, and each use counts.`;
    }
    if (isMeant(typed, parts.reduce((a, b) => a * b, 1))) return "The parts of several paths are added, not multiplied.";
  }
  if (isMeant(typed, -exact)) return "The size is right, but the sign is not: look at the sign of the local derivative.";
  if (isMeant(typed, sum(locals)) || locals.some((x) => isMeant(typed, x))) {
    return "That is the local derivative alone. Multiply it by the gradient that comes from above.";
  }
  const upstream = uses.map((e) => /** @type {number} */ (run.gradients[e.to]));
  if (upstream.some((x) => isMeant(typed, x))) {
    return "That is the gradient from above alone. Multiply it by the local derivative.";
  }
  for (const e of uses) {
    for (const other of nodes[e.to].inputs) {
      const swapped = /** @type {number} */ (run.locals[other]) * /** @type {number} */ (run.gradients[e.to]);
      if (edges[other].from !== id && isMeant(typed, swapped)) {
        return `That is the gradient of the other argument, ${nodes[edges[other].from].name}. A product swaps: each side gets the value of the other.`;
      }
    }
  }
  if (isNumber(run.values[id]) && isMeant(typed, run.values[id])) return "That is the value, not the gradient.";
  const ahead = uses.some((e) => upstream.length > 0 && isMeant(typed, sum(parts.map((p) => p / (upstream[0] || 1)))) && e);
  if (ahead) return "That uses an upstream gradient of 1: take the one that has arrived there.";
  return "";
}

/** The exercise. */
export class Prediction {
  /** @param {Model} model @param {() => Run} run @param {() => void} changed */
  constructor(model, run, changed) {
    this.model = model;
    this.run = run;
    this.changed = changed;
    this.on = false;
    /** @type {Set<number>} */
    this.found = new Set();
    this.message = "";
  }

  start() {
    this.on = true;
    this.found = new Set([this.model.data.output]);
    this.message = "The gradient of the output is 1. Go on from there.";
    this.changed();
  }

  stop() {
    this.on = false;
    this.changed();
  }

  /** The node whose gradient is asked for: the next one in the order of the walk; undefined at the end. */
  next() {
    const run = this.run();
    return this.model.data.steps
      .filter(([what]) => what === "done")
      .map(([, at]) => at)
      .find((id) => !this.found.has(id) && isNumber(run.gradients[id]) && this.model.data.nodes[id].kind !== "constant");
  }

  /** @param {number} node */
  hides(node) {
    return this.on && !this.found.has(node);
  }

  /** @param {number} typed */
  answer(typed) {
    const id = this.next();
    if (id === undefined) return;
    const run = this.run();
    const exact = /** @type {number} */ (run.gradients[id]);
    if (isMeant(typed, exact)) {
      this.found.add(id);
      this.message = `Right: the gradient of ${this.model.data.nodes[id].name} is ${number(exact)}.`;
    } else {
      this.message = `Not ${number(typed)}. ${mistakeOf(this.model, run, id, typed) || "Look at each use of this value: upstream × local, then add."}`;
    }
    this.changed();
  }

  reveal() {
    const id = this.next();
    if (id === undefined) return;
    this.found.add(id);
    const run = this.run();
    const parts = this.model
      .uses(id)
      .filter((e) => run.contributions[e.id] !== undefined)
      .map((e) => `${number(/** @type {number} */ (run.gradients[e.to]))} × ${number(/** @type {number} */ (run.locals[e.id]))}`);
    this.message = `${this.model.data.nodes[id].name}: ${parts.join(" + ")} = ${number(/** @type {number} */ (run.gradients[id]))}`;
    this.changed();
  }

  html() {
    const id = this.next();
    if (id === undefined) return `<p class="good" role="status">${escaped(this.message)} All gradients are found.</p>`;
    const node = this.model.data.nodes[id];
    return (
      `<p role="status" aria-live="polite">${escaped(this.message)}</p>` +
      `<form id="answer"><label>Gradient of <b>${escaped(node.name)}</b> ` +
      `<input name="typed" inputmode="decimal" autocomplete="off" size="10" aria-label="gradient of ${escaped(node.name)}"></label> ` +
      `<button>Check</button> <button type="button" id="reveal">Show me</button></form>`
    );
  }
}
