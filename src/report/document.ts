// A document as data: printed as Markdown or HTML, each of which makes every text harmless in its own way.
import { minuteOf } from "../shapes/time.js";

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** Two columns without a head: what, and its value. */
  | { readonly kind: "facts"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** A line to be typed; it is not cut, and not wrapped where that can be helped. */
  | { readonly kind: "command"; readonly text: string }
  /** A line that a link stands on; `address` is one of ours and begins with https. */
  | { readonly kind: "link"; readonly text: string; readonly address: string }
  /** What it all comes to. */
  | { readonly kind: "banner"; readonly tone: Tone; readonly text: string }
  /** A thing with its state, and what belongs to it below. */
  | {
      readonly kind: "card";
      readonly mark: string;
      readonly tone: Tone;
      readonly title: string;
      readonly below: readonly Block[];
    }
  /** Lanes over the same stretch of time, each with its moments. */
  | { readonly kind: "timeline"; readonly from: number; readonly to: number; readonly lanes: readonly Lane[] }
  /** One thing among several, numbered, with what belongs to it below. */
  | { readonly kind: "item"; readonly number: number; readonly title: string; readonly below: readonly Block[] };

/** How it stands; each form shows it in its own way, and never by colour alone. */
export type Tone = "good" | "bad" | "doubt" | "quiet";

export interface Lane {
  readonly name: string;
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
}

export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** To the minute, in UTC. @param time epoch milliseconds */
export function momentOf(time: number | undefined): string {
  return time === undefined ? "never" : minuteOf(time);
}

/** Nothing but a page of the web is ever linked to. */
export function addressOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "https:" ? url.href.replace(/[<>"'()]/g, encodeURIComponent) : "about:blank";
}
