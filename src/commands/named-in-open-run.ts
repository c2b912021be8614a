// What an open run has removed already, by the words of whoever asks for the same again.
import type { Change } from "../shapes/change.js";
import type { RunRecord } from "../shapes/run.js";

/** What a change removes: its id, and the names by which it was asked for. */
interface Removed {
  readonly id: string;
  readonly names: readonly string[];
}

/**
 * The words, with ids in the place of names of what the run was to remove: what is gone has no name any more, and must be
 * told to be gone, not to be mistyped.
 * @param removedBy null: the change removes nothing
 */
export function byIds(
  words: readonly string[],
  openRun: RunRecord | null,
  removedBy: (change: Change) => Removed | null,
): readonly string[] {
  const removed = (openRun?.steps ?? []).flatMap(({ change }) => removedBy(change) ?? []);
  const idOf = (word: string) =>
    removed.find(({ names }) => names.some((name) => name.toLowerCase() === word.trim().toLowerCase()))?.id;
  return words.map((word) => idOf(word) ?? word);
}
