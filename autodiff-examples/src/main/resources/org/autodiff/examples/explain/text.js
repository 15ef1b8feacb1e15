// Texts for HTML.

/**
 * A text in which nothing is markup.
 * @param {unknown} text
 */
export function escaped(text) {
  return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
