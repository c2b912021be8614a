// Whose password is in a place, by what the journals say of it.
import { expect, test } from "vitest";
import type { Journals } from "../../../src/changes/journal.js";
import { leftBy, type Whereabouts } from "../../../src/commands/secret-destinations/left-by.js";
import { GuardError } from "../../../src/shapes/errors.js";
import type { RunRecord } from "../../../src/shapes/run.js";

const ABOUT: Whereabouts = {
  tenantId: "t-1",
  command: "setup-svc-account",
  subject: "svc@contoso.example",
  passwordTo: "file:/pw",
  password: "new-account",
};
const CREATE = { kind: "create-user" };
const RESET = { kind: "reset-password" };
const ROLE = { kind: "assign-role" };

interface Told {
  readonly plan?: readonly { readonly kind: string }[];
  readonly steps?: readonly { readonly kind: string }[];
  readonly state?: RunRecord["state"];
  readonly tenantId?: string;
  readonly command?: string;
  readonly subject?: string;
  readonly wishes?: unknown;
}

/** Only what is looked at; oldest first. */
function journals(...runs: readonly (Told | "damaged")[]): Journals {
  const names = runs.map((_, index) => `run-${index}`);
  const record = (told: Told, runId: string) => ({
    runId,
    head: { tenantId: told.tenantId ?? ABOUT.tenantId },
    command: told.command ?? ABOUT.command,
    subject: told.subject ?? ABOUT.subject,
    plan: told.plan ?? [CREATE, ROLE],
    steps: (told.steps ?? []).map((change) => ({ change })),
    wishes: "wishes" in told ? told.wishes : { passwordTo: ABOUT.passwordTo },
    state: told.state ?? "nothing-done",
  });
  return {
    list: () => Promise.resolve(names),
    read: async (runId: string) => {
      const told = runs[names.indexOf(runId)] ?? "damaged";
      if (told === "damaged") throw new GuardError("Damaged.", { code: "journal-damaged", remedy: "-" });
      return record(told, runId);
    },
  } as unknown as Journals;
}

const RUNS: readonly (readonly [string, Journals, "cut-run" | "other-run" | "nobody"])[] = [
  ["no run", journals(), "nobody"],
  ["a run that was cut before anything was done", journals({}), "cut-run"],
  ["a run that was cut later", journals({ state: "open" }), "cut-run"],
  ["a run that came to its end", journals({ state: "finished" }), "other-run"],
  ["another account's", journals({ subject: "other@contoso.example" }), "other-run"],
  ["another tenant's", journals({ tenantId: "t-2" }), "other-run"],
  ["another command's", journals({ command: "rollback" }), "other-run"],
  ["another destination's", journals({ wishes: { passwordTo: "file:/other" } }), "nobody"],
  ["wishes that name none", journals({ wishes: null }, { wishes: ["file:/pw"] }, { wishes: { a: 1 } }), "nobody"],
  ["the newest counts: finished", journals({}, { state: "finished" }), "other-run"],
  ["the newest counts: cut", journals({ state: "finished" }, {}), "cut-run"],
  ["a run that made no password says nothing", journals({ state: "finished" }, { plan: [ROLE] }), "other-run"],
  [
    "a run that had made it before it was cut again",
    journals({ plan: [ROLE], steps: [CREATE], state: "open" }),
    "cut-run",
  ],
  ["a journal that cannot be read says nothing", journals({}, "damaged"), "cut-run"],
];

test.each(RUNS)("%s", async (_name, runs, kind) => {
  expect((await leftBy(runs, ABOUT)).kind).toBe(kind);
});

test("only for the same purpose, and by its name", async () => {
  const reset: Whereabouts = { ...ABOUT, password: "reset" };
  expect(await leftBy(journals({}, { wishes: {} }), ABOUT)).toEqual({ kind: "cut-run", runId: "run-0" });
  expect(await leftBy(journals({ state: "open" }), reset)).toEqual({ kind: "other-run", runId: "run-0" });
  expect(await leftBy(journals({ plan: [ROLE], steps: [RESET] }), reset)).toEqual({ kind: "cut-run", runId: "run-0" });
});
