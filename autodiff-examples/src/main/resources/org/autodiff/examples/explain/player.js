// A cursor on the list of steps.

import { short } from "./numbers.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Run} Run
 * @typedef {import("./graph.js").Progress} Progress
 */

export class Player {
  /** @param {Model} model @param {() => void} changed */
  constructor(model, changed) {
    this.steps = model.data.steps;
    this.model = model;
    this.changed = changed;
    this.at = this.steps.length;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
    this.delay = 700;
  }

  /** @param {number} at */
  go(at) {
    this.at = Math.max(0, Math.min(this.steps.length, at));
    if (this.at === this.steps.length) this.stop();
    this.changed();
  }

  get playing() {
    return this.timer !== undefined;
  }

  toggle() {
    if (this.playing) this.stop();
    else {
      if (this.at === this.steps.length) this.at = 0;
      this.timer = setInterval(() => this.go(this.at + 1), this.delay);
    }
    this.changed();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** What has happened before the cursor. @returns {Progress} */
  progress() {
    /** @type {Progress} */
    const p = { computed: new Set(), complete: new Set(), multiplied: new Set() };
    for (const [what, at] of this.steps.slice(0, this.at)) {
      if (what === "forward") p.computed.add(at);
      else if (what === "done") p.complete.add(at);
      else if (what === "multiply") p.multiplied.add(at);
    }
    const last = this.steps[this.at - 1];
    if (last && this.at < this.steps.length) {
      p.active = last[0] === "multiply" || last[0] === "accumulate" ? { edge: last[1] } : { node: last[1] };
    }
    return p;
  }

  /** The latest step in words. @param {Run} run @param {(node: number) => boolean} hide */
  words(run, hide) {
    const { nodes, edges } = this.model.data;
    const step = this.steps[this.at - 1];
    if (!step) return "Before the first step. Press → to go on.";
    const [what, at] = step;
    const place = `Step ${this.at} of ${this.steps.length}: `;
    switch (what) {
      case "forward": {
        const n = nodes[at];
        return `${place}forward: ${n.name}${n.formula ? ` = ${n.formula}` : ""} = ${short(run.values[at])}`;
      }
      case "seed":
        return `${place}back-propagation begins: the gradient of ${nodes[at].name} with respect to itself is 1`;
      case "multiply": {
        const e = edges[at];
        const part = hide(e.from) ? "?" : short(run.contributions[at]);
        const local = run.locals[at] === null ? "Jacobian" : short(run.locals[at]);
        return `${place}upstream × local: ${short(run.gradients[e.to])} × ${local} = ${part} goes from ${nodes[e.to].name} to ${nodes[e.from].name}`;
      }
      case "accumulate": {
        const e = edges[at];
        return `${place}added to the gradient of ${nodes[e.from].name}, which is now ${hide(e.from) ? "?" : short(run.sums[at])}`;
      }
      default:
        return `${place}all paths have arrived: the gradient of ${nodes[at].name} is ${hide(at) ? "?" : short(run.gradients[at])}`;
    }
  }
}
