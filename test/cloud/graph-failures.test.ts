// Failures below the Graph client come out of it as they went in.
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createGraphClient } from "../../src/cloud/graph.js";
import { InterruptedError, ServiceError, SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { answering, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

function graph(credential = fixedCredential(), signal?: AbortSignal) {
  const transport = transportUnderTest(signal === undefined ? {} : { signal });
  onTestFinished(() => transport.close());
  return createGraphClient(CLOUDS.public, credential, transport);
}

test("a host that cannot be reached is a ServiceError with code and remedy", async () => {
  answering(CLOUDS.public.graph, () => ({ failure: "ECONNREFUSED" }));
  const error = await caught(ServiceError, graph().get("/v1.0/users", z.object({}), "read-users"));
  expect(error).toMatchObject({ code: "unreachable", carriedOut: "no" });
  expect(error.remedy).not.toBe("");
});

test("a write whose answer was lost says that it may have been carried out", async () => {
  answering(CLOUDS.public.graph, () => ({ failure: "ECONNRESET" }));
  const error = await caught(ServiceError, graph().write("POST", "/v1.0/users", {}, "create-users"));
  expect(error).toMatchObject({ code: "connection-lost", carriedOut: "unknown" });
});

test("a refused sign-in stays the very error that the credential threw, and nothing is sent", async () => {
  const refused = new SignInError("No.", { code: "AADSTS7000215", remedy: "Put the secret's value there." });
  const requests = answering(CLOUDS.public.graph, []);
  const reading = graph(fixedCredential(refused)).get("/v1.0/users", z.object({}), "read-users");
  await expect(reading).rejects.toBe(refused);
  expect(requests).toEqual([]);
});

test("cancellation rejects with the signal's own reason", async () => {
  const reason = new InterruptedError("Stopped.", { code: "interrupted", remedy: "" });
  const reading = graph(fixedCredential(), AbortSignal.abort(reason)).get("/v1.0/users", z.object({}), "read-users");
  await expect(reading).rejects.toBe(reason);
});
