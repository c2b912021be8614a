// What the tenant keeps of a quarantine: a user in two fields of its open extension, an application in one line of its
// notes. Others can write there, so that what is not exactly ours counts as nothing, and is left as it stands.
import type { QuarantineNote } from "./identity-change.js";
import { fitsMark, type MarkContent, roomInMark } from "./mark-content.js";
import { parseTime } from "./time.js";

/** Null: it tells of no quarantine, or in no form of ours. */
export function noteOfMark(content: Readonly<Record<string, unknown>> | null): QuarantineNote | null {
  return noteOf(content?.disabledAt, content?.provenAt);
}

/**
 * The whole content of a user's mark as it shall be.
 * @param content all that stands in it now; null: there is none
 */
export function markWithNote(content: MarkContent | null, note: QuarantineNote | null): MarkContent {
  return { ...content, disabledAt: note?.disabledAt ?? null, provenAt: note?.provenAt ?? null };
}

/** Bytes that are left beside the longest note; less than none: it does not fit. */
export function roomForNoteInMark(content: MarkContent | null): number {
  return roomInMark(markWithNote(content, LONGEST));
}

/** Whether a user's mark can be written with it. */
export function noteFitsMark(content: MarkContent | null, note: QuarantineNote | null): boolean {
  return fitsMark(markWithNote(content, note));
}

/** `notes` of an application hold so much ("application resource type"). */
const MOST_CHARACTERS = 1_024;

/** Of several lines of ours the later disabling counts; proof only where every line of that time says so. */
export function noteOfNotes(notes: string | null): QuarantineNote | null {
  const told = linesOf(notes ?? "").flatMap(({ text }) => noteOfLine(text) ?? []);
  const latest = Math.max(...told.map(({ disabledAt }) => timeOf(disabledAt)));
  const [first, ...rest] = told.filter(({ disabledAt }) => timeOf(disabledAt) === latest);
  if (first === undefined) return null;
  return rest.some(({ provenAt }) => provenAt === null) ? { ...first, provenAt: null } : first;
}

/**
 * The whole notes as they shall be: one line of ours, where the first of them stands, else at the end. All else stays as
 * it is, byte for byte.
 * @returns null where nothing is left
 */
export function notesWithNote(notes: string | null, note: QuarantineNote | null): string | null {
  const lines = linesOf(notes ?? "");
  const places = lines.flatMap(({ text }, place) => (noteOfLine(text) === null ? [] : [place]));
  const place = note === null ? -1 : (places[0] ?? -1);
  const kept = lines.flatMap((one, index) => {
    if (!places.includes(index)) return [one];
    return note !== null && index === place ? [{ ...one, text: lineOf(note) }] : [];
  });
  const text = joined(kept);
  const whole = note === null || place !== -1 ? text : appended(text, lineOf(note));
  return whole === "" ? null : whole;
}

/** Characters that are left beside the longest note; less than none: it does not fit. */
export function roomForNoteInNotes(notes: string | null): number {
  return MOST_CHARACTERS - (notesWithNote(notes, LONGEST) ?? "").length;
}

/** Whether an application's notes can be written with it. */
export function noteFitsNotes(notes: string | null, note: QuarantineNote | null): boolean {
  return (notesWithNote(notes, note) ?? "").length <= MOST_CHARACTERS;
}

/** A moment as a note says it, whole seconds: rounded up, since a quarantine must never look longer than it is. */
export function noteTime(ms: number): string {
  return new Date(Math.ceil(ms / 1_000) * 1_000).toISOString().replace(".000Z", "Z");
}

const LONGEST: QuarantineNote = { disabledAt: "2026-01-01T00:00:00Z", provenAt: "2026-01-01T00:00:00Z" };
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`;
const OURS = new RegExp(String.raw`^[ \t]*aadc-cloud: disabled (${TIME}), (?:not proven|proven (${TIME}))[ \t]*$`);

function lineOf({ disabledAt, provenAt }: QuarantineNote): string {
  return `aadc-cloud: disabled ${disabledAt}, ${provenAt === null ? "not proven" : `proven ${provenAt}`}`;
}

function noteOfLine(line: string): QuarantineNote | null {
  const [, disabledAt, provenAt] = OURS.exec(line) ?? [];
  return noteOf(disabledAt, provenAt);
}

/** Proof from before the disabling, or of no time, is none. */
function noteOf(disabledAt: unknown, provenAt: unknown): QuarantineNote | null {
  const disabled = utc(disabledAt);
  const proven = utc(provenAt);
  if (disabled === null) return null;
  return {
    disabledAt: disabled,
    provenAt: proven !== null && timeOf(proven) > timeOf(disabled) ? proven : null,
  };
}

function utc(value: unknown): string | null {
  return typeof value === "string" && WHOLE_TIME.test(value) && parseTime(value) !== undefined ? value : null;
}
const WHOLE_TIME = new RegExp(`^${TIME}$`);

function timeOf(time: string): number {
  return parseTime(time) ?? Number.NEGATIVE_INFINITY;
}

interface Line {
  readonly text: string;
  /** How it ends; nothing at the end of all. */
  readonly end: string;
}

function linesOf(text: string): readonly Line[] {
  const parts = text.split(/(\r\n|\n|\r)/);
  return parts.flatMap((part, index) => (index % 2 === 0 ? [{ text: part, end: parts[index + 1] ?? "" }] : []));
}

/** The last line of all has no end: a last line that goes takes the end of the one before with it. */
function joined(kept: readonly Line[]): string {
  const text = kept.map((one) => one.text + one.end).join("");
  return text.slice(0, text.length - (kept.at(-1)?.end.length ?? 0));
}

function appended(text: string, line: string): string {
  if (text === "") return line;
  return `${text}${text.includes("\r\n") ? "\r\n" : "\n"}${line}`;
}
