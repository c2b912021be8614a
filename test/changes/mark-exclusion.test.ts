// The mark tells until when an account is excluded; what else stands in it stays.
import { describe, expect, test } from "vitest";
import { markExclusionExecutor } from "../../src/changes/mark-exclusion-executor.js";
import { GuardError } from "../../src/shapes/errors.js";
import type { MarkExclusionChange } from "../../src/shapes/exclusion-change.js";
import { caught } from "../support/caught.js";
import { cannedService, json } from "../tenant/canned-service.js";

const AFTER = { excludedUntil: "2026-11-22T18:00:00Z", excludedFrom: ["p-1", "P-2"] };
const CHANGE: MarkExclusionChange = {
  kind: "mark-exclusion",
  target: { userPrincipalName: "svc@contoso.com", userId: "u-1" },
  summary: "",
  before: null,
  after: AFTER,
  reversible: true,
};
const OWN = { purpose: "service-account", run: "r", created: "2026-01-01T00:00:00Z", others: "text" };
const answered = (mark: object) => ({
  ...{ "@odata.context": "x", "@odata.type": "#microsoft.graph.openTypeExtension" },
  ...{ id: "com.aadc-cloud", extensionName: "com.aadc-cloud", ...mark },
});

function account(mark: object | null) {
  return cannedService(({ method }) => {
    if (method !== "GET") return { status: 204 };
    return mark === null ? undefined : json(answered(mark));
  });
}

describe("it is seen", () => {
  const cases: readonly (readonly [string, object | null, string])[] = [
    ["without a mark: as before", null, "before"],
    ["with one that says nothing of it: as before", OWN, "before"],
    ["as it shall be", { ...OWN, ...AFTER }, "after"],
    [
      "the same moment and policies in other letters",
      { excludedUntil: "2026-11-22T18:00:00.000Z", excludedFrom: ["p-2", "P-1"] },
      "after",
    ],
    ["another moment", { ...AFTER, excludedUntil: "2026-11-23T18:00:00Z" }, "other"],
    ["other policies", { ...AFTER, excludedFrom: ["p-1"] }, "other"],
    ["a moment that is none", { ...AFTER, excludedUntil: "tomorrow" }, "other"],
    ["a form that this version does not know: nothing is told", { excludedUntil: 7, excludedFrom: "all" }, "before"],
  ];
  test.each(cases)("%s", async (_what, mark, expected) => {
    expect(await markExclusionExecutor(account(mark).client).look([CHANGE])).toMatchObject([{ at: expected }]);
  });
});

test("an account without a mark gets one without a purpose", async () => {
  const { client, sent } = account(null);
  await markExclusionExecutor(client).send(CHANGE);
  expect(sent.at(-1)).toMatchObject({ method: "POST", address: "/v1.0/users/u-1/extensions" });
  expect(sent.at(-1)?.body).toEqual({
    "@odata.type": "#microsoft.graph.openTypeExtension",
    extensionName: "com.aadc-cloud",
    ...AFTER,
  });
});

test("what else stands in the mark is written again, whether a PATCH merges or replaces; what ends is null", async () => {
  for (const [mark, after, told] of [
    [OWN, AFTER, AFTER],
    [{ ...OWN, ...AFTER }, null, { excludedUntil: null, excludedFrom: null }],
  ] as const) {
    const { client, sent } = account(mark);
    await markExclusionExecutor(client).send({ ...CHANGE, after });
    expect(sent.at(-1)).toMatchObject({ method: "PATCH", address: "/v1.0/users/u-1/extensions/com.aadc-cloud" });
    expect(sent.at(-1)?.body).toEqual({
      ...{ "@odata.type": "#microsoft.graph.openTypeExtension", extensionName: "com.aadc-cloud" },
      ...OWN,
      ...told,
    });
  }
});

test("more policies than an open extension holds are refused before anything is sent", async () => {
  const excludedFrom = Array.from(
    { length: 60 },
    (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  );
  const { client, sent } = account(null);
  const error = await caught(
    GuardError,
    markExclusionExecutor(client).send({ ...CHANGE, after: { ...AFTER, excludedFrom } }),
  );
  expect(error.code).toBe("mark-too-large");
  expect(sent.filter(({ method }) => method !== "GET")).toEqual([]);
});
