import { harmless } from "./harmless.js";

const LONGEST = 2_000;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For the text of an element, and for a value within quotes. */
export function escaped(text: string): string {
  return harmless(text, LONGEST).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
