// What a click shows: of a node where its value comes from and how its gradient adds up, of an edge its product.

import { formulaHtml } from "./expression.js";
import { isNumber, number, short } from "./numbers.js";
import { escaped } from "./text.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Run} Run
 * @typedef {import("./numbers.js").Value} Value
 */

/** What flags mean. @type {Record<string, string>} */
const FLAGS = {
  saturated: "Saturated: its derivative is below 0.01, so hardly any gradient passes.",
  dead: "Dead: its derivative is 0 here, so no gradient passes.",
  detached: "Detached: a constant for back-propagation, although its arguments are not.",
  kink: "At a kink: the derivative jumps here, and the engine has chosen one.",
  not_finite: "The first value that is NaN or infinite: its arguments are not.",
};

/**
 * @param {Model} model @param {Run} run @param {number} id @param {boolean} known whether the gradient may be shown
 */
export function nodeHtml(model, run, id, known) {
  const node = model.data.nodes[id];
  const edges = model.data.edges;
  const gradient = run.gradients[id];
  const rows = [`<h2>${escaped(node.name)}</h2>`];
  if (node.formula) rows.push(`<p class="formula">${formulaHtml(`${node.formula}`)}</p>`);
  const live = model.data.live === "yes";
  if (node.numbers && !live) rows.push(`<p class="formula">${formulaHtml(node.numbers)}</p>`);
  if (live && node.gate) {
    const numbers = node.inputs
      .map((e) => `${escaped(model.data.nodes[edges[e].from].name)} = ${short(run.values[edges[e].from])}`)
      .join(", ");
    rows.push(`<p>with ${numbers}</p>`);
  }
  rows.push(`<p>Value <b class="value">${short(run.values[id])}</b>${valueHtml(run.values[id])}</p>`);
  if (node.branch) rows.push(`<p>Branch taken: ${escaped(node.branch)}</p>`);
  if (!known) rows.push("<p>The gradient is not known yet.</p>");
  else if (gradient === undefined) {
    rows.push(
      node.kind === "constant"
        ? "<p>A constant: no gradient is computed for it.</p>"
        : "<p>Back-propagation did not come here. That is not the same as a gradient of 0.</p>",
    );
  } else {
    const uses = model.uses(id).filter((e) => run.contributions[e.id] !== undefined);
    rows.push(`<p>Gradient <b class="gradient">${short(gradient)}</b>${valueHtml(gradient)}</p>`);
    if (id === model.data.output) rows.push("<p>This is the output; how it changes with itself is 1.</p>");
    if (uses.length > 0) rows.push(sumHtml(model, run, id, uses));
  }
  for (const flag of node.flags) rows.push(`<p class="flag">${FLAGS[flag] ?? flag}</p>`);
  if (node.line) rows.push(`<p class="line">${escaped(node.line)}</p>`);
  return rows.join("");
}

/** @param {Model} model @param {Run} run @param {number} id @param {import("./model.js").Edge[]} uses */
function sumHtml(model, run, id, uses) {
  const order = model.data.steps.filter(([what]) => what === "accumulate").map(([, at]) => at);
  const sorted = [...uses].sort((p, q) => order.indexOf(p.id) - order.indexOf(q.id));
  const rows = sorted.map((e) => {
    const to = model.data.nodes[e.to];
    return (
      `<tr><td>through ${escaped(to.name)}</td><td>${productText(run, e)}</td>` +
      `<td class="gradient">${short(run.contributions[e.id])}</td><td>${short(run.sums[e.id])}</td></tr>`
    );
  });
  const total = /** @type {Value} */ (run.gradients[id]);
  const words = uses.length > 1 ? `${uses.length} paths meet here, and their parts add up:` : "One path leads here:";
  const shares =
    uses.length > 1 && isNumber(total) && total !== 0
      ? `<p class="small">Shares: ${sorted
          .map((e) => `${escaped(model.data.nodes[e.to].name)} ${number(Math.round((1000 * Number(run.contributions[e.id])) / total) / 10)} %`)
          .join(", ")}</p>`
      : "";
  return (
    `<p>${words}</p><div class="scroll"><table><thead><tr><th>path</th><th>upstream × local</th><th>part</th>` +
    `<th>sum so far</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>${shares}`
  );
}

