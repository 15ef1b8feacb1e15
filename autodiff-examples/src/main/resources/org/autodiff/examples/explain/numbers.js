// Numbers and arrays as a reader wants them.

/**
 * An array of which the page has all numbers, or only figures and a coarse picture.
 * @typedef {{shape: number[], data?: number[], min: number, max: number, mean: number, deviation: number,
 *   zeros: number, picture?: number[][]}} ArrayData
 * @typedef {number | ArrayData | null} Value
 */

/**
 * A number with six digits at most, as the engine's tables write it.
 * @param {number} x
 */
export function number(x) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (Object.is(x, -0)) return "0";
  if (Number.isInteger(x) && Math.abs(x) < 1e9) return minus(String(x));
  const size = Math.abs(x);
  const text = size < 1e-3 || size >= 1e9 ? x.toExponential(5) : x.toPrecision(6);
  const [digits, exponent] = text.split("e");
  const short = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return minus(exponent ? `${short}e${Number(exponent)}` : short);
}

/** @param {string} text */
const minus = (text) => text.replace("-", "−");

/** @param {Value | undefined} v @returns {v is number} */
export const isNumber = (v) => typeof v === "number";

/**
 * A value in a few words.
 * @param {Value | undefined} v
 */
export function short(v) {
  if (v === null || v === undefined) return "—";
  if (isNumber(v)) return number(v);
  const shape = `(${v.shape.join(", ")})`;
  if (v.data && v.data.length <= 3) return `[${v.data.map(number).join(", ")}]`;
  return v.min === v.max ? `${shape} all ${number(v.min)}` : `${shape} ${number(v.min)} … ${number(v.max)}`;
}

/**
 * A value in the picture: a number, or the shape of an array and its range with three digits.
 * @param {Value | undefined} v
 */
export function brief(v) {
  if (v === null || v === undefined || isNumber(v)) return short(v);
  const few = /** @param {number} x */ (x) => number(Number(x.toPrecision(3)));
  const shape = v.shape.join("×");
  return v.min === v.max ? `${shape}: ${few(v.min)}` : `${shape}: ${few(v.min)} … ${few(v.max)}`;
}

/** Whether two numbers agree to the digits that a page shows. @param {number} a @param {number} b */
export function agree(a, b) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Whether a number that a person has typed is meant to be this one. @param {number} typed @param {number} exact */
export function isMeant(typed, exact) {
  return Math.abs(typed - exact) <= Math.max(0.005 * Math.abs(exact), 5e-4 * (Math.abs(exact) < 0.1 ? 1 : 0));
}
