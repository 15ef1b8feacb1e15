// The trace, and what is computed from it again: other numbers for the inputs, a walk with a mistake in it, tangents.

import { evaluate, parse } from "./expression.js";
import { agree, isNumber } from "./numbers.js";

/**
 * @typedef {import("./numbers.js").Value} Value
 * @typedef {{id: number, name: string, kind: string, op: string, gate: string, attributes: Record<string, string>,
 *   shape: number[], group: number, line: string, inputs: number[], formula: string, numbers: string, value: Value,
 *   gradient: Value, branch: string, flags: string[]}} Node
 * @typedef {{id: number, from: number, to: number, slot: number, derivative: string, local: Value,
 *   contribution: Value}} Edge
 * @typedef {["forward" | "seed" | "done", number] | ["multiply" | "accumulate", number]} Step
 * @typedef {{id: number, parent: number, name: string, folded: boolean}} Group
 * @typedef {{title: string, nodes: Node[], edges: Edge[], steps: Step[], groups: Group[], output: number,
 *   live: string, operations: Record<string, {value: string, derivative: string[]}>}} Data
 * @typedef {{values: Value[], locals: Value[], gradients: (Value | undefined)[],
 *   contributions: (Value | undefined)[], sums: (Value | undefined)[]}} Run
 */

/** A function that can be computed here, and its back-propagation. */
export class Model {
  /** @param {Data} data */
  constructor(data) {
    this.data = data;
    /** The nodes whose numbers can be changed: single numbers that nothing makes. */
    this.adjustable = data.live === "yes" ? data.nodes.filter((n) => n.kind === "input" || n.kind === "variable") : [];
    /** @type {Map<string, {value: import("./expression.js").Expression, derivative: import("./expression.js").Expression[]}>} */
    this.operations = new Map();
    for (const [gate, texts] of Object.entries(data.operations)) {
      this.operations.set(gate, { value: parse(texts.value), derivative: texts.derivative.map(parse) });
    }
  }

  /** What the engine has computed. @returns {Run} */
  recorded() {
    const { nodes, edges, steps } = this.data;
    /** @type {Run} */
    const run = {
      values: nodes.map((n) => n.value),
      locals: edges.map((e) => e.local),
      gradients: nodes.map((n) => (n.gradient === null ? undefined : n.gradient)),
      contributions: edges.map((e) => (e.contribution === null ? undefined : e.contribution)),
      sums: edges.map(() => undefined),
    };
    /** @type {(Value | undefined)[]} */
    const soFar = nodes.map(() => undefined);
    for (const [what, at] of steps) {
      if (what !== "accumulate") continue;
      const edge = edges[at];
      soFar[edge.from] = plus(soFar[edge.from], run.contributions[at], run.gradients[edge.from]);
      run.sums[at] = soFar[edge.from];
    }
    return run;
  }

  /**
   * The same for other inputs.
   * @param {Map<number, number>} inputs numbers for adjustable nodes
   * @returns {Run}
   */
  run(inputs) {
    const { nodes, edges } = this.data;
    /** @type {number[]} */
    const values = [];
    /** @type {number[]} */
    const locals = edges.map(() => 0);
    for (const node of nodes) {
      const given = inputs.get(node.id);
      const operation = this.operations.get(`${node.gate}/${node.inputs.length}`) ?? this.operations.get(node.gate);
      if (!operation) {
        values.push(given ?? /** @type {number} */ (node.value));
        continue;
      }
      const names = this.names(node, values);
      names.y = evaluate(operation.value, names);
      values.push(names.y);
      for (const e of node.inputs) {
        const derivative = operation.derivative[edges[e].slot];
        locals[e] = derivative ? evaluate(derivative, names) : 0;
      }
    }
    return { values, locals, ...this.walk(locals, (edge) => edge) };
  }

  /** @param {Node} node @param {number[]} values @returns {Record<string, number>} */
  names(node, values) {
    /** @type {Record<string, number>} */
    const names = {};
    for (const [name, text] of Object.entries(node.attributes)) names[name] = Number(text);
    const operands = node.inputs.map((e) => values[this.data.edges[e].from]);
    const called = operands.length === 1 ? ["x"] : operands.length === 2 ? ["a", "b"] : ["m", "a", "b"];
    operands.forEach((x, i) => (names[called[i]] = x));
    return names;
  }

