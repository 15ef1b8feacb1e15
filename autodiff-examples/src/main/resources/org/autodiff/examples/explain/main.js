// Puts the page together.

import { Descent, MISTAKES, modesHtml, whatIfHtml } from "./experiments.js";
import { Graph } from "./graph.js";
import { Model } from "./model.js";
import { isNumber, number } from "./numbers.js";
import { edgeHtml, nodeHtml } from "./panel.js";
import { Player } from "./player.js";
import { Prediction } from "./predict.js";
import { escaped } from "./text.js";

/** Texts stay texts; numbers that JSON does not have are written as texts. */
const TEXTS = new Set(["name", "title", "op", "gate", "formula", "numbers", "line", "branch", "derivative", "live"]);

/** @param {string} key @param {unknown} value */
function revive(key, value) {
  return !TEXTS.has(key) && (value === "NaN" || value === "Infinity" || value === "-Infinity") ? Number(value) : value;
}

/**
 * The data as the page works with it: what is empty, and numbers that follow from the place, are left out of the file.
 * @param {any} packed
 */
function unpacked(packed) {
  const node = { gate: "", attributes: {}, line: "", formula: "", numbers: "", branch: "", flags: [] };
  const words = { f: "forward", s: "seed", m: "multiply", d: "done" };
  return {
    ...packed,
    nodes: packed.nodes.map((/** @type {any} */ n, /** @type {number} */ id) => ({ id, op: n.gate ?? "", ...node, ...n })),
    edges: packed.edges.map((/** @type {any} */ e, /** @type {number} */ id) => ({ id, derivative: "", ...e })),
    steps: packed.steps.split(" ").flatMap((/** @type {string} */ step) => {
      const at = Number(step.slice(1));
      const what = words[/** @type {keyof typeof words} */ (step[0])];
      return what === "multiply" ? [[what, at], ["accumulate", at]] : [[what, at]];
    }),
  };
}

/** @param {string} id @returns {HTMLElement} */
const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {import("./model.js").Data} */
const data = unpacked(JSON.parse($("data").textContent ?? "", revive));
const model = new Model(data);
const differences = model.differences();
const live = data.live === "yes" && differences.length === 0;
/** @type {Map<number, number>} */
const inputs = new Map();
let run = model.recorded();
/** @type {import("./graph.js").Selection} */
let selection = { node: data.output };
let tab = "details";
let mistake = MISTAKES[0][0];
let followed = model.adjustable[0]?.id ?? 0;

const graph = new Graph(/** @type {SVGSVGElement} */ (/** @type {unknown} */ ($("graph"))), model, select);
const player = new Player(model, refresh);
const prediction = new Prediction(model, () => run, refresh);
const descent = new Descent(model);
graph.turnToFit();

/** @param {import("./graph.js").Selection} what */
function select(what) {
  if (what.group === undefined) selection = what;
  if (tab !== "predict") tab = "details";
  refresh();
}

/** Whether a gradient is known at the cursor. @param {number} node */
const known = (node) => progress().complete.has(node) && !prediction.hides(node);

function progress() {
  const p = player.progress();
  if (!prediction.on) return p;
  // A student sees all values, and the gradients that are found.
  data.nodes.forEach((n) => p.computed.add(n.id));
  p.complete = new Set([...p.complete, ...data.nodes.filter((n) => run.gradients[n.id] !== undefined).map((n) => n.id)]);
  p.multiplied = new Set(data.edges.filter((e) => run.contributions[e.id] !== undefined).map((e) => e.id));
  p.active = { node: prediction.next() };
  return p;
}

function recompute() {
  run = inputs.size === 0 ? model.recorded() : model.run(inputs);
  refresh();
}

function refresh() {
  const hides = /** @param {number} n */ (n) => prediction.hides(n);
  graph.show(run, progress(), hides);
  graph.mark(selection);
  const scrub = /** @type {HTMLInputElement} */ ($("scrub"));
  scrub.value = String(player.at);
  scrub.setAttribute("aria-valuetext", player.words(run, hides));
  $("words").textContent = prediction.on ? "" : player.words(run, hides);
  $("play").textContent = player.playing ? "❚❚ Pause" : "▶ Play";
  for (const button of document.querySelectorAll("[data-tab]")) {
    button.setAttribute("aria-selected", String(/** @type {HTMLElement} */ (button).dataset.tab === tab));
  }
  $("panel").innerHTML = panel();
  for (const node of model.adjustable) {
    const value = /** @type {number} */ (run.values[node.id]);
    const field = /** @type {HTMLInputElement} */ ($(`field${node.id}`));
    const slider = /** @type {HTMLInputElement} */ ($(`slider${node.id}`));
    if (!field) continue;
    if (document.activeElement !== field) field.value = String(Number(value.toPrecision(12)));
    if (document.activeElement !== slider) slider.value = String(value);
    const gradient = run.gradients[node.id];
    $(`gradient${node.id}`).textContent = prediction.hides(node.id) ? "?" : isNumber(gradient) ? number(gradient) : "—";
  }
  const out = $("output");
  if (out) out.textContent = isNumber(run.values[data.output]) ? number(/** @type {number} */ (run.values[data.output])) : "";
}

