// Formulas as text: read, evaluated, and written as MathML. The same language as docs/formulas.md, of which it knows
// what gates need: numbers, names, + - * / ^, comparisons, if(condition, a, b) and functions of one number.

import { escaped } from "./text.js";

/**
 * @typedef {{kind: "number", value: number, text: string}
 *   | {kind: "name", name: string}
 *   | {kind: "call", name: string, args: Expression[]}
 *   | {kind: "operator", operator: string, args: Expression[]}} Expression
 */

/** @type {Record<string, (...x: number[]) => number>} */
const FUNCTIONS = {
  abs: Math.abs, acos: Math.acos, acosh: Math.acosh, asin: Math.asin, asinh: Math.asinh, atan: Math.atan,
  atanh: Math.atanh, cbrt: Math.cbrt, cos: Math.cos, cosh: Math.cosh, exp: Math.exp, expm1: Math.expm1,
  log: Math.log, log10: Math.log10, log1p: Math.log1p, log2: Math.log2, max: Math.max, min: Math.min,
  sin: Math.sin, sinh: Math.sinh, sqrt: Math.sqrt, tan: Math.tan, tanh: Math.tanh,
};

/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "^": Math.pow,
  ">": (a, b) => +(a > b), "<": (a, b) => +(a < b), ">=": (a, b) => +(a >= b), "<=": (a, b) => +(a <= b),
  "==": (a, b) => +(a === b),
};

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_']*)|(>=|<=|==|[-+*/^()<>,]))/uy;

/**
 * Reads a formula.
 * @param {string} text
 * @returns {Expression}
 */
export function parse(text) {
  /** @type {{type: "number" | "name" | "sign" | "end", text: string}[]} */
  const tokens = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  while (end < text.trimEnd().length) {
    TOKEN.lastIndex = end;
    const m = TOKEN.exec(text);
    if (!m) throw new SyntaxError(`not a formula: ${text}`);
    end = TOKEN.lastIndex;
    tokens.push({ type: m[1] ? "number" : m[2] ? "name" : "sign", text: m[1] || m[2] || m[3] });
  }
  tokens.push({ type: "end", text: "" });
  let at = 0;
  const peek = () => tokens[at].text;
  const fail = () => new SyntaxError(`not a formula: ${text}`);
  /** @param {string} sign */
  const expect = (sign) => {
    if (peek() !== sign) throw fail();
    at++;
  };
  /** @returns {Expression} */
  function comparison() {
    const left = sum();
    if (tokens[at].type === "sign" && [">", "<", ">=", "<=", "=="].includes(peek())) {
      const operator = tokens[at++].text;
      return { kind: "operator", operator, args: [left, sum()] };
    }
    return left;
  }
  /** @returns {Expression} */
  function sum() {
    let left = product();
    while (tokens[at].type === "sign" && (peek() === "+" || peek() === "-")) {
      const operator = tokens[at++].text;
      left = { kind: "operator", operator, args: [left, product()] };
    }
    return left;
  }
  /** @returns {Expression} */
  function product() {
    let left = unary();
    for (;;) {
      if (tokens[at].type === "sign" && (peek() === "*" || peek() === "/")) {
        const operator = tokens[at++].text;
        left = { kind: "operator", operator, args: [left, unary()] };
      } else if (tokens[at].type === "name" || tokens[at].type === "number" || peek() === "(") {
        left = { kind: "operator", operator: "*", args: [left, power()] }; // side by side: a product
      } else {
        return left;
      }
    }
  }
  /** @returns {Expression} */
  function unary() {
    if (peek() === "-") {
      at++;
      return { kind: "operator", operator: "neg", args: [unary()] };
    }
    return power();
  }
  /** @returns {Expression} */
  function power() {
    const base = primary();
    if (peek() !== "^") return base;
    at++;
    return { kind: "operator", operator: "^", args: [base, unary()] };
  }
  /** @returns {Expression} */
  function primary() {
    const token = tokens[at++];
    if (token.type === "number") return { kind: "number", value: Number(token.text), text: token.text };
    if (token.text === "(") {
      const inner = comparison();
      expect(")");
      return inner;
    }
    if (token.type !== "name") throw fail();
    if (peek() !== "(" || !(token.text in FUNCTIONS || token.text === "if")) return { kind: "name", name: token.text };
    at++;
    const args = [comparison()];
    while (peek() === ",") {
      at++;
      args.push(comparison());
    }
    expect(")");
    return { kind: "call", name: token.text, args };
  }
  const whole = comparison();
  if (tokens[at].type !== "end") throw fail();
  return whole;
}

