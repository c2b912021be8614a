// What an account's mark shall hold of an exclusion, and whether it can: what is planned and what is written are the same.
import type { Json } from "./change.js";
import type { MarkedExclusion } from "./exclusion-change.js";

export type MarkContent = Readonly<Record<string, Json>>;

/**
 * The whole content as it shall be.
 * @param content all that stands in the mark now; null: there is none
 * @param after null: it tells of no exclusion any more
 */
export function markContent(content: MarkContent | null, after: MarkedExclusion | null): MarkContent {
  return {
    ...content,
    ...(after === null
      ? { excludedUntil: null, excludedFrom: null }
      : { excludedUntil: after.excludedUntil, excludedFrom: after.excludedFrom }),
  };
}

/** An open extension of a directory object holds 2 KB ("Comparison of extension types"); its frame takes a part of them. */
export function fitsMark(content: MarkContent): boolean {
  return roomInMark(content) >= 0;
}

/** Bytes that are left; less than none: it does not fit. */
export function roomInMark(content: MarkContent): number {
  return MOST_BYTES - Buffer.byteLength(JSON.stringify(content));
}

const MOST_BYTES = 1_900;

/** As a sentence, for an error. */
export function markTooSmall(name: string, after: MarkedExclusion | null): string {
  return `When the exclusion of ${name} ends is kept in its mark, which cannot hold ${after?.excludedFrom.length ?? 0} policies: an open extension holds 2 KB.`;
}
