// What Graph's What-If is asked, and what its answers are taken for.
import { expect, test } from "vitest";
import { PermissionError } from "../../src/shapes/errors.js";
import { readWhatIf } from "../../src/tenant/what-if.js";
import { caught } from "../support/caught.js";
import { answering, cannedService, forbidden, json } from "./canned-service.js";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const EVALUATE = "/v1.0/identity/conditionalAccess/evaluate";
const USER = { kind: "user", userId: "u-1" } as const;

test("asks as an engine signs in: on Windows, no browser, without risk, from the server's address", async () => {
  const { client, sent } = cannedService(() => json({ value: [] }));
  await readWhatIf(client, { who: USER, resource: GRAPH, address: { ip: "203.0.113.11", country: "CH" } });
  expect(sent).toMatchObject([{ method: "POST", address: EVALUATE }]);
  expect(sent[0]?.body).toEqual({
    signInIdentity: { "@odata.type": "#microsoft.graph.userSignIn", userId: "u-1" },
    signInContext: { "@odata.type": "#microsoft.graph.applicationContext", includeApplications: [GRAPH] },
    signInConditions: {
      clientAppType: "mobileAppsAndDesktopClients",
      devicePlatform: "windows",
      signInRiskLevel: "none",
      userRiskLevel: "none",
      ipAddress: "203.0.113.11",
      country: "CH",
    },
    appliedPoliciesOnly: false,
  });
});

test.each([
  [null, { servicePrincipalRiskLevel: "none" }],
  [
    { ip: "2001:db8::1", country: null },
    { servicePrincipalRiskLevel: "none", ipAddress: "2001:db8::1" },
  ],
])(
  "an application has neither client nor platform; what is not known of its place is left out: %j",
  async (address, conditions) => {
    const { client, sent } = cannedService(() => json({ value: [] }));
    await readWhatIf(client, { who: { kind: "application", servicePrincipalId: "sp-1" }, resource: GRAPH, address });
    expect(sent[0]?.body).toMatchObject({
      signInIdentity: { "@odata.type": "#microsoft.graph.servicePrincipalSignIn", servicePrincipalId: "sp-1" },
    });
    expect(sent[0]).toHaveProperty("body.signInConditions", conditions);
  },
);

test("reasons come as flags; what is left out is not known", async () => {
  const { client } = answering({
    [EVALUATE]: json({
      value: [
        { id: "P-1", policyApplies: true, analysisReasons: "notSet" },
        { id: "p-2", policyApplies: false, analysisReasons: "users, location" },
        { id: "p-3" },
      ],
    }),
  });
  const { value } = await readWhatIf(client, { who: USER, resource: GRAPH, address: null });
  expect(value).toEqual([
    { policyId: "p-1", applies: true, reasons: [] },
    { policyId: "p-2", applies: false, reasons: ["users", "location"] },
    { policyId: "p-3", applies: null, reasons: [] },
  ]);
});

test("a refusal names the right that is missing", async () => {
  const { client } = answering({ [EVALUATE]: forbidden });
  const error = await caught(PermissionError, readWhatIf(client, { who: USER, resource: GRAPH, address: null }));
  expect(error.remedy).toContain("Policy.Read.ConditionalAccess");
});
