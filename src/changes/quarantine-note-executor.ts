// Keeps in the tenant since when an identity is in quarantine, and whether synchronisation was seen to go on without it.
import type { Read } from "../cloud/answers.js";
import { path } from "../cloud/odata.js";
import type { ServiceClient, Written } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { NoteQuarantineChange, OfSyncIdentity, QuarantineNote } from "../shapes/identity-change.js";
import type { MarkContent } from "../shapes/mark-content.js";
import {
  markWithNote,
  noteFitsMark,
  noteFitsNotes,
  noteOfMark,
  noteOfNotes,
  notesWithNote,
  noteTime,
} from "../shapes/quarantine-note.js";
import { parseTime } from "../shapes/time.js";
import { readAccountState } from "../tenant/account-state.js";
import { readRegistrationState } from "../tenant/application-state.js";
import { MARK_NAME, readMark } from "../tenant/marks.js";
import { type Executor, other, type Sight } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { mendsWithTime } from "./refusals.js";
import type { RunMoment } from "./run-moment.js";

/** @param run a note that says "from now on" and is older than it is not this run's */
export function noteQuarantineExecutor(graph: ServiceClient, run: () => RunMoment): Executor<NoteQuarantineChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("add-extension"),
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const { note, image } = await readNote(graph, change.target);
          return { ...sightOf(change, note, run()), ...(image === null ? {} : { image }) };
        }),
      ),
    send: (change) =>
      change.target.type === "user"
        ? writeMark(graph, change, change.target.userId)
        : writeNotes(graph, change, change.target.applicationId),
  };
}

/** What the tenant keeps of an identity's quarantine now; nothing of one that is not there. */
export async function readNote(
  graph: ServiceClient,
  target: OfSyncIdentity,
): Promise<{ readonly note: QuarantineNote | null; readonly image: Json }> {
  if (target.type === "user") {
    const { value: mark } = await readMark(graph, target.userId);
    return { note: noteOfMark(mark?.content ?? null), image: mark?.content ?? null };
  }
  const { value } = await readRegistrationState(graph, target.applicationId);
  return { note: noteOfNotes(value?.notes ?? null), image: value?.whole ?? null };
}

function sightOf({ target, before, after }: NoteQuarantineChange, note: QuarantineNote | null, run: RunMoment): Sight {
  // First: a note that was there is no new one, however new it is.
  if (sameNote(note, before)) return { at: after === null && before === null ? "after" : "before" };
  if (after === null) return note === null ? { at: "after" } : other(toldOf(target, note));
  if (note === null) return other(`nothing is noted at ${target.name} any more`);
  if (after.stage === "proven")
    return note.provenAt !== null && before !== null && timeOf(note.disabledAt) === timeOf(before.disabledAt)
      ? { at: "after" }
      : other(toldOf(target, note));
  // Times of the service are whole seconds, those of a plan may not be.
  const begun = Math.floor(timeOf(run.startedAt ?? run.at) / 1_000) * 1_000;
  return note.provenAt === null && timeOf(note.disabledAt) >= begun ? { at: "after" } : other(toldOf(target, note));
}

function toldOf({ name }: OfSyncIdentity, { disabledAt, provenAt }: QuarantineNote): string {
  return `a quarantine of ${name} is noted since ${disabledAt}, ${provenAt === null ? "not proven" : `proven ${provenAt}`}`;
}

async function writeMark(graph: ServiceClient, change: NoteQuarantineChange, userId: string): Promise<Written> {
  const [account, mark] = await Promise.all([readAccountState(graph, userId), readMark(graph, userId)]);
  if (account.value === null) throw notSeenYet(change.target.name);
  const content: MarkContent | null = mark.value?.content ?? null;
  const note = noteFor(change, noteOfMark(content), account);
  if (!noteFitsMark(content, note)) throw filledSince(change.target, "an open extension holds 2 KB");
  const extension = {
    "@odata.type": "#microsoft.graph.openTypeExtension",
    extensionName: MARK_NAME,
    ...markWithNote(content, note),
  };
  const all = path`/v1.0/users/${userId}/extensions`;
  // "Update openTypeExtension" leaves open whether what is not named stays: so everything is named.
  return content === null
    ? graph.write("POST", all, extension, "mark-accounts")
    : graph.write("PATCH", all + path`/${MARK_NAME}`, extension, "mark-accounts");
}

async function writeNotes(graph: ServiceClient, change: NoteQuarantineChange, applicationId: string): Promise<Written> {
  const read = await readRegistrationState(graph, applicationId);
  if (read.value === null) throw notSeenYet(change.target.name);
  const note = noteFor(change, noteOfNotes(read.value.notes), read);
  if (!noteFitsNotes(read.value.notes, note)) throw filledSince(change.target, "notes hold 1024 characters");
  const notes = notesWithNote(read.value.notes, note);
  return graph.write("PATCH", path`/v1.0/applications/${applicationId}`, { notes }, "manage-sync-applications");
}

/**
 * @param now what is noted now: a proof is added to that, never to what was noted when the plan was made
 * @param read a moment ago, later than what disabled it
 */
function noteFor(
  { target, before, after }: NoteQuarantineChange,
  now: QuarantineNote | null,
  read: Read<unknown>,
): QuarantineNote | null {
  if (after === null) return null;
  const time = noteTime(timeOfAnswer(read));
  if (after.stage === "begun") return { disabledAt: time, provenAt: null };
  if (now === null || !sameNote({ ...now, provenAt: null }, before === null ? null : { ...before, provenAt: null }))
    throw new GuardError(`Somebody has changed the note of the quarantine of ${target.name} meanwhile.`, {
      code: "tenant-moved-on",
      remedy: "Run the command again: it plans anew from what is there now.",
    });
  return { ...now, provenAt: time };
}

/** Epoch milliseconds, by the service. */
function timeOfAnswer({ source }: Read<unknown>): number {
  const time = parseTime(source.at ?? "");
  if (time !== undefined) return time;
  throw new ServiceError("Microsoft Graph answered without saying what time it is.", {
    code: "no-service-time",
    remedy: "Something between removes the Date header; a quarantine cannot be told without it.",
  });
}

/** The same moment may be written in several ways. */
function sameNote(a: QuarantineNote | null, b: QuarantineNote | null): boolean {
  if (a === null || b === null) return a === b;
  if (timeOf(a.disabledAt) !== timeOf(b.disabledAt) || (a.provenAt === null) !== (b.provenAt === null)) return false;
  return timeOf(a.provenAt ?? a.disabledAt) === timeOf(b.provenAt ?? b.disabledAt);
}

/** Of what is no time: a number that is equal to no other. */
function timeOf(text: string): number {
  return parseTime(text) ?? Number.NaN;
}

function filledSince({ name }: OfSyncIdentity, limit: string): GuardError {
  return new GuardError(`There is no room left at ${name} for the note of its quarantine: ${limit}.`, {
    code: "no-room-for-note",
    remedy: "Something else was written there meanwhile: make room, and run the command again.",
  });
}
