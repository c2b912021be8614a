// How long the transport waits before it asks again, measured on a clock that only records.
import { expect, onTestFinished, test } from "vitest";
import type { Answer } from "../../src/cloud/transport.js";
import { startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

interface Outcome {
  readonly answer: Answer;
  readonly waits: readonly number[];
  readonly attempts: number;
}

/** Asks a service whose first `failures` answers are refusals with these headers. */
async function ask(
  headers: Record<string, string>,
  { status = 429, failures = 1, random = 0.5, epoch = Date.UTC(2026, 10, 22) } = {},
): Promise<Outcome> {
  const server = await startServer((response, _request, number) => {
    response.sendDate = false;
    if (number <= failures) response.writeHead(status, headers).end();
    else response.writeHead(200).end();
  });
  const clock = manualClock({ epoch });
  const transport = transportUnderTest({ clock, random: () => random });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const answer = await transport.send({ method: "GET", url: server.origin, replay: "always" });
  return { answer, waits: clock.sleeps, attempts: server.requests.length };
}

test.each([429, 503, 500])("Retry-After in seconds is kept to the second after a %i", async (status) => {
  const { answer, waits } = await ask({ "retry-after": "17" }, { status });
  expect(answer.status).toBe(200);
  expect(waits).toEqual([17_000]);
});

test("Retry-After as a date is relative to the answer's own Date, whatever the local clock says", async () => {
  const headers = { date: "Sun, 22 Nov 2026 10:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 10:02:05 GMT" };
  for (const epoch of [Date.UTC(2019, 0, 1), Date.UTC(2040, 0, 1)]) {
    const { answer, waits } = await ask(headers, { epoch });
    expect(answer.status).toBe(200);
    expect(waits).toEqual([125_000]);
  }
});

test("Retry-After as a date without a Date beside it is relative to the local clock", async () => {
  const epoch = Date.UTC(2026, 10, 22, 10, 0, 0);
  const { waits } = await ask({ "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT" }, { epoch });
  expect(waits).toEqual([30_000]);
});

test("five minutes are waited for, a second more is not: the answer is handed on", async () => {
  const patient = await ask({ "retry-after": "300" });
  expect(patient).toMatchObject({ waits: [300_000], attempts: 2, answer: { status: 200 } });
  const absurd = await ask({ "retry-after": "301" });
  expect(absurd).toMatchObject({ waits: [], attempts: 1, answer: { status: 429 } });
  const absurdDate = await ask({
    date: "Sun, 22 Nov 2026 10:00:00 GMT",
    "retry-after": "Mon, 23 Nov 2026 10:00:00 GMT",
  });
  expect(absurdDate).toMatchObject({ waits: [], attempts: 1, answer: { status: 429 } });
});

test.each(["soon", "in a while", "&"])("Retry-After %j counts as none", async (garbage) => {
  const { answer, waits } = await ask({ "retry-after": garbage }, { failures: 2 });
  expect(answer.status).toBe(200);
  expect(waits).toEqual([250, 500]);
});

test("without Retry-After the wait is a random part of 0.5, 1, 2, 4 and 8 seconds", async () => {
  const none = await ask({}, { status: 503, failures: 5, random: 0 });
  expect(none).toMatchObject({ waits: [0, 0, 0, 0, 0], attempts: 6, answer: { status: 200 } });
  const most = await ask({}, { status: 503, failures: 5, random: 0.999 });
  expect(most.waits).toEqual([499.5, 999, 1_998, 3_996, 7_992]);
});

test("a 429 holds everybody in its lane, not only who was refused", async () => {
  const server = await startServer((response, _request, number) => {
    response.writeHead(number === 1 ? 429 : 200, { "retry-after": "20" }).end();
  });
  const clock = manualClock({ holds: true });
  const transport = transportUnderTest({ clock });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const url = `${server.origin}/v1.0/identity/conditionalAccess/policies`;
  const send = () => transport.send({ method: "GET", url, replay: "always" });
  const refused = send();
  await clock.slept(1);
  const other = send();
  await clock.slept(2);
  expect(clock.sleeps).toEqual([20_000, 20_000]);
  clock.advance(20_000);
  await clock.slept(3);
  clock.advance(1_050);
  expect([(await refused).status, (await other).status]).toEqual([200, 200]);
  expect(clock.sleeps).toEqual([20_000, 20_000, 1_050]);
});

test.each([
  ["another program leaves a gap after 20 refusals", 20, "", 200],
  ["nobody leaves a gap for two minutes", Number.POSITIVE_INFINITY, "", 429],
  ["a time is told: six attempts in all", 20, "2", 429],
])("Conditional Access, shared by all programs: %s", async (_name, failures, after, status) => {
  const server = await startServer((response, _request, number) => {
    const headers = after === "" ? {} : { "retry-after": after };
    response.writeHead(number <= failures ? 429 : 200, headers).end();
  });
  const clock = manualClock();
  const transport = transportUnderTest({ clock, random: () => 0.5 });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const url = `${server.origin}/v1.0/identity/conditionalAccess/policies`;
  const answer = await transport.send({ method: "GET", url, replay: "always" });
  expect(answer.status).toBe(status);
  if (status === 200) expect(server.requests.length).toBe(21);
  else if (after !== "") expect(server.requests.length).toBe(6);
  else expect(Math.round(clock.elapsed() / 1_000)).toBeGreaterThanOrEqual(120);
  expect(clock.elapsed()).toBeLessThan(130_000);
});