function panel() {
  switch (tab) {
    case "predict":
      return prediction.html();
    case "whatif":
      return (
        `<p>${MISTAKES.map(
          ([name, words]) => `<button data-mistake="${name}" aria-pressed="${name === mistake}">${words}</button>`,
        ).join(" ")}</p>${whatIfHtml(model, run, mistake)}`
      );
    case "modes":
      return (
        `<p>${model.adjustable
          .map((n) => `<button data-follow="${n.id}" aria-pressed="${n.id === followed}">d/d${escaped(n.name)}</button>`)
          .join(" ")}</p>${modesHtml(model, run, followed)}`
      );
    case "descent":
      return descent.html();
    default:
      if (selection.edge !== undefined) {
        const e = data.edges[selection.edge];
        return edgeHtml(model, run, selection.edge, progress().multiplied.has(selection.edge) && !prediction.hides(e.from));
      }
      return nodeHtml(model, run, selection.node ?? data.output, known(selection.node ?? data.output));
  }
}

// ---- inputs

/** @param {number} id @param {number} value */
function adjust(id, value) {
  if (!Number.isFinite(value)) return;
  inputs.set(id, value);
  if (prediction.on) prediction.found = new Set([data.output]);
  recompute();
}

function controls() {
  const box = $("inputs");
  if (!live) {
    box.innerHTML =
      differences.length > 0
        ? `<p class="flag">This page computes other numbers than the engine for ${escaped(differences.slice(0, 5).join(", "))}: the sliders are switched off.</p>`
        : `<p class="small">The numbers are those of the point at which this page was written. ${escaped(data.live)}</p>`;
    for (const button of document.querySelectorAll("[data-live]")) button.remove();
    return;
  }
  box.innerHTML = model.adjustable
    .map((n) => {
      const value = /** @type {number} */ (n.value);
      const reach = Math.max(2, Math.ceil(2 * Math.abs(value)));
      const name = escaped(n.name);
      return (
        `<div class="input"><label for="field${n.id}">${name}</label>` +
        `<input id="slider${n.id}" data-input="${n.id}" type="range" min="${-reach}" max="${reach}" step="${reach / 200}" value="${value}" aria-label="${name}, slider">` +
        `<input id="field${n.id}" data-input="${n.id}" type="number" step="any" value="${value}">` +
        `<span class="gradient" id="gradient${n.id}" title="gradient of the output with respect to ${name}"></span></div>`
      );
    })
    .join("");
  box.insertAdjacentHTML(
    "beforeend",
    `<p><b>${escaped(data.nodes[data.output].name)}</b> = <b class="value" id="output"></b> <button id="reset">Reset</button></p>`,
  );
  box.addEventListener("input", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.dataset.input !== undefined && target.value !== "") adjust(Number(target.dataset.input), Number(target.value));
  });
  $("reset").addEventListener("click", () => {
    inputs.clear();
    descent.losses = [];
    recompute();
  });
}

// ---- events

$("play").addEventListener("click", () => player.toggle());
$("back").addEventListener("click", () => player.go(player.at - 1));
$("next").addEventListener("click", () => player.go(player.at + 1));
$("first").addEventListener("click", () => player.go(0));
$("last").addEventListener("click", () => player.go(data.steps.length));
$("scrub").addEventListener("input", (event) => {
  player.stop();
  player.go(Number(/** @type {HTMLInputElement} */ (event.target).value));
});
$("foldAll").addEventListener("click", () => {
  graph.fold(graph.folded.size < data.groups.length);
  refresh();
});
$("turn").addEventListener("click", () => {
  graph.down = !graph.down;
  graph.draw();
  refresh();
});
$("tabs").addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-tab]");
  if (!button) return;
  tab = /** @type {HTMLElement} */ (button).dataset.tab ?? "details";
  player.stop();
  if (tab === "predict") prediction.start();
  else if (prediction.on) prediction.stop();
  refresh();
});
$("panel").addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.dataset.mistake) mistake = /** @type {typeof mistake} */ (target.dataset.mistake);
  else if (target.dataset.follow) followed = Number(target.dataset.follow);
  else if (target.id === "reveal") prediction.reveal();
  else if (target.id === "step1" || target.id === "step20") {
    descent.steps(inputs, target.id === "step1" ? 1 : 20);
    recompute();
    $(target.id)?.focus();
    return;
  } else if (target.id === "again") {
    inputs.clear();
    descent.losses = [];
    recompute();
    return;
  } else return;
  refresh();
});
$("panel").addEventListener("change", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (target.id === "rate") descent.rate = Number(target.value);
  if (target.dataset.choose) {
    if (target.checked) descent.chosen.add(Number(target.dataset.choose));
    else descent.chosen.delete(Number(target.dataset.choose));
  }
});
$("panel").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("typed"));
  const text = field.value.trim().replace(",", ".").replace("−", "-");
  if (text === "" || !Number.isFinite(Number(text))) {
    prediction.message = "Type a number, such as -0.25.";
    refresh();
  } else prediction.answer(Number(text));
  /** @type {HTMLElement | null} */ (document.querySelector("#answer input"))?.focus();
});
document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (["INPUT", "BUTTON", "SUMMARY"].includes(target.tagName) && event.key !== "Escape") return;
  const moves = { ArrowRight: 1, ArrowLeft: -1 };
  if (event.key in moves) {
    player.stop();
    player.go(player.at + moves[/** @type {"ArrowRight" | "ArrowLeft"} */ (event.key)]);
  } else if (event.key === " ") player.toggle();
  else if (event.key === "Home") player.go(0);
  else if (event.key === "End") player.go(data.steps.length);
  else return;
  event.preventDefault();
});

/** @type {HTMLInputElement} */ ($("scrub")).max = String(data.steps.length);
if (data.groups.length === 0) $("foldAll").remove();
controls();
graph.draw();
refresh();
