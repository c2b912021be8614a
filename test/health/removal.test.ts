import { describe, expect, test } from "vitest";
import type { JudgedServer } from "../../src/health/judgement.js";
import { planRemoval } from "../../src/health/removal.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { thrown } from "../shapes/thrown.js";
import { idOf, judgedOf } from "./health-server.js";

const ACTIVE = { name: "AADC-NEW", id: null, matches: (name: string) => name.toUpperCase() === "AADC-NEW" };
const LIVE = judgedOf(1, "AADC-NEW", "live");
const STALE = judgedOf(2, "AADC-OLD", "stale");

const plan = (servers: readonly string[], judged: readonly JudgedServer[] = [LIVE, STALE]) =>
  planRemoval(judged, { servers, attested: [], disableOnly: false }, ACTIVE).changes;
const codeOf = (servers: readonly string[], judged?: readonly JudgedServer[]) =>
  thrown(GuardError, () => plan(servers, judged)).code;

describe("a server that is certainly gone", () => {
  test.each(["stale", "never-reported", "disabled"] as const)(
    "(%s) is removed by name, in any case, or by id",
    (verdict) => {
      const judged = [LIVE, judgedOf(2, "AADC-OLD", verdict)];
      for (const wish of ["AADC-OLD", "aadc-old", idOf(2), idOf(2).toUpperCase()])
        expect(plan([wish], judged)).toMatchObject([
          {
            kind: "remove-health-server",
            target: {
              serviceName: "AadSyncService-contoso.onmicrosoft.com",
              serviceMemberId: idOf(2),
              machineName: "AADC-OLD",
            },
            before: { machineName: "AADC-OLD" },
            after: null,
            reversible: false,
          },
        ]);
    },
  );

  test("is removed once, however often it is named", () => {
    expect(plan(["AADC-OLD", idOf(2), "aadc-old"])).toHaveLength(1);
  });

  test("is the only one that is", () => {
    const judged = [LIVE, STALE, judgedOf(3, "AADC-OLDER", "stale")];
    expect(plan(["AADC-OLDER"], judged).map(({ target }) => target.serviceMemberId)).toEqual([idOf(3)]);
  });
});

test("without a name nothing is removed, whatever is stale", () => {
  expect(plan([])).toEqual([]);
});

describe("refused, whoever asks", () => {
  test.each([
    ["the active server", "AADC-NEW", "server-active"],
    ["the active server by id", idOf(1), "server-active"],
    ["another server that uploads", "STAGING", "server-live"],
    ["one that cannot be judged", "DOUBT", "server-unknown"],
  ])("%s", (_what, wish, code) => {
    const judged = [LIVE, STALE, judgedOf(3, "STAGING", "live"), judgedOf(4, "DOUBT", "unknown")];
    expect(codeOf([wish], judged)).toBe(code);
    expect(codeOf(["AADC-OLD", wish], judged)).toBe(code);
  });

  test.each([
    ["stale", [judgedOf(1, "AADC-NEW", "stale"), STALE]],
    ["unknown", [judgedOf(1, "AADC-NEW", "unknown"), STALE]],
    ["disabled", [judgedOf(1, "AADC-NEW", "disabled"), STALE]],
    ["not listed", [STALE]],
    ["not listed, though another server is alive", [judgedOf(3, "STAGING", "live"), STALE]],
  ] as const)("any removal while the active server is %s", (_what, judged) => {
    expect(codeOf(["AADC-OLD"], judged)).toBe("active-server-not-in-health");
  });
});

describe("two entries of one name, as after a rebuild", () => {
  const rebuilt = [judgedOf(1, "AADC-NEW", "live"), judgedOf(2, "aadc-new", "stale")];

  test("are not told apart by name", () => {
    const error = thrown(UsageError, () => plan(["AADC-NEW"], rebuilt));
    expect(error.code).toBe("ambiguous-server");
    expect(error.remedy).toContain(idOf(1));
    expect(error.remedy).toContain(idOf(2));
  });

  test("are told apart by id: the old one goes, the live one stays", () => {
    expect(plan([idOf(2)], rebuilt).map(({ target }) => target.serviceMemberId)).toEqual([idOf(2)]);
    expect(codeOf([idOf(1)], rebuilt)).toBe("server-active");
  });
});

describe("what is not listed", () => {
  test("a name may be mistyped: the listed ones are told", () => {
    const error = thrown(UsageError, () => plan(["AADC-ODL"]));
    expect(error).toMatchObject({ code: "unknown-server" });
    expect(error.remedy).toContain(`AADC-OLD (${idOf(2)})`);
    expect(thrown(UsageError, () => plan(["AADC-OLD"], [])).code).toBe("unknown-server");
  });

  test("an empty name fits no entry, not even one without a name", () => {
    expect(thrown(UsageError, () => plan([""], [LIVE, judgedOf(2, "", "stale")])).code).toBe("unknown-server");
  });

  test("an id is gone already, so that nothing is to do, even where no server is alive", () => {
    expect(plan([idOf(99)])).toEqual([]);
    expect(plan([idOf(99)], [])).toEqual([]);
    expect(plan([idOf(99), "AADC-OLD"])).toHaveLength(1);
  });
});
