// The picture: boxes for values and folded groups, lines for their uses.

import { place } from "./layout.js";
import { brief, isNumber } from "./numbers.js";
import { escaped } from "./text.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Run} Run
 * @typedef {import("./model.js").Node} Node
 * @typedef {import("./layout.js").Box} Box
 * @typedef {{node?: number, edge?: number, group?: number}} Selection
 * @typedef {{computed: Set<number>, complete: Set<number>, multiplied: Set<number>, active?: Selection}} Progress
 */

const PADDING = 14;
const TITLE = 22;
const LETTER = 7.3;

/** What a box says in its first line. @param {Node} node */
function title(node) {
  if (node.kind === "constant") return isNumber(node.value) ? node.name : `${node.name} constant`;
  if (!node.gate) return node.name;
  const whole = `${node.name} = ${node.formula}`;
  return whole.length <= 20 && node.formula ? whole : `${node.name} = ${node.op}`.slice(0, 24);
}

export class Graph {
  /**
   * @param {SVGSVGElement} svg
   * @param {Model} model
   * @param {(what: Selection) => void} select
   */
  constructor(svg, model, select) {
    this.svg = svg;
    this.model = model;
    this.select = select;
    this.folded = new Set(model.data.groups.filter((g) => g.folded).map((g) => g.id));
    this.down = false;
    /** Of folded and unfolded groups. @type {Map<number, Box>} */
    this.boxes = new Map();
    /** Of the nodes that are seen. @type {Map<number, Box>} */
    this.nodeBoxes = new Map();
    svg.addEventListener("click", (event) => this.clicked(event.target));
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        this.clicked(event.target);
        event.preventDefault();
        event.stopPropagation();
      }
    });
  }

  /** @param {EventTarget | null} target */
  clicked(target) {
    const element = target instanceof Element ? target.closest("[data-node],[data-edge],[data-group]") : null;
    if (!element) return;
    const { node, edge, group } = /** @type {SVGElement} */ (element).dataset;
    if (group !== undefined) this.toggle(Number(group));
    else this.select(node !== undefined ? { node: Number(node) } : { edge: Number(edge) });
  }

  /** Folds or unfolds a group. @param {number} group */
  toggle(group) {
    if (this.folded.has(group)) this.folded.delete(group);
    else this.folded.add(group);
    this.draw();
    this.select({ group });
  }

  /** @param {boolean} all */
  fold(all) {
    this.folded = new Set(all ? this.model.data.groups.map((g) => g.id) : []);
    this.draw();
  }

  // ---- layout

  /** The outermost folded group around a node. @param {number} node @returns {number | undefined} */
  foldedAround(node) {
    let found;
    for (let g = this.model.data.nodes[node].group; g >= 0; g = this.model.data.groups[g].parent) {
      if (this.folded.has(g)) found = g;
    }
    return found;
  }

  /** The child of a group, or of the whole for -1, that a node is in. @param {number} node @param {number} group */
  childKey(node, group) {
    let child = `n${node}`;
    for (let g = this.model.data.nodes[node].group; g !== group; g = this.model.data.groups[g].parent) {
      if (g < 0) return null;
      child = `g${g}`;
    }
    return child;
  }

  /** @param {number} group @returns {{width: number, height: number, boxes: Box[], lines: import("./layout.js").Line[]}} */
  build(group) {
    const { nodes, groups, edges } = this.model.data;
    /** @type {Map<string, Box>} */
    const boxes = new Map();
    for (const node of nodes) {
      const key = this.childKey(node.id, group);
      if (key === null || boxes.has(key)) continue;
      boxes.set(key, key[0] === "n" ? this.nodeBox(node) : this.groupBox(groups[Number(key.slice(1))]));
    }
    /** @type {Map<string, {from: Box, to: Box}>} */
    const links = new Map();
    for (const edge of edges) {
      const from = this.childKey(edge.from, group);
      const to = this.childKey(edge.to, group);
      if (from === null || to === null || from === to) continue;
      links.set(`${from}-${to}`, {
        from: /** @type {Box} */ (boxes.get(from)),
        to: /** @type {Box} */ (boxes.get(to)),
      });
    }
    const list = [...boxes.values()];
    return { ...place(list, [...links.values()], this.down), boxes: list };
  }

  /** @param {Node} node @returns {Box} */
  nodeBox(node) {
    const small = node.kind === "constant" && isNumber(node.value);
    const longest = Math.max(11, title(node).length, ...[node.value, node.gradient].map((v) => brief(v).length));
    const width = small ? Math.max(28, node.name.length * LETTER + 12) : longest * LETTER + 18;
    return { key: `n${node.id}`, node: node.id, width, height: small ? 26 : 58, x: 0, y: 0 };
  }

  /** @param {import("./model.js").Group} group @returns {Box} */
  groupBox(group) {
    const box = { key: `g${group.id}`, group: group.id, x: 0, y: 0 };
    if (this.folded.has(group.id)) {
      return { ...box, width: Math.max(110, group.name.length * LETTER + 40), height: 58 };
    }
    const inner = this.build(group.id);
    return {
      ...box,
      width: Math.max(inner.width + 2 * PADDING, group.name.length * LETTER + 50),
      height: inner.height + 2 * PADDING + TITLE,
      children: inner.boxes,
      edges: inner.lines,
    };
  }

  /** Turns the picture where from left to right it would have to be scrolled, and from top to bottom it would not. */
  turnToFit() {
    const room = this.svg.parentElement?.clientWidth ?? 1000;
    this.down = false;
    const across = this.build(-1).width;
    this.down = true;
    this.down = this.build(-1).width < across && across * 0.6 > room;
  }

  // ---- drawing

  draw() {
    const whole = this.build(-1);
    this.boxes = new Map();
    this.nodeBoxes = new Map();
    /** @type {string[]} */
    const frames = [];
    /** @type {Map<string, {x: number, y: number}[]>} */
    const ways = new Map();
    /** @param {Box[]} boxes @param {import("./layout.js").Line[]} lines @param {number} x @param {number} y */
    const settle = (boxes, lines, x, y) => {
      for (const line of lines) {
        ways.set(`${line.from.key}-${line.to.key}`, line.points.map((p) => ({ x: p.x + x, y: p.y + y })));
      }
      for (const box of boxes) {
        box.x += x;
        box.y += y;
        if (box.children) {
          frames.push(this.frame(box));
          settle(box.children, box.edges ?? [], box.x + PADDING, box.y + PADDING + TITLE);
        } else if (box.node !== undefined) this.nodeBoxes.set(box.node, box);
        if (box.group !== undefined) this.boxes.set(box.group, box);
      }
    };
    settle(whole.boxes, whole.lines, 8, 8);
    const lines = this.lines(ways);
    const nodes = [...this.nodeBoxes.values()].map((b) => this.drawNode(b));
    const groups = [...this.boxes.values()].filter((b) => !b.children).map((b) => this.drawFolded(b));
    const width = Math.ceil(whole.width + 16);
    const height = Math.ceil(whole.height + 16);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    // A picture that is a little too large for its place is made smaller; a larger one scrolls.
    const room = (this.svg.parentElement?.clientWidth ?? width) - 2;
    this.svg.style.width = `${room < width && room > 0.6 * width ? room : width}px`;
    this.svg.style.aspectRatio = `${width} / ${height}`;
    this.svg.innerHTML =
      `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
      `<path d="M0,0 L8,4 L0,8 z" class="tip"/></marker></defs>` +
      frames.join("") + lines.join("") + nodes.join("") + groups.join("");
    if (this.shown) this.show(this.shown.run, this.shown.progress, this.shown.hide);
  }

  /** @param {Box} box */
  frame(box) {
    const group = this.model.data.groups[/** @type {number} */ (box.group)];
    return (
      `<g class="frame"><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>` +
      `<g class="handle" data-group="${group.id}" tabindex="0" role="button" aria-expanded="true" ` +
      `aria-label="Fold ${escaped(group.name)}">` +
      `<rect x="${box.x + 4}" y="${box.y + 3}" width="${Math.min(box.width - 8, group.name.length * LETTER + 32)}" height="20" rx="5"/>` +
      `<text x="${box.x + 10}" y="${box.y + 17}">▾ ${escaped(group.name)}</text></g></g>`
    );
  }

  /** @param {Box} box */
  drawFolded(box) {
    const { groups, nodes } = this.model.data;
    const group = groups[/** @type {number} */ (box.group)];
    const count = nodes.filter((n) => n.gate && this.isWithin(n.group, group.id)).length;
    return (
      `<g class="node folded" data-group="${group.id}" tabindex="0" role="button" aria-expanded="false" ` +
      `aria-label="Unfold ${escaped(group.name)}, ${count} operations">` +
      `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>` +
      `<text x="${box.x + box.width / 2}" y="${box.y + 24}" text-anchor="middle">▸ ${escaped(group.name)}</text>` +
      `<text class="small" x="${box.x + box.width / 2}" y="${box.y + 43}" text-anchor="middle">${count} operations</text></g>`
    );
  }

  /** @param {number} inner @param {number} outer */
  isWithin(inner, outer) {
    for (let g = inner; g >= 0; g = this.model.data.groups[g].parent) if (g === outer) return true;
    return false;
  }

  /** @param {Box} box */
  drawNode(box) {
    const node = this.model.data.nodes[/** @type {number} */ (box.node)];
    const centre = box.x + box.width / 2;
    const small = box.height < 40;
    const flags = node.flags.map((f) => ` flag-${f}`).join("");
    return (
      `<g class="node ${node.kind}${flags}" id="node${node.id}" data-node="${node.id}" tabindex="0" role="button">` +
      `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="${node.gate ? 8 : 16}"/>` +
      `<text x="${centre}" y="${box.y + 18}" text-anchor="middle">${escaped(title(node))}</text>` +
      (small ? "" : `<text class="value" x="${centre}" y="${box.y + 34}" text-anchor="middle"></text>` +
          `<text class="gradient" x="${centre}" y="${box.y + 50}" text-anchor="middle"></text>`) +
      `</g>`
    );
  }

  /** @param {Map<string, {x: number, y: number}[]>} ways @returns {string[]} */
  lines(ways) {
    const { edges, nodes } = this.model.data;
    /** @type {Map<string, number[]>} */
    const between = new Map();
    for (const edge of edges) {
      const from = this.visible(edge.from);
      const to = this.visible(edge.to);
      if (from === to) continue;
      const key = `${from.key}|${to.key}`;
      between.set(key, [...(between.get(key) ?? []), edge.id]);
    }
    /** @type {string[]} */
    const drawn = [];
    for (const ids of between.values()) {
      const from = this.visible(edges[ids[0]].from);
      const to = this.visible(edges[ids[0]].to);
      const single = from.node !== undefined && to.node !== undefined;
      (single ? ids : ids.slice(0, 1)).forEach((id, i, all) => {
        const shift = (i - (all.length - 1) / 2) * 18;
        const points = ways.get(this.levelKey(edges[id].from, edges[id].to)) ?? [];
        const path = this.path(from, to, points, shift);
        const name = `${nodes[edges[id].from].name} to ${nodes[edges[id].to].name}`;
        drawn.push(
          `<g class="edge" id="edge${id}" data-edge="${id}" tabindex="0" role="button" aria-label="Edge ${escaped(name)}">` +
            `<path class="wide" d="${path.d}"/><path class="line" d="${path.d}" marker-end="url(#tip)"/>` +
            (single ? `<text class="local" x="${path.x}" y="${path.y - 5}" text-anchor="middle"></text>` +
                `<text class="part" x="${path.x}" y="${path.y + 12}" text-anchor="middle"></text>` : "") +
            `</g>`,
        );
      });
    }
    return drawn;
  }

  /** The box in which a node is seen. @param {number} node @returns {Box} */
  visible(node) {
    const folded = this.foldedAround(node);
    return /** @type {Box} */ (folded === undefined ? this.nodeBoxes.get(node) : this.boxes.get(folded));
  }

  /** The name of the line between the children of the innermost group around both. @param {number} a @param {number} b */
  levelKey(a, b) {
    const { nodes, groups } = this.model.data;
    for (let g = nodes[a].group; ; g = groups[g].parent) {
      const from = this.childKey(a, g);
      const to = this.childKey(b, g);
      if (from !== null && to !== null && from !== to) return `${from}-${to}`;
      if (g < 0) return "";
    }
  }

  /** @param {Box} from @param {Box} to @param {{x: number, y: number}[]} middle @param {number} shift */
  path(from, to, middle, shift) {
    const down = this.down;
    const start = down
      ? { x: from.x + from.width / 2 + shift, y: from.y + from.height }
      : { x: from.x + from.width, y: from.y + from.height / 2 + shift / 2 };
    const end = down
      ? { x: to.x + to.width / 2 + shift, y: to.y }
      : { x: to.x, y: to.y + to.height / 2 + shift };
    const points = [start, ...middle, end];
    let d = `M${start.x},${start.y}`;
    for (let i = 1; i < points.length; i++) {
      const [p, q] = [points[i - 1], points[i]];
      d += down
        ? ` C${p.x},${(p.y + q.y) / 2} ${q.x},${(p.y + q.y) / 2} ${q.x},${q.y}`
        : ` C${(p.x + q.x) / 2},${p.y} ${(p.x + q.x) / 2},${q.y} ${q.x},${q.y}`;
    }
    const half = Math.floor((points.length - 1) / 2);
    return {
      d,
      x: (points[half].x + points[half + 1].x) / 2,
      y: (points[half].y + points[half + 1].y) / 2,
    };
  }

  // ---- numbers

  /**
   * Writes what is known at a moment.
   * @param {Run} run
   * @param {Progress} progress
   * @param {(node: number) => boolean} hide gradients that a student is to find
   */
  show(run, progress, hide) {
    this.shown = { run, progress, hide };
    const { nodes, edges } = this.model.data;
    for (const node of nodes) {
      const element = this.svg.querySelector(`#node${node.id}`);
      if (!element) continue;
      const value = progress.computed.has(node.id) ? brief(run.values[node.id]) : "";
      const complete = progress.complete.has(node.id);
      const known = run.gradients[node.id];
      const gradient = !complete ? "" : hide(node.id) ? "?" : brief(known);
      set(element, ".value", value);
      set(element, ".gradient", gradient);
      element.classList.toggle("computed", value !== "");
      element.classList.toggle("complete", complete);
      element.classList.toggle("unvisited", run.gradients[node.id] === undefined && node.kind !== "constant");
      element.classList.toggle("active", progress.active?.node === node.id);
      element.setAttribute(
        "aria-label",
        `${title(node)}${value ? `, value ${value}` : ""}${complete ? `, gradient ${gradient}` : ""}`,
      );
    }
    for (const edge of edges) {
      const element = this.svg.querySelector(`#edge${edge.id}`);
      if (!element) continue;
      const multiplied = progress.multiplied.has(edge.id);
      set(element, ".local", isNumber(run.locals[edge.id]) && progress.computed.has(edge.to) ? brief(run.locals[edge.id]) : "");
      set(element, ".part", multiplied && isNumber(run.contributions[edge.id]) && !hide(edge.from) ? brief(run.contributions[edge.id]) : "");
      element.classList.toggle("flows", multiplied);
      element.classList.toggle("active", progress.active?.edge === edge.id);
    }
  }

  /** @param {Selection} selection */
  mark(selection) {
    this.svg.querySelectorAll(".selected").forEach((e) => e.classList.remove("selected"));
    const id = selection.node !== undefined ? `#node${selection.node}` : selection.edge !== undefined ? `#edge${selection.edge}` : "";
    if (id) this.svg.querySelector(id)?.classList.add("selected");
  }
}

/** @param {Element} element @param {string} part @param {string} text */
function set(element, part, text) {
  const found = element.querySelector(part);
  if (found) found.textContent = text;
}
