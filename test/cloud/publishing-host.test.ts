// Handing the app's code over, to the letter, and what the host's answers mean.
import { describe, expect, onTestFinished, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { publishingHost } from "../../src/cloud/publishing-host.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { answering, type Recorded, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const HOST = "app.scm.azurewebsites.net";
const ZIP = new Uint8Array([0x50, 0x4b, 3, 4, 0, 255]);

function host(replies: readonly Reply[] | ((request: Recorded) => Reply)) {
  const requests = answering(`https://${HOST}`, replies);
  const traced: (string | undefined)[] = [];
  const transport = transportUnderTest({ trace: ({ requestBody }) => void traced.push(requestBody) });
  onTestFinished(() => transport.close());
  return { requests, traced, publishing: publishingHost(HOST, CLOUDS.public, fixedCredential(), transport) };
}

describe("the ZIP", () => {
  test("is handed over byte for byte, with a token for Azure, and traced by its length", async () => {
    const { requests, traced, publishing } = host([{ status: 202, body: "d1e2" }]);
    expect(await publishing.push(ZIP)).toBe("d1e2");
    expect(requests).toMatchObject([
      {
        method: "POST",
        path: "/api/publish?type=zip",
        headers: { "content-type": "application/zip", authorization: "Bearer token-1" },
      },
    ]);
    expect(traced).toEqual(["(6 bytes)"]);
  });

  test("is handed over though the host tells no id, or a strange one", async () => {
    const { publishing } = host([{ status: 202 }, { status: 200, body: "<html>" }]);
    expect([await publishing.push(ZIP), await publishing.push(ZIP)]).toEqual([null, null]);
  });

  test("is refused for a while after the app was made", async () => {
    const { publishing } = host([{ status: 403, body: "Forbidden" }]);
    expect((await caught(PermissionError, publishing.push(ZIP))).remedy).toContain("Owner");
  });

  test("is refused where the app's identity may not write to its storage yet", async () => {
    const { publishing } = host([{ status: 400, body: "BlobUploadFailedException: Response status code 403." }]);
    expect((await caught(ServiceError, publishing.push(ZIP))).code).toBe("BlobUploadFailedException");
  });
});

describe("what becomes of it", () => {
  test.each([
    [0, "pending"],
    [1, "building"],
    [2, "deploying"],
    [3, "failed"],
    [4, "success"],
    [5, "conflict"],
    [6, "partial"],
    [-1, "cancelled"],
    [99, "unknown"],
  ])("%i is %s", async (status, state) => {
    const { requests, publishing } = host([{ body: { id: "d1", status, status_text: "so" } }]);
    expect(await publishing.state("d1")).toEqual({ state, text: "so" });
    expect(requests[0]?.path).toBe("/api/deployments/d1");
  });

  test("the latest, where no id is known; not there yet is null", async () => {
    const { requests, publishing } = host([{ status: 404 }]);
    expect(await publishing.state(null)).toBeNull();
    expect(requests[0]?.path).toBe("/api/deployments/latest");
  });
});
