// Whoever cancels is heard at once, wherever the request stands, and nothing more is sent.
import { getEventListeners } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { InterruptedError } from "../../src/shapes/errors.js";
import { type Handler, startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const REASON = new InterruptedError("Stopped by Ctrl+C.", { code: "interrupted", remedy: "Run it again." });

async function cancellable(handler: Handler, holds = false) {
  const server = await startServer(handler);
  const clock = manualClock({ holds });
  const controller = new AbortController();
  const transport = transportUnderTest({ clock, signal: controller.signal });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  return { server, clock, controller, send: sender(transport, server.origin) };
}

function sender(transport: ReturnType<typeof transportUnderTest>, origin: string) {
  return (address = "/", replay: "always" | "if-not-carried-out" = "always") =>
    transport.send({ method: "POST", url: origin + address, replay });
}

test("before the request: nothing is sent", async () => {
  const { server, controller, send } = await cancellable((response) => response.end());
  controller.abort(REASON);
  await expect(send()).rejects.toBe(REASON);
  expect(server.requests).toHaveLength(0);
});

test.each(["always", "if-not-carried-out"] as const)("while the answer is awaited (%s)", async (replay) => {
  const { server, clock, controller, send } = await cancellable(() => undefined);
  const answer = send("/", replay);
  await server.arrived(1);
  controller.abort(REASON);
  await expect(answer).rejects.toBe(REASON);
  expect(server.requests).toHaveLength(1);
  expect(clock.sleeps).toEqual([]);
  expect(clock.timeLimits).toEqual([]);
});

test("in the middle of the body", async () => {
  const { server, controller, send } = await cancellable((response) => {
    response.writeHead(200);
    response.write("the beginning");
  });
  const answer = send();
  await server.arrived(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort(REASON);
  await expect(answer).rejects.toBe(REASON);
});

test("in the wait before the next attempt: that attempt is never made", async () => {
  const { server, clock, controller, send } = await cancellable((response) => {
    response.writeHead(503, { "retry-after": "30" }).end();
  }, true);
  const answer = send();
  await clock.slept(1);
  controller.abort(REASON);
  await expect(answer).rejects.toBe(REASON);
  clock.advance(60_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.requests).toHaveLength(1);
});

test("in the wait after a broken connection", async () => {
  const { server, clock, controller, send } = await cancellable((response) => response.socket?.destroy(), true);
  const answer = send();
  await clock.slept(1);
  controller.abort(REASON);
  await expect(answer).rejects.toBe(REASON);
  expect(server.requests).toHaveLength(1);
});

test("while waiting for a turn in a throttling lane: the request is never sent", async () => {
  const { server, clock, controller, send } = await cancellable((response) => response.end("{}"), true);
  await send("/v1.0/identity/conditionalAccess/policies");
  const second = send("/v1.0/identity/conditionalAccess/policies");
  await clock.slept(1);
  controller.abort(REASON);
  await expect(second).rejects.toBe(REASON);
  expect(server.requests).toHaveLength(1);
});

test("any reason is handed on as it is, even one that is no error", async () => {
  const { server, controller, send } = await cancellable(() => undefined);
  const answer = send();
  await server.arrived(1);
  controller.abort("enough");
  await expect(answer).rejects.toBe("enough");
});

test("requests that are over leave nothing behind on the command's signal", async () => {
  const { controller, send } = await cancellable((response, _request, number) => {
    response.writeHead(number % 2 === 0 ? 200 : 503).end();
  });
  await send();
  await send();
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});
