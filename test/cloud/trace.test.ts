import { readFileSync, renameSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";
import { traceTo } from "../../src/cloud/trace.js";
import { ServiceError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { freePort, startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const EPOCH = Date.UTC(2026, 10, 22, 9, 30);
const SECRET = 'K4nary+"secret"/ü&=%';
const TOKEN = "opaque.but-known~token/7";

function traced() {
  const file = path.join(temporaryFolder(), "trace.jsonl");
  const redactor = createRedactor();
  const told: string[] = [];
  const clock = manualClock({ epoch: EPOCH });
  const trace = traceTo(
    file,
    redactor,
    () => clock.epoch(),
    (line) => told.push(line),
  );
  const transport = transportUnderTest({ clock, trace, random: () => 0 });
  onTestFinished(() => transport.close());
  const lines = () =>
    readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { file, redactor, told, clock, transport, lines, text: () => readFileSync(file, "utf8") };
}

async function service(handler: Parameters<typeof startServer>[0]) {
  const server = await startServer(handler);
  onTestFinished(() => server.close());
  return server;
}

test("each attempt is one line of JSON: what was sent, what came back, when and how long", async () => {
  const server = await service((response, _request, number) => {
    clock.advance(40);
    response.writeHead(number === 1 ? 503 : 200, { "request-id": `r-${number}` }).end(`{"number":${number}}`);
  });
  const { transport, lines, clock } = traced();
  await transport.send({
    method: "PATCH",
    url: `${server.origin}/v1.0/users/1?$select=id`,
    headers: { "content-type": "application/json" },
    body: '{"displayName":"Adele"}',
    replay: "always",
  });
  expect(lines()).toMatchObject([
    {
      at: "2026-11-22T09:30:00.040Z",
      attempt: 1,
      method: "PATCH",
      url: `${server.origin}/v1.0/users/1?$select=id`,
      requestHeaders: {
        "content-type": "application/json",
        "client-request-id": "00000000-0000-4000-8000-000000000001",
      },
      requestBody: '{"displayName":"Adele"}',
      status: 503,
      responseHeaders: { "request-id": "r-1" },
      responseBody: '{"number":1}',
      ms: 40,
    },
    { attempt: 2, status: 200, responseHeaders: { "request-id": "r-2" }, responseBody: '{"number":2}', ms: 40 },
  ]);
});

test("a request without an answer is traced with its failure", async () => {
  const port = await freePort();
  const { transport, lines } = traced();
  const url = `http://127.0.0.1:${port}/`;
  await caught(ServiceError, transport.send({ method: "GET", url, replay: "always" }));
  expect(lines().map(({ attempt, status, failure }) => ({ attempt, status, failure }))).toEqual(
    [1, 2, 3, 4, 5, 6].map((attempt) => ({ attempt, status: undefined, failure: "TypeError: fetch failed" })),
  );
});

test("an answer that broke off is traced with its status and its failure", async () => {
  const server = await service((response) => {
    response.writeHead(200, { "content-length": "50" });
    response.write("half", () => response.socket?.end());
  });
  const { transport, lines } = traced();
  await caught(ServiceError, transport.send({ method: "POST", url: server.origin, replay: "if-not-carried-out" }));
  expect(lines()).toMatchObject([{ status: 200, failure: "TypeError: terminated" }]);
  expect(lines()[0]).not.toHaveProperty("responseBody");
});

test("a request that was cancelled or timed out says so", async () => {
  const server = await service(() => undefined);
  const { transport, clock, lines } = traced();
  const answer = caught(
    ServiceError,
    transport.send({ method: "POST", url: server.origin, replay: "if-not-carried-out" }),
  );
  await server.arrived(1);
  clock.runOut();
  await answer;
  expect(lines()).toMatchObject([{ failure: expect.stringMatching(/did not answer within 60 seconds/) as string }]);
});

test("no secret is in it, in whatever place and encoding it travelled", async () => {
  const bytes = Buffer.from(SECRET, "utf8");
  const forms = [
    SECRET,
    JSON.stringify(SECRET).slice(1, -1),
    encodeURIComponent(SECRET),
    new URLSearchParams([["", SECRET]]).toString().slice(1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ];
  const server = await service((response, request) => {
    response
      .writeHead(200, {
        "set-cookie": `session=${encodeURIComponent(SECRET)}`,
        location: `https://contoso.example/?token=${encodeURIComponent(SECRET)}`,
      })
      .end(JSON.stringify({ plain: SECRET, echoed: request.headers["x-other"] }));
  });
  const { redactor, transport, text, lines } = traced();
  redactor.hide(SECRET);
  redactor.hide(TOKEN);
  for (const body of [...forms, JSON.stringify({ password: SECRET, other: SECRET })])
    await transport.send({
      method: "POST",
      url: `${server.origin}/token?assertion=${encodeURIComponent(SECRET)}&x=${bytes.toString("base64url")}`,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        Cookie: `c=${bytes.toString("base64")}`,
        "X-Identity-Header": "header-secret",
        "x-other": encodeURIComponent(SECRET),
      },
      body,
      replay: "always",
    });
  expect(lines()).toHaveLength(forms.length + 1);
  // Each line is JSON that may hold JSON: without the backslashes, a secret looks the same at every depth.
  const bare = (value: string) => value.replaceAll("\\", "");
  for (const form of [...forms, TOKEN, "header-secret"]) expect(bare(text())).not.toContain(bare(form));
  expect(lines()[0]?.["requestHeaders"]).toMatchObject({
    authorization: "***",
    Cookie: "***",
    "X-Identity-Header": "***",
    "x-other": "***",
  });
});

test("an old trace is replaced by one that only its owner may read", () => {
  const file = path.join(temporaryFolder(), "trace.jsonl");
  writeFileSync(file, "of yesterday", { mode: 0o644 });
  traceTo(
    file,
    createRedactor(),
    () => EPOCH,
    () => undefined,
  );
  expect(readFileSync(file, "utf8")).toBe("");
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a trace that cannot be written is the typist's error", () => {
  const file = path.join(temporaryFolder(), "no-such-folder", "trace.jsonl");
  expect(() =>
    traceTo(
      file,
      createRedactor(),
      () => EPOCH,
      () => undefined,
    ),
  ).toThrow(UsageError);
  expect(() =>
    traceTo(
      file,
      createRedactor(),
      () => EPOCH,
      () => undefined,
    ),
  ).toThrow("The trace file cannot be written");
});

describe("a trace that cannot be written any more", () => {
  const write = { method: "POST", replay: "if-not-carried-out" } as const;

  test.skipIf(process.platform !== "linux")("on a full disk loses its lines, says so once, and no answer", async () => {
    const server = await service((response, _request, number) => response.writeHead(201).end(`{"number":${number}}`));
    const { transport, file, told, lines } = traced();
    await transport.send({ ...write, url: server.origin });
    renameSync(file, `${file}.whole`);
    symlinkSync("/dev/full", file);
    for (const number of [2, 3])
      expect(await transport.send({ ...write, url: server.origin })).toMatchObject({
        status: 201,
        body: `{"number":${number}}`,
      });
    expect(told).toEqual([expect.stringMatching(/^The trace cannot be written: ENOSPC.*Requests go on/)]);
    unlinkSync(file);
    renameSync(`${file}.whole`, file);
    writeFileSync(file, '{"torn":', { flag: "a" });
    await transport.send({ ...write, url: server.origin });
    expect(readFileSync(file, "utf8").split("\n")[1]).toBe('{"torn":');
    writeFileSync(file, readFileSync(file, "utf8").replace('{"torn":\n', ""));
    expect(lines()).toMatchObject([{ responseBody: '{"number":1}' }, { responseBody: '{"number":4}' }]);
  });

  test("or that throws, decides over no request: neither its answer nor its failure", async () => {
    const server = await service((response) => response.writeHead(201).end("made"));
    const transport = transportUnderTest({
      trace: () => {
        throw new Error("broken");
      },
    });
    onTestFinished(() => transport.close());
    expect(await transport.send({ ...write, url: server.origin })).toMatchObject({ status: 201, body: "made" });
    expect(server.requests).toHaveLength(1);
    const url = `http://127.0.0.1:${await freePort()}/`;
    const error = await caught(ServiceError, transport.send({ ...write, url }));
    expect(error.carriedOut).toBe("no");
  });
});
