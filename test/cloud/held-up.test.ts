// A deadline that passes while a request is tried again: what it was tried again for is told.
import { expect, onTestFinished, test } from "vitest";
import { DeadlineError, InterruptedError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const LATE = new DeadlineError("The deadline of 30 seconds passed.", { code: "deadline", remedy: "LONGER." });
const POLICIES = "/v1.0/identity/conditionalAccess/policies";

/** A service that answers everything with `status`, until the clock has slept `sleeps` times; then `reason` ends it all. */
async function endless(status: number, sleeps: number, reason: Error = LATE) {
  const server = await startServer((response) => response.writeHead(status).end());
  const end = new AbortController();
  const clock = manualClock({ holds: true });
  const transport = transportUnderTest({ clock, random: () => 0.5, signal: end.signal });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  return {
    ask: (path: string) => transport.send({ method: "GET", url: `${server.origin}${path}`, replay: "always" }),
    host: new URL(server.origin).host,
    end: async () => {
      for (let slept = 1; slept < sleeps; slept += 1) {
        await clock.slept(slept);
        clock.advance(60_000);
      }
      await clock.slept(sleeps);
      end.abort(reason);
    },
  };
}

test("endless 429 of Conditional Access: which request, how often, and who may be the cause", async () => {
  const { ask, end, host } = await endless(429, 3);
  const failure = caught(DeadlineError, ask(`${POLICIES}?$top=5`));
  await end();
  const { message, remedy, code } = await failure;
  expect(message).toMatch(
    new RegExp(
      `^The deadline of 30 seconds passed while GET ${host}${POLICIES} was being tried again: it had failed \\d times, the last time with status 429 \\(too many requests\\)\\. Conditional Access answers one request a second for all programs`,
    ),
  );
  expect([remedy, code]).toEqual(["Let other work in the tenant end first. LONGER.", "deadline"]);
});

test.each([
  [429, "it had failed once with status 429 (too many requests). Other work in the tenant may be the cause."],
  [503, "it had failed once with status 503."],
])("%i of another service", async (status, told) => {
  const { ask, end } = await endless(status, 1);
  const failure = caught(DeadlineError, ask("/v1.0/organization"));
  await end();
  expect((await failure).message).toContain(told);
});

test("a connection that is refused is told with its reason", async () => {
  const end = new AbortController();
  const clock = manualClock({ holds: true });
  const transport = transportUnderTest({ clock, random: () => 0.5, signal: end.signal });
  onTestFinished(() => transport.close());
  const gone = await startServer((response) => response.end());
  await gone.close();
  const failure = caught(DeadlineError, transport.send({ method: "GET", url: gone.origin, replay: "always" }));
  await clock.slept(1);
  end.abort(LATE);
  expect((await failure).message).toMatch(/it had failed once: .* refused the connection \(ECONNREFUSED\)\.$/);
});

test("a request that only waits in the lane of the refused one tells of that", async () => {
  const { ask, end } = await endless(429, 2);
  const refused = ask(POLICIES);
  const both = Promise.allSettled([refused, ask(`${POLICIES}/other`)]);
  await end();
  for (const one of await both)
    expect(one).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining("status 429") as string },
    });
});

test("an interruption stays what it is", async () => {
  const reason = new InterruptedError("Interrupted.", { code: "interrupted", remedy: "AGAIN" });
  const { ask, end } = await endless(429, 1, reason);
  const failure = caught(InterruptedError, ask(POLICIES));
  await end();
  expect(await failure).toBe(reason);
});
