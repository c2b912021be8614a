import { describe, expect, it } from "vitest";
import {
  markWithNote,
  noteFitsMark,
  noteFitsNotes,
  noteOfMark,
  noteOfNotes,
  notesWithNote,
  noteTime,
  roomForNoteInMark,
  roomForNoteInNotes,
} from "../../src/shapes/quarantine-note.js";

const BEGUN = { disabledAt: "2026-11-23T02:00:00Z", provenAt: null };
const PROVEN = { disabledAt: "2026-11-23T02:00:00Z", provenAt: "2026-11-23T05:00:00Z" };
const BEGUN_LINE = "aadc-cloud: disabled 2026-11-23T02:00:00Z, not proven";
const PROVEN_LINE = "aadc-cloud: disabled 2026-11-23T02:00:00Z, proven 2026-11-23T05:00:00Z";

describe("notes of an application", () => {
  it("get one line, in the form that other machines read", () => {
    expect(notesWithNote(null, BEGUN)).toBe(BEGUN_LINE);
    expect(notesWithNote("", PROVEN)).toBe(PROVEN_LINE);
  });

  it.each([
    ["one line", "Owner: Ines", `Owner: Ines\n${BEGUN_LINE}`],
    ["an end of line at the end", "Owner: Ines\n", `Owner: Ines\n\n${BEGUN_LINE}`],
    ["lines as Windows ends them", "a\r\n\r\n  b\t", `a\r\n\r\n  b\t\r\n${BEGUN_LINE}`],
    ["lines ended in several ways", "a\rb\nc\r\n", `a\rb\nc\r\n\r\n${BEGUN_LINE}`],
    ["a line that looks like ours and is not", `${BEGUN_LINE} (Ines)`, `${BEGUN_LINE} (Ines)\n${BEGUN_LINE}`],
    ["no text that anybody sees", " ", ` \n${BEGUN_LINE}`],
  ])("of %s keep all else, byte for byte, and get it back", (_, text, written) => {
    expect(notesWithNote(text, BEGUN)).toBe(written);
    expect(noteOfNotes(written)).toEqual(BEGUN);
    expect(notesWithNote(written, null)).toBe(text);
  });

  it("are replaced where the line stands, wherever somebody has moved it", () => {
    expect(notesWithNote(`a\r\n ${BEGUN_LINE} \r\nb`, PROVEN)).toBe(`a\r\n${PROVEN_LINE}\r\nb`);
    expect(notesWithNote(`${BEGUN_LINE}\r\nb`, PROVEN)).toBe(`${PROVEN_LINE}\r\nb`);
    expect(notesWithNote(`${BEGUN_LINE}\r\nb`, null)).toBe("b");
    expect(notesWithNote(`a\n${BEGUN_LINE}\nb`, null)).toBe("a\nb");
    expect(notesWithNote(BEGUN_LINE, null)).toBeNull();
  });

  it("have one line where there were several", () => {
    expect(notesWithNote(`${BEGUN_LINE}\na\n${PROVEN_LINE}`, BEGUN)).toBe(`${BEGUN_LINE}\na`);
    expect(notesWithNote(`${BEGUN_LINE}\na\n${PROVEN_LINE}`, null)).toBe("a");
  });

  it("tell of the later disabling", () => {
    const later = "aadc-cloud: disabled 2026-11-24T02:00:00Z, not proven";
    const note = { disabledAt: "2026-11-24T02:00:00Z", provenAt: null };
    expect(noteOfNotes(`${PROVEN_LINE}\n${later}`)).toEqual(note);
    expect(noteOfNotes(`${later}\r\n${PROVEN_LINE}`)).toEqual(note);
  });

  it("tell of proof only where every line of that disabling does", () => {
    expect(noteOfNotes(`${PROVEN_LINE}\n${BEGUN_LINE}`)).toEqual(BEGUN);
    expect(noteOfNotes(`${BEGUN_LINE}\n${PROVEN_LINE}`)).toEqual(BEGUN);
    expect(noteOfNotes(`${PROVEN_LINE}\n${PROVEN_LINE}`)).toEqual(PROVEN);
  });

  it.each([
    "",
    "aadc-cloud:",
    "aadc-cloud: disabled",
    "aadc-cloud: disabled 2026-11-23T02:00:00Z",
    "aadc-cloud: disabled 2026-11-23T02:00:00Z, proven",
    "aadc-cloud: disabled 2026-11-23T02:00:00Z, proven 2026-11-23",
    "aadc-cloud: disabled 2026-11-23, not proven",
    "aadc-cloud: disabled 2026-11-23T02:00:00, not proven",
    "aadc-cloud: disabled 2026-13-45T99:00:00Z, not proven",
    "aadc-cloud: disabled 2026-11-23T02:00:00+14:00, not proven",
    "aadc-cloud: disabled yesterday, not proven",
    `${BEGUN_LINE} # do not delete`,
    `> ${BEGUN_LINE}`,
    `${BEGUN_LINE}, proven 2026-11-23T05:00:00Z`,
    BEGUN_LINE.toUpperCase(),
    BEGUN_LINE.replace(" ", "\u00a0"),
    `\u001b[1m${BEGUN_LINE}`,
  ])("of which the line is %j tell of none", (text) => {
    expect(noteOfNotes(text)).toBeNull();
    expect(notesWithNote(text, null)).toBe(text === "" ? null : text);
  });

  it("tell of no proof from before the disabling", () => {
    const line = "aadc-cloud: disabled 2026-11-23T02:00:00Z, proven 2026-11-23T02:00:00Z";
    expect(noteOfNotes(line)).toEqual(BEGUN);
  });

  it("have room for the longest note, or not", () => {
    expect(roomForNoteInNotes(null)).toBe(1_024 - PROVEN_LINE.length);
    expect(roomForNoteInNotes(`x\n${BEGUN_LINE}`)).toBe(roomForNoteInNotes("x"));
    const most = "x".repeat(1_024 - PROVEN_LINE.length - 1);
    expect(roomForNoteInNotes(most)).toBe(0);
    expect(noteFitsNotes(most, PROVEN)).toBe(true);
    expect(roomForNoteInNotes(`${most}x`)).toBe(-1);
    expect(noteFitsNotes(`${most}x`, PROVEN)).toBe(false);
    expect(noteFitsNotes(`${most}x`, BEGUN)).toBe(true);
  });
});

