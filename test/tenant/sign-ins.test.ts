// How the log of sign-ins is asked, and what is left open where it does not say.
import { expect, test } from "vitest";
import { readSignIns, type WhoSignsIn } from "../../src/tenant/sign-ins.js";
import { answering, cannedService, json } from "./canned-service.js";

const SINCE = "2026-11-15T10:00:00.000Z";
const EVERY = "(signInEventTypes/any(t: t eq 'interactiveUser') or signInEventTypes/any(t: t eq 'nonInteractiveUser'))";

test.each<[WhoSignsIn, string]>([
  [{ kind: "user", userId: "u-1", events: "all" }, `userId eq 'u-1' and ${EVERY}`],
  [
    { kind: "user", userId: "u-1", events: "interactive" },
    "userId eq 'u-1' and signInEventTypes/any(t: t eq 'interactiveUser')",
  ],
  [
    { kind: "application", servicePrincipalId: "sp-1" },
    "servicePrincipalId eq 'sp-1' and signInEventTypes/any(t: t eq 'servicePrincipal')",
  ],
])("%j", async (who, filter) => {
  const { client, sent } = cannedService(() => json({ value: [] }));
  await readSignIns(client, who, SINCE);
  expect(sent.map(({ address }) => address)).toEqual([
    `/beta/auditLogs/signIns?$filter=${filter} and createdDateTime ge 2026-11-15T10:00:00Z&$top=50`,
  ]);
});

test("newest first, whatever the order of the answer; ids in lower case; what is not said is null", async () => {
  const { client } = answering({
    "/beta/auditLogs/signIns": json({
      value: [
        { id: "a", createdDateTime: "2026-11-20T08:00:00Z" },
        {
          id: "b",
          createdDateTime: "2026-11-21T08:00:00Z",
          appId: "CB1056E2-E479-49DE-AE31-7812AF012ED8",
          appDisplayName: "Microsoft Azure Active Directory Connect",
          resourceId: "6BF85CFA-AC8A-4BE5-B5DE-425A0D0DC016",
          ipAddress: "203.0.113.11",
          isInteractive: false,
          status: { errorCode: 50076 },
          location: { countryOrRegion: "CH" },
          appliedConditionalAccessPolicies: [{ id: "P-1", result: "failure" }, { id: "p-2" }],
        },
      ],
    }),
  });
  const { value } = await readSignIns(client, { kind: "user", userId: "u-1", events: "all" }, SINCE);
  expect(value).toEqual([
    {
      id: "b",
      createdDateTime: "2026-11-21T08:00:00Z",
      appId: "cb1056e2-e479-49de-ae31-7812af012ed8",
      appDisplayName: "Microsoft Azure Active Directory Connect",
      resourceId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
      ipAddress: "203.0.113.11",
      country: "CH",
      isInteractive: false,
      errorCode: 50076,
      policies: [
        { id: "p-1", result: "failure" },
        { id: "p-2", result: "unknown" },
      ],
    },
    {
      ...{ id: "a", createdDateTime: "2026-11-20T08:00:00Z", appId: null, appDisplayName: null, resourceId: null },
      ...{ ipAddress: null, country: null, isInteractive: null, errorCode: null, policies: null },
    },
  ]);
});