/**
 * The value of a formula.
 * @param {Expression} e
 * @param {Record<string, number>} names
 * @returns {number}
 */
export function evaluate(e, names) {
  switch (e.kind) {
    case "number":
      return e.value;
    case "name":
      if (!(e.name in names)) throw new ReferenceError(`no value for ${e.name}`);
      return names[e.name];
    case "call":
      if (e.name === "if") return evaluate(evaluate(e.args[0], names) !== 0 ? e.args[1] : e.args[2], names);
      return FUNCTIONS[e.name](...e.args.map((a) => evaluate(a, names)));
    default:
      if (e.operator === "neg") return -evaluate(e.args[0], names);
      return OPERATORS[e.operator](evaluate(e.args[0], names), evaluate(e.args[1], names));
  }
}

/** @param {Expression} e */
function strength(e) {
  if (e.kind !== "operator") return 9;
  return { "+": 2, "-": 2, "*": 3, "/": 3, neg: 3, "^": 5 }[e.operator] ?? 1;
}

/**
 * A formula as MathML, without the element around it.
 * @param {Expression} e
 * @returns {string}
 */
export function mathml(e) {
  /** @param {Expression} x @param {number} least */
  const part = (x, least) => (strength(x) < least ? `<mrow><mo>(</mo>${mathml(x)}<mo>)</mo></mrow>` : mathml(x));
  switch (e.kind) {
    case "number":
      return `<mn>${e.text}</mn>`;
    case "name":
      return name(e.name);
    case "call":
      if (e.name === "sqrt") return `<msqrt>${mathml(e.args[0])}</msqrt>`;
      if (e.name === "abs") return `<mrow><mo>|</mo>${mathml(e.args[0])}<mo>|</mo></mrow>`;
      if (e.name === "exp") return `<msup><mi>e</mi><mrow>${mathml(e.args[0])}</mrow></msup>`;
      return `<mrow><mi>${e.name}</mi><mo>&#x2061;</mo><mo>(</mo>${e.args
        .map(mathml)
        .join("<mo>,</mo>")}<mo>)</mo></mrow>`;
    default: {
      const [a, b] = e.args;
      switch (e.operator) {
        case "neg":
          return `<mrow><mo>&#x2212;</mo>${part(a, 3)}</mrow>`;
        case "/":
          return `<mfrac><mrow>${mathml(a)}</mrow><mrow>${mathml(b)}</mrow></mfrac>`;
        case "^":
          return `<msup>${part(a, 6)}<mrow>${mathml(b)}</mrow></msup>`;
        case "*":
          return `<mrow>${part(a, 3)}<mo>&#x22C5;</mo>${part(b, 4)}</mrow>`;
        case "-":
          return `<mrow>${part(a, 2)}<mo>&#x2212;</mo>${part(b, 3)}</mrow>`;
        default:
          return `<mrow>${part(a, 2)}<mo>${escaped(e.operator)}</mo>${part(b, 2)}</mrow>`;
      }
    }
  }
}

/** v12 is written as v with an index. @param {string} text */
function name(text) {
  const m = /^(\p{L}+)(\d+)$/u.exec(text);
  return m ? `<msub><mi>${m[1]}</mi><mn>${m[2]}</mn></msub>` : `<mi>${escaped(text)}</mi>`;
}

/**
 * A text as mathematics, or as it is if it is in words.
 * @param {string} text
 * @returns {string} HTML
 */
export function formulaHtml(text) {
  if (!text) return "";
  try {
    const sides = text.split(" = ");
    const inner = sides.map((side) => mathml(parse(side))).join("<mo>=</mo>");
    return `<math><mrow>${inner}</mrow></math>`;
  } catch {
    return `<span class="words">${escaped(text)}</span>`;
  }
}
