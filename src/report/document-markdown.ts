// A document as Markdown (CommonMark with tables). Texts come from a tenant: none of them becomes markup.
import { addressOf, type Block, type Document, momentOf } from "./document.js";
import { harmless } from "./harmless.js";

export function markdownOf({ title, blocks }: Document): string {
  return `${[`# ${inline(title)}`, ...blocks.map((block) => blockOf(block, ""))].join("\n\n")}\n`;
}

function blockOf(block: Block, indent: string): string {
  const lines = (): readonly string[] => {
    switch (block.kind) {
      case "heading":
        return [`## ${inline(block.text)}`];
      case "text":
        return [inline(block.text)];
      case "list":
        return block.items.map((item) => `- ${inline(item)}`);
      case "facts":
        return table(["", ""], block.rows);
      case "table":
        return table(block.head, block.rows);
      case "command":
        return [`    ${harmless(block.text, LONGEST)}`];
      case "link":
        return [`[${inline(block.text)}](<${addressOf(block.address)}>)`];
      case "banner":
        return [`**${inline(block.text)}**`];
      case "card":
        return [
          `### ${inline(`${block.mark}: ${block.title}`)}`,
          ...block.below.flatMap((one) => ["", blockOf(one, "")]),
        ];
      case "timeline":
        return table(
          ["", "first", "last", "times"],
          block.lanes.map(({ name, times }) => [
            name,
            momentOf(times[0]),
            momentOf(times.at(-1)),
            String(times.length),
          ]),
        );
      case "item": {
        const number = `${block.number}. `;
        const below = indent + " ".repeat(number.length);
        return [`${number}**${inline(block.title)}**`, ...block.below.flatMap((one) => ["", blockOf(one, below)])];
      }
    }
  };
  const all = lines();
  // What is below an item is indented by itself.
  if (block.kind === "item") return all.map((line, index) => (index === 0 ? indent + line : line)).join("\n");
  return all.map((line) => indent + line).join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.map(inline).join(" | ")} |`;
  return [row(head), `|${" --- |".repeat(head.length)}`, ...rows.map(row)];
}

const LONGEST = 2_000;

/**
 * One line of text that no reader of Markdown takes for anything else: no emphasis, link, image, HTML, entity, formula or
 * end of a cell; no list or heading at its beginning; no address that is made a link of.
 */
export function inline(text: string): string {
  return harmless(text, LONGEST)
    .replace(/[\\`*_[\]<>|~&#!$]/g, String.raw`\$&`)
    .replace(/:(?=\/\/)/g, String.raw`\:`)
    .replace(/\b(www)\./gi, String.raw`$1\.`)
    .replace(/^\s+/, "")
    .replace(/^(?=[-+=])/, "\\")
    .replace(/^(\d+)(?=[.)])/, "$1\\");
}
