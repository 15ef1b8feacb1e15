// What if, forward and reverse mode, and steps of gradient descent.

import { isNumber, number } from "./numbers.js";
import { escaped } from "./text.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Run} Run
 */

/** @type {["overwrite" | "forgotten" | "order" | "sign", string, string][]} */
export const MISTAKES = [
  ["overwrite", "overwrite instead of add", "Where paths meet, the last one wins."],
  ["forgotten", "forget a path", "Where paths meet, only the first counts."],
  ["order", "wrong order", "Each value passes on as soon as something has arrived, and never again."],
  ["sign", "drop the signs", "Local derivatives lose their minus."],
];

/** The broken run beside the right one. @param {Model} model @param {Run} run @param {typeof MISTAKES[number][0]} mistake */
export function whatIfHtml(model, run, mistake) {
  const broken = model.broken(mistake, run);
  const words = MISTAKES.find(([name]) => name === mistake)?.[2] ?? "";
  const rows = model.data.nodes
    .filter((n) => n.kind !== "constant" && isNumber(run.gradients[n.id]))
    .map((n) => {
      const right = /** @type {number} */ (run.gradients[n.id]);
      const wrong = broken[n.id] ?? NaN;
      const same = Math.abs(right - wrong) <= 1e-12 * Math.max(1, Math.abs(right));
      return (
        `<tr class="${same ? "" : "differs"}"><td>${escaped(n.name)}</td><td>${number(right)}</td>` +
        `<td>${number(wrong)}${same ? "" : " ✗"}</td></tr>`
      );
    });
  const count = rows.filter((r) => r.includes("differs")).length;
  return (
    `<p>${words} ${count === 0 ? "Here it makes no difference: try another function." : `${count} of ${rows.length} gradients are wrong:`}</p>` +
    `<div class="scroll"><table><thead><tr><th>of</th><th>right</th><th>broken</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`
  );
}

/** One pass for each input, or one for all. @param {Model} model @param {Run} run @param {number} input */
export function modesHtml(model, run, input) {
  const { nodes, edges, output } = model.data;
  const inputs = model.adjustable;
  const tangents = model.tangents(input, run);
  const flowing = edges.filter((e) => run.contributions[e.id] !== undefined).length;
  const rows = nodes
    .filter((n) => n.kind !== "constant")
    .map((n) => {
      const gradient = run.gradients[n.id];
      return `<tr><td>${escaped(n.name)}</td><td>${number(tangents[n.id])}</td><td>${isNumber(gradient) ? number(gradient) : "—"}</td></tr>`;
    });
  const name = escaped(nodes[input].name);
  const out = escaped(nodes[output].name);
  return (
    `<p>Forward mode asks how each value changes with <b>${name}</b>, and reads downwards; reverse mode asks how` +
    ` <b>${out}</b> changes with each value, and reads upwards. They meet: both say d${out}/d${name} = <b>${number(tangents[output])}</b>.</p>` +
    `<div class="scroll"><table><thead><tr><th>value</th><th>forward: d/d${name}</th><th>reverse: d${out}/d</th></tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table></div>` +
    `<p>Work for all ${inputs.length} derivatives: forward mode ${inputs.length} × ${edges.length} = <b>${inputs.length * edges.length}</b>` +
    ` products, reverse mode <b>${flowing}</b>. With a million weights the first would be a million times the second.</p>`
  );
}

/** Steps of gradient descent on the inputs that are chosen. */
export class Descent {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.rate = 0.1;
    /** @type {Set<number>} */
    this.chosen = new Set(model.adjustable.map((n) => n.id));
    /** @type {number[]} */
    this.losses = [];
  }

  /** @param {Map<number, number>} inputs which are changed @param {number} count */
  steps(inputs, count) {
    for (let i = 0; i < count; i++) {
      const run = this.model.run(inputs);
      const loss = /** @type {number} */ (run.values[this.model.data.output]);
      if (this.losses.length === 0) this.losses.push(loss);
      for (const id of this.chosen) {
        const gradient = run.gradients[id];
        if (isNumber(gradient)) inputs.set(id, /** @type {number} */ (run.values[id]) - this.rate * gradient);
      }
      this.losses.push(/** @type {number} */ (this.model.run(inputs).values[this.model.data.output]));
    }
  }

  html() {
    const { nodes, output } = this.model.data;
    const boxes = this.model.adjustable
      .map(
        (n) =>
          `<label class="inline"><input type="checkbox" data-choose="${n.id}" ${this.chosen.has(n.id) ? "checked" : ""}> ${escaped(n.name)}</label>`,
      )
      .join(" ");
    return (
      `<p>w := w − rate · gradient, for ${boxes}</p>` +
      `<p><label>rate <input id="rate" type="number" step="any" min="0" value="${this.rate}"></label> ` +
      `<button id="step1">Take a step</button> <button id="step20">20 steps</button> <button id="again">From the start</button></p>` +
      (this.losses.length > 1 ? this.chart() : `<p>The output ${escaped(nodes[output].name)} is drawn here, step by step.</p>`)
    );
  }

  chart() {
    const finite = this.losses.filter(Number.isFinite);
    const low = Math.min(...finite);
    const high = Math.max(...finite);
    const last = this.losses.length - 1;
    const W = 320;
    const H = 150;
    /** @param {number} i */
    const x = (i) => 46 + ((W - 60) * i) / Math.max(1, last);
    /** @param {number} v */
    const y = (v) => H - 24 - ((H - 44) * (v - low)) / (high - low || 1);
    const points = this.losses.map((v, i) => (Number.isFinite(v) ? `${x(i)},${y(v)}` : "")).filter(Boolean).join(" ");
    const name = escaped(this.model.data.nodes[this.model.data.output].name);
    const end = this.losses[last];
    return (
      `<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label="${name} after each of ${last} steps, from ${number(this.losses[0])} to ${number(end)}">` +
      `<line x1="46" y1="${H - 24}" x2="${W - 14}" y2="${H - 24}"/><line x1="46" y1="12" x2="46" y2="${H - 24}"/>` +
      `<text x="42" y="24" text-anchor="end">${number(high)}</text><text x="42" y="${H - 24}" text-anchor="end">${number(low)}</text>` +
      `<text x="46" y="${H - 8}">0</text><text x="${W - 14}" y="${H - 8}" text-anchor="end">${last} steps</text>` +
      `<text x="4" y="10">${name}</text><polyline points="${points}"/></svg>` +
      `<p>${name} = <b>${number(end)}</b> after ${last} steps${Number.isFinite(end) && end <= this.losses[0] ? "" : ": it has grown; try a smaller rate"}.</p>`
    );
  }
}
