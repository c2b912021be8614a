// A document as one HTML file that needs nothing else and loads nothing: it can be mailed, kept and printed.
import { createHash } from "node:crypto";
import { addressOf, type Block, type Document } from "./document.js";
import { escaped } from "./document-escape.js";
import { DOCUMENT_STYLE } from "./document-style.js";
import { timelineOf } from "./document-timeline.js";

export function htmlOf({ title, blocks }: Document): string {
  // Nothing may be loaded or run; the one style is let in by its hash.
  const hash = createHash("sha256").update(DOCUMENT_STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${DOCUMENT_STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    `<h1>${escaped(title)}</h1>`,
    ...blocks.map(blockOf),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${escaped(block.text)}</h2>`;
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "facts":
      return `<table class="facts"><tbody>${block.rows
        .map(([what, value]) => `<tr><th scope="row">${escaped(what)}</th><td dir="auto">${escaped(value)}</td></tr>`)
        .join("")}</tbody></table>`;
    case "table":
      return tableOf(block.head, block.rows);
    case "command":
      return `<pre><code>${escaped(block.text)}</code></pre>`;
    case "link":
      return `<p><a href="${escaped(addressOf(block.address))}">${escaped(block.text)}</a></p>`;
    case "banner":
      return `<p class="banner ${block.tone}">${escaped(block.text)}</p>`;
    case "card":
      return [
        `<section class="${block.tone}"><h3><b class="mark">${escaped(block.mark)}</b> ${escaped(block.title)}</h3>`,
        ...block.below.map(blockOf),
        "</section>",
      ].join("\n");
    case "timeline":
      return timelineOf(block);
    case "item":
      return [
        `<section><h3><span>${block.number}</span> ${escaped(block.title)}</h3>`,
        ...block.below.map(blockOf),
        "</section>",
      ].join("\n");
  }
}

/** Each cell knows its column: on a narrow screen the cells of a row stand below each other. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((one) => `<th scope="col">${escaped(one)}</th>`).join("");
  const cell = (text: string, column: number) =>
    `<td data-of="${escaped(head[column] ?? "")}" dir="auto">${escaped(text)}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  return `<table><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}
