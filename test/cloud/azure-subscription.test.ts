// The requests of a deployment, to the letter, and what is made of each answer.
import { describe, expect, onTestFinished, test } from "vitest";
import { azureSubscription, type TemplateDeployment } from "../../src/cloud/azure-subscription.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { manualClock } from "../support/manual-clock.js";
import { answering, type Recorded, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const ARM = "https://management.azure.com";
const SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const BELOW = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg/providers/Microsoft.Resources/deployments/watch`;
const DEPLOYMENT: TemplateDeployment = {
  group: "rg",
  name: "watch",
  template: { resources: [] },
  parameters: { teamsUrl: { value: "planted-canary-0815" } },
};

function subscription(replies: readonly Reply[] | ((request: Recorded) => Reply)) {
  const requests = answering(ARM, replies);
  const clock = manualClock();
  const transport = transportUnderTest({ clock });
  onTestFinished(() => transport.close());
  const signal = new AbortController().signal;
  const options = { cloud: CLOUDS.public, credential: fixedCredential(), transport, clock, signal };
  return { requests, clock, azure: azureSubscription(SUBSCRIPTION, options) };
}

const refusal = (status: number, code: string, message = "no") => ({ status, body: { error: { code, message } } });

describe("a resource group", () => {
  test("is told with its region; one that is not there is null", async () => {
    const there = { id: "/x", name: "rg", location: "westeurope", properties: { provisioningState: "Succeeded" } };
    const { requests, azure } = subscription([{ body: there }, refusal(404, "ResourceGroupNotFound")]);
    expect([await azure.group("rg"), await azure.group("none")]).toEqual(["westeurope", null]);
    expect(requests.map(({ method, path }) => `${method} ${path.split("?")[0] ?? ""}`)).toEqual([
      `GET /subscriptions/${SUBSCRIPTION}/resourcegroups/rg`,
      `GET /subscriptions/${SUBSCRIPTION}/resourcegroups/none`,
    ]);
  });

  test("is made with its region, and nothing else", async () => {
    const { requests, azure } = subscription([{ status: 201, body: { id: "/x", location: "westeurope" } }]);
    await azure.makeGroup("rg", "westeurope");
    expect(requests).toMatchObject([{ method: "PUT", body: { location: "westeurope" } }]);
  });

  test("that may not be read says who must act", async () => {
    const { azure } = subscription([refusal(403, "AuthorizationFailed", "The client does not have authorization.")]);
    const error = await caught(PermissionError, azure.group("rg"));
    expect([error.code, error.remedy]).toEqual([
      "AuthorizationFailed",
      expect.stringContaining("Owner on the subscription"),
    ]);
  });

  test("of a subscription that is not there is an error, not an absent group", async () => {
    const { azure } = subscription([refusal(404, "SubscriptionNotFound", "The subscription was not found.")]);
    expect((await caught(ServiceError, azure.group("rg"))).code).toBe("SubscriptionNotFound");
  });
});

test("a provider's state, and its registration", async () => {
  const { requests, azure } = subscription([
    { body: { namespace: "Microsoft.Web", registrationState: "NotRegistered" } },
    { body: { namespace: "Microsoft.Web", registrationState: "Registering" } },
  ]);
  expect(await azure.providerState("Microsoft.Web")).toBe("NotRegistered");
  await azure.register("Microsoft.Web");
  expect(requests[1]).toMatchObject({ method: "POST" });
  expect(requests[1]?.path).toContain("/providers/Microsoft.Web/register?");
});

describe("what a deployment would do", () => {
  const changes = [
    { resourceId: "/a", changeType: "Create" },
    { resourceId: "/b", changeType: "NoChange" },
  ];

  test("is waited for where Azure says so, as long as it says", async () => {
    const location = `${ARM}/subscriptions/${SUBSCRIPTION}/operationresults/1?api-version=2021-04-01`;
    const { requests, clock, azure } = subscription([
      { status: 202, headers: { location, "retry-after": "7" } },
      { status: 202, headers: { location } },
      { body: { status: "Succeeded", properties: { changes } } },
    ]);
    expect(await azure.whatIf(DEPLOYMENT)).toEqual([
      { resourceId: "/a", type: "Create" },
      { resourceId: "/b", type: "NoChange" },
    ]);
    expect(clock.sleeps).toEqual([7_000, 5_000]);
    expect(requests[0]).toMatchObject({ method: "POST", path: `${BELOW}/whatIf?api-version=2021-04-01` });
    expect(requests[0]?.body).toMatchObject({ properties: { mode: "Incremental", parameters: DEPLOYMENT.parameters } });
  });

  test("is never asked for at another host", async () => {
    const { requests, azure } = subscription([{ status: 202, headers: { location: "https://elsewhere.example/x" } }]);
    await caught(ServiceError, azure.whatIf(DEPLOYMENT));
    expect(requests).toHaveLength(1);
  });

  test("where the template is wrong, that is told, and no parameter's value", async () => {
    const { azure } = subscription([refusal(400, "InvalidTemplate", "The template is not valid.")]);
    const error = await caught(ServiceError, azure.whatIf(DEPLOYMENT));
    expect(error.code).toBe("InvalidTemplate");
    expect(`${error.message} ${error.remedy}`).not.toContain("planted");
  });
});

describe("a deployment", () => {
  test("is begun by one request, which may be sent again", async () => {
    const { requests, azure } = subscription([
      { status: 503 },
      { status: 201, body: { properties: { provisioningState: "Accepted" } } },
    ]);
    await azure.deploy(DEPLOYMENT);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 2 }, () => `PUT ${BELOW}?api-version=2021-04-01`),
    );
  });

  test.each([
    ["goes on", { provisioningState: "Running" }, { state: "Running", outputs: {}, problem: null }],
    [
      "has succeeded",
      {
        provisioningState: "Succeeded",
        outputs: { name: { type: "String", value: "app" }, more: { value: { a: 1 } } },
      },
      { state: "Succeeded", outputs: { name: "app" }, problem: null },
    ],
    [
      "has failed, with what it was",
      {
        provisioningState: "Failed",
        error: { code: "DeploymentFailed", message: "see details", details: [{ code: "Conflict", message: "taken" }] },
      },
      { state: "Failed", problem: "Conflict: taken" },
    ],
  ])("that %s", async (_, properties, expected) => {
    const { azure } = subscription([{ body: { properties } }]);
    expect(await azure.deployment("rg", "watch")).toMatchObject(expected);
  });

  test("that is not there is null", async () => {
    const { azure } = subscription([refusal(404, "DeploymentNotFound")]);
    expect(await azure.deployment("rg", "watch")).toBeNull();
  });
});