/** @param {Run} run @param {import("./model.js").Edge} e */
function productText(run, e) {
  const local = run.locals[e.id];
  return `${short(run.gradients[e.to])} × ${local === null ? "Jacobian" : short(local)}`;
}

/** @param {Model} model @param {Run} run @param {number} id @param {boolean} known */
export function edgeHtml(model, run, id, known) {
  const edge = model.data.edges[id];
  const from = model.data.nodes[edge.from];
  const to = model.data.nodes[edge.to];
  const local = run.locals[id];
  const rows = [`<h2>${escaped(from.name)} → ${escaped(to.name)}</h2>`];
  rows.push(`<p class="formula">${formulaHtml(`${to.formula}`)}</p>`);
  if (edge.derivative) {
    const words = local === null ? "Its rule gives, for the upstream gradient u:" : "Local derivative:";
    rows.push(`<p>${words} <span class="formula">${formulaHtml(edge.derivative)}</span></p>`);
  }
  if (local === null) {
    rows.push(
      `<p>The local derivative would be a matrix of shape (${[...to.shape, ...from.shape].join(", ")}); the rule` +
        ` multiplies by it without making it.</p>`,
    );
  } else rows.push(`<p>= <b>${short(local)}</b>${valueHtml(local)}</p>`);
  if (!known) rows.push("<p>Nothing has come back along this edge yet.</p>");
  else if (run.contributions[id] === undefined) rows.push("<p>No gradient flows back along this edge.</p>");
  else {
    rows.push(
      `<p class="product"><span class="gradient">${short(run.gradients[edge.to])}</span> upstream × ` +
        `${local === null ? "Jacobian" : short(local)} local = ` +
        `<b class="gradient">${short(run.contributions[id])}</b></p>`,
    );
    rows.push(`<p>This part is added to the gradient of ${escaped(from.name)}: sum so far ${short(run.sums[id])}.</p>`);
  }
  return rows.join("");
}

/** The element-wise view of an array: a picture, figures, and of a small one every number. @param {Value | undefined} v */
export function valueHtml(v) {
  if (v === null || v === undefined || isNumber(v)) return "";
  const figures =
    `<span class="small">shape (${v.shape.join(", ")}), mean ${number(v.mean)}, deviation ${number(v.deviation)}` +
    `${v.zeros ? `, ${v.zeros} zeros` : ""}</span>`;
  const picture = v.picture ?? asRows(v);
  const heat = picture ? heatHtml(picture, Math.max(Math.abs(v.min), Math.abs(v.max))) : "";
  const table =
    v.data && v.data.length <= 64
      ? `<details><summary>all numbers</summary><div class="scroll"><table class="numbers">${asRows(v)
          .map((row) => `<tr>${row.map((x) => `<td>${number(x)}</td>`).join("")}</tr>`)
          .join("")}</table></div></details>`
      : "";
  return `<span class="array">${heat}${figures}${table}</span>`;
}

/** @param {import("./numbers.js").ArrayData} v @returns {number[][]} */
function asRows(v) {
  const data = v.data ?? [];
  const columns = v.shape[v.shape.length - 1] || 1;
  const rows = [];
  for (let i = 0; i < data.length; i += columns) rows.push(data.slice(i, i + columns));
  return rows;
}

/** Blue below 0, orange above: also for those who do not tell red from green. @param {number[][]} rows @param {number} most */
function heatHtml(rows, most) {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) return "";
  const size = Math.max(3, Math.min(18, Math.floor(240 / Math.max(columns, rows.length))));
  const cells = rows
    .map((row, r) =>
      row
        .map((x, c) => {
          const share = most > 0 ? Math.min(1, Math.abs(x) / most) : 0;
          const colour = Number.isNaN(x) ? "var(--bad)" : x < 0 ? `rgba(40,100,200,${share})` : `rgba(225,120,20,${share})`;
          return `<rect x="${c * size}" y="${r * size}" width="${size}" height="${size}" fill="${colour}"/>`;
        })
        .join(""),
    )
    .join("");
  return (
    `<svg class="heat" width="${columns * size}" height="${rows.length * size}" role="img" ` +
    `aria-label="heat map, from blue for ${number(-most)} to orange for ${number(most)}">${cells}</svg>`
  );
}