  /**
   * Back-propagation over single numbers, in the order of the engine.
   * @param {number[]} locals
   * @param {(edge: Edge, contribution: number, before: number | undefined) => any} change a mistake, for the what-ifs
   * @param {(sum: number | undefined, part: number, edge: Edge) => number | undefined} add
   */
  walk(locals, change, add = (sum, part) => (sum === undefined ? part : sum + part)) {
    const { nodes, edges, steps, output } = this.data;
    /** @type {(number | undefined)[]} */
    const gradients = nodes.map(() => undefined);
    /** @type {(number | undefined)[]} */
    const contributions = edges.map(() => undefined);
    /** @type {(number | undefined)[]} */
    const sums = edges.map(() => undefined);
    gradients[output] = 1;
    for (const [what, at] of steps) {
      if (what !== "multiply") continue;
      const edge = edges[at];
      const upstream = gradients[edge.to];
      if (upstream === undefined) continue;
      // 0 times anything is 0, as in the engine: a way that is closed stays closed
      const part = upstream === 0 || locals[at] === 0 ? 0 : upstream * locals[at];
      contributions[at] = part;
      gradients[edge.from] = add(gradients[edge.from], part, edge);
      sums[at] = gradients[edge.from];
    }
    return { gradients, contributions, sums };
  }

  /**
   * Back-propagation with a mistake that people make.
   * @param {"overwrite" | "forgotten" | "order" | "sign"} mistake
   * @param {Run} run what is right
   * @returns {(number | undefined)[]} gradients
   */
  broken(mistake, run) {
    const locals = /** @type {number[]} */ (run.locals);
    const { nodes, edges, output } = this.data;
    switch (mistake) {
      case "overwrite":
        return this.walk(locals, (e) => e, (_, part) => part).gradients;
      case "forgotten":
        return this.walk(locals, (e) => e, (sum, part) => (sum === undefined ? part : sum)).gradients;
      case "sign": {
        const wrong = edges.map((e) => (locals[e.id] < 0 && e.local !== null ? -locals[e.id] : locals[e.id]));
        return this.walk(wrong, (e) => e).gradients;
      }
      default: {
        // Each value passes on as soon as something has arrived, without waiting for its other consumers.
        /** @type {(number | undefined)[]} */
        const gradients = nodes.map(() => undefined);
        gradients[output] = 1;
        const queue = [output];
        const passed = new Set();
        while (queue.length > 0) {
          const at = /** @type {number} */ (queue.shift());
          if (passed.has(at)) continue;
          passed.add(at);
          for (const e of nodes[at].inputs) {
            if (run.contributions[e] === undefined) continue;
            const from = edges[e].from;
            gradients[from] = (gradients[from] ?? 0) + /** @type {number} */ (gradients[at]) * locals[e];
            queue.push(from);
          }
        }
        return gradients;
      }
    }
  }

  /**
   * Forward mode: how fast each value changes when one input does.
   * @param {number} input
   * @param {Run} run
   * @returns {number[]} tangents
   */
  tangents(input, run) {
    const { nodes, edges } = this.data;
    /** @type {number[]} */
    const tangents = [];
    for (const node of nodes) {
      let t = node.id === input ? 1 : 0;
      for (const e of node.inputs) t += /** @type {number} */ (run.locals[e]) * tangents[edges[e].from];
      tangents.push(t);
    }
    return tangents;
  }

  /** Where this page's numbers differ from the engine's; empty if they do not. @returns {string[]} */
  differences() {
    if (this.data.live !== "yes") return [];
    const recorded = this.recorded();
    const again = this.run(new Map());
    return this.data.nodes
      .filter((n) => !same(recorded.values[n.id], again.values[n.id]) || !same(recorded.gradients[n.id], again.gradients[n.id]))
      .map((n) => n.name);
  }

  /** The edges that lead away from a node. @param {number} node */
  uses(node) {
    return this.data.edges.filter((e) => e.from === node);
  }
}

/** @param {Value | undefined} a @param {Value | undefined} b */
function same(a, b) {
  if (isNumber(a) && isNumber(b)) return agree(a, b);
  return (a === undefined || a === null) === (b === undefined || b === null);
}

/**
 * A running sum of values; of large arrays only the end is known.
 * @param {Value | undefined} sum @param {Value | undefined} part @param {Value | undefined} whole
 * @returns {Value | undefined}
 */
function plus(sum, part, whole) {
  if (sum === undefined || sum === null || part === undefined || part === null) return part;
  if (isNumber(sum) && isNumber(part)) return sum + part;
  if (isNumber(sum) || isNumber(part) || !sum.data || !part.data) return whole;
  const other = part.data;
  const data = sum.data.map((x, i) => x + other[i]);
  return { ...part, data, min: Math.min(...data), max: Math.max(...data) };
}
