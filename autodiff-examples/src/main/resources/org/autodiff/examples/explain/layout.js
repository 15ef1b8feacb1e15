// A layered drawing. The tape is sorted already, so there are no cycles to break: each thing stands one column behind
// the last of those it is made of. Within a column things are ordered so that few lines cross (Sugiyama, Tagawa and
// Toda 1981). A group that is unfolded is drawn for itself, and then is one large thing of the drawing around it.

/**
 * @typedef {{key: string, width: number, height: number, x: number, y: number, children?: Box[], edges?: Line[],
 *   node?: number, group?: number}} Box
 * @typedef {{from: Box, to: Box, points: {x: number, y: number}[]}} Line
 */

const COLUMN_GAP = 58;
const ROW_GAP = 16;
const SWEEPS = 8;

/**
 * Places boxes, and finds points for the lines between them.
 * @param {Box[]} boxes in an order in which no line leads back
 * @param {{from: Box, to: Box}[]} links
 * @param {boolean} down from top to bottom instead of from left to right
 * @returns {{width: number, height: number, lines: Line[]}}
 */
export function place(boxes, links, down) {
  const along = /** @param {Box} b */ (b) => (down ? b.height : b.width);
  const across = /** @param {Box} b */ (b) => (down ? b.width : b.height);

  // ---- columns
  /** @type {Map<Box, number>} */
  const column = new Map(boxes.map((b) => [b, 0]));
  const inOrder = [...links].sort((p, q) => boxes.indexOf(p.from) - boxes.indexOf(q.from));
  for (const { from, to } of inOrder) column.set(to, Math.max(column.get(to) ?? 0, (column.get(from) ?? 0) + 1));
  for (const b of [...boxes].reverse()) {
    const next = links.filter((l) => l.from === b).map((l) => column.get(l.to) ?? 0);
    const isSource = !links.some((l) => l.to === b);
    if (isSource && next.length > 0) column.set(b, Math.min(...next) - 1); // close to where it is used
  }

  // ---- what passes a column is a place in it
  /** @typedef {{box?: Box, size: number, at: number, before: Cell[], after: Cell[], column: number}} Cell */
  /** @type {Cell[][]} */
  const columns = [];
  /** @param {number} c @param {Box} [box] @returns {Cell} */
  const cell = (c, box) => {
    while (columns.length <= c) columns.push([]);
    const made = { box, size: box ? across(box) : 1, at: 0, before: [], after: [], column: c };
    columns[c].push(made);
    return made;
  };
  const cells = new Map(boxes.map((b) => [b, cell(column.get(b) ?? 0, b)]));
  /** @param {Cell} p @param {Cell} q */
  const join = (p, q) => {
    p.after.push(q);
    q.before.push(p);
  };
  const chains = links.map(({ from, to }) => {
    const first = /** @type {Cell} */ (cells.get(from));
    const last = /** @type {Cell} */ (cells.get(to));
    const chain = [first];
    for (let c = first.column + 1; c < last.column; c++) chain.push(cell(c));
    chain.push(last);
    for (let i = 1; i < chain.length; i++) join(chain[i - 1], chain[i]);
    return { from, to, chain };
  });

  // ---- order within the columns
  /** @param {Cell[]} list */
  const index = (list) => list.forEach((x, i) => (x.at = i));
  columns.forEach(index);
  let best = columns.map((c) => [...c]);
  let least = crossings(columns);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const forward = sweep % 2 === 0;
    const order = forward ? columns : [...columns].reverse();
    for (const list of order) {
      const mean = new Map(list.map((x) => [x, middle(forward ? x.before : x.after, x.at)]));
      list.sort((p, q) => /** @type {number} */ (mean.get(p)) - /** @type {number} */ (mean.get(q)) || p.at - q.at);
      index(list);
    }
    const now = crossings(columns);
    if (now < least) {
      least = now;
      best = columns.map((c) => [...c]);
    }
  }
  best.forEach(index);

  // ---- places
  for (const list of best) {
    let at = 0;
    for (const x of list) {
      x.at = at + x.size / 2;
      at += x.size + ROW_GAP;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (const list of forward ? best : [...best].reverse()) settle(list, forward);
  }
  const all = best.flat();
  const top = Math.min(0, ...all.map((x) => x.at - x.size / 2));
  let offset = 0;
  const centre = best.map((list) => {
    const wide = Math.max(0, ...list.map((x) => (x.box ? along(x.box) : 0)));
    const c = offset + wide / 2;
    offset += wide + COLUMN_GAP;
    return c;
  });
  for (const x of all) {
    x.at -= top;
    if (!x.box) continue;
    x.box.x = down ? x.at - x.box.width / 2 : centre[x.column] - x.box.width / 2;
    x.box.y = down ? centre[x.column] - x.box.height / 2 : x.at - x.box.height / 2;
  }
  const lines = chains.map(({ from, to, chain }) => ({
    from,
    to,
    points: chain.slice(1, -1).map((x) => (down ? { x: x.at, y: centre[x.column] } : { x: centre[x.column], y: x.at })),
  }));
  const deep = Math.max(0, offset - COLUMN_GAP);
  const wide = Math.max(0, ...all.map((x) => x.at + x.size / 2));
  return { width: down ? wide : deep, height: down ? deep : wide, lines };

  /** Moves the cells of a column towards their neighbours, in order and without overlap. */
  /** @param {Cell[]} list @param {boolean} forward */
  function settle(list, forward) {
    const wish = list.map((x) => {
      const near = forward ? x.before : x.after;
      return near.length === 0 ? x.at : near.reduce((s, n) => s + n.at, 0) / near.length;
    });
    /** @type {number[]} */
    const low = [];
    /** @type {number[]} */
    const high = new Array(list.length);
    list.forEach((x, i) => {
      const bound = i === 0 ? -Infinity : low[i - 1] + (list[i - 1].size + x.size) / 2 + ROW_GAP;
      low.push(Math.max(wish[i], bound));
    });
    for (let i = list.length - 1; i >= 0; i--) {
      const bound = i === list.length - 1 ? Infinity : high[i + 1] - (list[i + 1].size + list[i].size) / 2 - ROW_GAP;
      high[i] = Math.min(wish[i], bound);
    }
    list.forEach((x, i) => (x.at = (low[i] + high[i]) / 2));
    for (let i = 1; i < list.length; i++) {
      list[i].at = Math.max(list[i].at, list[i - 1].at + (list[i - 1].size + list[i].size) / 2 + ROW_GAP);
    }
  }
}

/** @param {{at: number}[]} cells @param {number} otherwise */
function middle(cells, otherwise) {
  return cells.length === 0 ? otherwise : cells.reduce((s, x) => s + x.at, 0) / cells.length;
}

/** How many lines cross between neighbouring columns. @param {{at: number, after: {at: number}[]}[][]} columns */
function crossings(columns) {
  let count = 0;
  for (const list of columns) {
    const lines = list.flatMap((x) => x.after.map((y) => [x.at, y.at]));
    if (lines.length > 400) continue; // a drawing that nobody reads in detail
    for (let i = 0; i < lines.length; i++) {
      for (let j = 0; j < i; j++) if ((lines[i][0] - lines[j][0]) * (lines[i][1] - lines[j][1]) < 0) count++;
    }
  }
  return count;
}
