// A document as data: printed as Markdown or HTML, each of which makes every text harmless in its own way.

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** Two columns without a head: what, and its value. */
  | { readonly kind: "facts"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** A line to be typed; it is not cut, and not wrapped where that can be helped. */
  | { readonly kind: "command"; readonly text: string }
  /** One thing among several, numbered, with what belongs to it below. */
  | { readonly kind: "item"; readonly number: number; readonly title: string; readonly below: readonly Block[] };

export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}
