// What `--disable-only` and `--attest` change of a plan, what they never open, and what is said of names that two have.
import { describe, expect, test } from "vitest";
import { type HealthVerdict, type JudgedServer, withStaging } from "../../src/health/judgement.js";
import { type ActiveEntry, planRemoval, type RemovalWishes } from "../../src/health/removal.js";
import type { Json } from "../../src/shapes/change.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { thrown } from "../shapes/thrown.js";
import { idOf, judge, judgedOf, serverOf } from "./health-server.js";

const ACTIVE: ActiveEntry = {
  name: "AADC-NEW",
  id: null,
  matches: (name: string) => name.toUpperCase() === "AADC-NEW",
};
const LIVE = judgedOf(1, "AADC-NEW", "live");
const DOUBT = judgedOf(3, "DOUBT", "unknown");
const all = [LIVE, judgedOf(2, "AADC-OLD", "stale"), DOUBT];

const plan = (wishes: Partial<RemovalWishes>, judged: readonly JudgedServer[] = all, active = ACTIVE) =>
  planRemoval(judged, { servers: [], attested: [], disableOnly: false, ...wishes }, active);
const kinds = (planned: ReturnType<typeof plan>) => planned.changes.map(({ kind }) => kind);

describe("an entry that nobody can judge", () => {
  test("is removed where somebody vouches for it, by name or id in any case; told once", () => {
    for (const word of ["DOUBT", "doubt", idOf(3), idOf(3).toUpperCase()]) {
      const planned = plan({ servers: ["DOUBT"], attested: [word, "DOUBT"] });
      expect(kinds(planned)).toEqual(["remove-health-server"]);
      expect(planned.guardsOverridden).toEqual([`server-unknown:DOUBT (${idOf(3)})`]);
    }
  });

  test("stays where somebody vouches for another", () => {
    const error = thrown(GuardError, () => plan({ servers: ["DOUBT", "AADC-OLD"], attested: ["AADC-OLD"] }));
    expect(error.code).toBe("server-unknown");
    expect(error.remedy).toContain(`--attest ${idOf(3)}`);
  });

  test("is not vouched for unless it is named, nor by a name that two have", () => {
    expect(thrown(UsageError, () => plan({ servers: ["AADC-OLD"], attested: ["DOUBT"] })).code).toBe("attested-other");
    const twins = [...all, judgedOf(4, "doubt", "unknown")];
    expect(thrown(UsageError, () => plan({ servers: [idOf(3)], attested: ["DOUBT"] }, twins)).code).toBe(
      "ambiguous-server",
    );
    expect(plan({ servers: [idOf(3)], attested: [idOf(3)] }, twins).changes).toHaveLength(1);
  });

  test("what needs nobody's word is no guard overridden", () => {
    expect(plan({ servers: ["AADC-OLD"], attested: ["AADC-OLD"] }).guardsOverridden).toEqual([]);
  });
});

test.each<[HealthVerdict, string]>([
  ["live", "server-live"],
  ["staging", "server-live"],
])("nobody's word opens a %s server", (verdict, code) => {
  for (const disableOnly of [true, false])
    expect(
      thrown(GuardError, () =>
        plan({ servers: ["THIRD"], attested: ["THIRD"], disableOnly }, [...all, judgedOf(5, "THIRD", verdict)]),
      ).code,
    ).toBe(code);
});

describe("disabling only", () => {
  test("disables, under the same guards", () => {
    expect(kinds(plan({ servers: ["AADC-OLD"], disableOnly: true }))).toEqual(["disable-health-server"]);
    expect(thrown(GuardError, () => plan({ servers: ["AADC-NEW"], disableOnly: true })).code).toBe("server-active");
    expect(thrown(GuardError, () => plan({ servers: ["DOUBT"], disableOnly: true })).code).toBe("server-unknown");
  });

  test("of one that is disabled nothing is done, and that is said", () => {
    const entry = judgedOf(6, "GONE", "disabled");
    const disabled = { ...entry, server: { ...entry.server, disabled: true } };
    const planned = plan({ servers: ["GONE"], disableOnly: true }, [...all, disabled]);
    expect([planned.changes, planned.warnings]).toEqual([[], [`GONE is disabled already (${idOf(6)}).`]]);
    expect(kinds(plan({ servers: ["GONE"] }, [...all, disabled]))).toEqual(["remove-health-server"]);
  });
});

test("a whole service is not removed, whatever its entries are worth", () => {
  const elsewhere = (number: number, name: string): JudgedServer => {
    const one = judgedOf(number, name, "stale");
    return { ...one, server: { ...one.server, serviceName: "AadSyncService-old" } };
  };
  const judged = [...all, elsewhere(7, "A"), elsewhere(8, "B")];
  expect(plan({ servers: ["A"] }, judged).changes).toHaveLength(1);
  expect(thrown(GuardError, () => plan({ servers: ["A", "B"] }, judged)).code).toBe("whole-service");
});

test("an id that two services list is not guessed", () => {
  const twin = judgedOf(2, "ELSEWHERE", "stale");
  const judged = [...all, { ...twin, server: { ...twin.server, serviceName: "AadSyncService-old" } }];
  const error = thrown(UsageError, () => plan({ servers: [idOf(2)] }, judged));
  expect([error.code, error.remedy]).toEqual(["ambiguous-server", expect.stringContaining("AadSyncService-old")]);
});

describe("the active server, named by the id of its entry", () => {
  const twins = [judgedOf(1, "AADC", "live"), judgedOf(2, "AADC", "stale")];
  const byId = (id: string) => ({ name: "AADC", id, matches: () => true });

  test("stays, and an older entry of its name goes", () => {
    expect(plan({ servers: [idOf(2)] }, twins, byId(idOf(1).toUpperCase())).changes).toHaveLength(1);
  });

  test("must be alive itself: another entry of its name is not enough", () => {
    const error = thrown(GuardError, () => plan({ servers: [idOf(2)] }, twins, byId(idOf(2))));
    expect(error.code).toBe("active-server-not-in-health");
  });
});

test("who is not listed is told how to register, with new and old agents, and as whom", () => {
  const { remedy } = thrown(GuardError, () => plan({ servers: ["AADC-OLD"] }, all.slice(1)));
  for (const words of [
    "Register-MicrosoftEntraConnectHealthAgent",
    "Register-AzureADConnectHealthSyncAgent",
    "Global Administrator",
    "Hybrid Identity Administrator",
  ])
    expect(remedy).toContain(words);
});

describe("staging", () => {
  const whole = (value: Json) => ({ monitoringConfigurationsComputed: [{ key: "StagingMode", value }] });
  const passive = () => false;

  test.each([
    ["True", "staging"],
    [true, "staging"],
    ["False", "live"],
    [null, "live"],
    ["perhaps", "live"],
  ])("registered with StagingMode %j, an uploading server is %s", (value, verdict) => {
    const entry = { ...judge(), server: serverOf({ whole: whole(value) }) };
    expect(withStaging(entry, passive).verdict).toBe(verdict);
  });

  test("the active server is live, however it was registered before the swap", () => {
    const entry = { ...judge(), server: serverOf({ whole: whole("True") }) };
    expect(withStaging(entry, () => true)).toMatchObject({
      verdict: "live",
      reason: expect.stringContaining("before it took over") as string,
    });
  });

  test("one that does not upload is never made alive by it", () => {
    const silent = { ...judgedOf(2, "AADC-OLD", "stale"), server: serverOf({ whole: whole("True") }) };
    expect(withStaging(silent, passive).verdict).toBe("stale");
  });
});