describe("the mark of a user", () => {
  const other = {
    purpose: "service-account",
    excludedUntil: "2026-12-01T00:00:00Z",
    theirs: { of: ["another version"] },
  };

  it("keeps all else that stands in it", () => {
    expect(markWithNote(other, PROVEN)).toEqual({ ...other, ...PROVEN });
    expect(noteOfMark(markWithNote(other, PROVEN))).toEqual(PROVEN);
    expect(markWithNote({ ...other, ...PROVEN }, null)).toEqual({ ...other, disabledAt: null, provenAt: null });
    expect(noteOfMark(markWithNote(null, BEGUN))).toEqual(BEGUN);
  });

  it.each([
    null,
    {},
    { disabledAt: null, provenAt: null },
    { provenAt: PROVEN.provenAt },
    { disabledAt: 20_261_123 },
    { disabledAt: ["2026-11-23T02:00:00Z"] },
    { disabledAt: "" },
    { disabledAt: "2026-11-23T02:00:00Z\n" },
    { disabledAt: "0" },
  ])("with %j tells of none", (content) => {
    expect(noteOfMark(content)).toBeNull();
  });

  it.each([1, true, "yes", "2026-11-22T05:00:00Z", { at: PROVEN.provenAt }])("is not proven by %j", (provenAt) => {
    expect(noteOfMark({ ...BEGUN, provenAt })).toEqual(BEGUN);
  });

  it("has room, or not", () => {
    const filled = (bytes: number) => ({ theirs: "ü".repeat(bytes / 2) });
    const room = roomForNoteInMark(filled(0));
    expect(roomForNoteInMark(filled(200))).toBe(room - 200);
    expect(roomForNoteInMark({ ...filled(200), ...PROVEN })).toBe(room - 200);
    expect(noteFitsMark(filled(1_700), PROVEN)).toBe(true);
    expect(noteFitsMark(filled(1_880), PROVEN)).toBe(false);
    expect(roomForNoteInMark(filled(1_880))).toBeLessThan(0);
  });
});

describe("a time in a note", () => {
  it("is no earlier than the moment", () => {
    expect(noteTime(Date.parse("2026-11-23T02:00:00.000Z"))).toBe("2026-11-23T02:00:00Z");
    expect(noteTime(Date.parse("2026-11-23T02:00:00.001Z"))).toBe("2026-11-23T02:00:01Z");
  });
});
