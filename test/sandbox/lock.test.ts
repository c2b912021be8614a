import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../../src/sandbox/lock.js";
import { readSandboxInfo } from "../../src/sandbox/sandbox-info.js";
import { startSandbox } from "../../src/sandbox/start.js";
import { removeFolder } from "../support/recorded-folder.js";
import { preparedFolder } from "./sandbox-client.js";

let dir: string;

beforeEach(async () => {
  dir = await preparedFolder();
});
afterEach(() => removeFolder(dir));

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.once("exit", resolve));
  return child.pid ?? 0;
}

function lockBy(holder: object): Promise<void> {
  const content = {
    pid: process.pid,
    host: os.hostname(),
    startedAt: "2026-01-01T00:00:00.000Z",
    instanceId: randomUUID(),
    ...holder,
  };
  return writeFile(path.join(dir, "lock"), JSON.stringify(content));
}

test("of two starters exactly one wins, and the folder is free after it", async () => {
  const outcomes = await Promise.allSettled([startSandbox({ dir }), startSandbox({ dir })]);
  const won = outcomes.filter((one) => one.status === "fulfilled");
  const lost = outcomes.filter((one) => one.status === "rejected");
  expect([won.length, lost.length]).toEqual([1, 1]);
  expect(lost[0]?.reason).toMatchObject({
    name: "SandboxError",
    code: "locked",
    message: expect.stringContaining(String(process.pid)) as string,
  });
  await won[0]?.value.stop();
  await (await startSandbox({ dir })).stop();
  expect(await readdir(dir)).not.toContain("lock");
});

test("a dead holder's lock is taken over, by one of many", async () => {
  await lockBy({ pid: await deadPid() });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () =>
      lockFolder(dir, { instanceId: randomUUID(), now: Date.now, probe: () => Promise.resolve("absent") }),
    ),
  );
  const won = outcomes.filter((one) => one.status === "fulfilled");
  expect(won).toHaveLength(1);
  const content = JSON.parse(await readFile(path.join(dir, "lock"), "utf8")) as unknown;
  expect(content).toEqual(won[0]?.value.content);
  expect((await readdir(dir)).filter((name) => name.startsWith("lock"))).toEqual(["lock"]);
});

test("who looked at a dead holder too long ago does not take the lock from its successor", async () => {
  await lockBy({});
  const options = { now: Date.now, probe: () => Promise.resolve("absent" as const) };
  let successor: Promise<unknown> = Promise.resolve();
  const late = lockFolder(dir, {
    ...options,
    instanceId: randomUUID(),
    // While the late one still asks after the old holder, another has taken over.
    probe: async () => {
      successor = lockFolder(dir, { ...options, instanceId: randomUUID() });
      await successor;
      return "absent";
    },
  });
  await expect(late).rejects.toMatchObject({ code: "locked" });
  await expect(successor).resolves.toBeDefined();
});

test("a process number that belongs to another program by now does not hold the lock", async () => {
  await lockBy({});
  await (await startSandbox({ dir })).stop();
});

test("a holder on another machine, or one that has just started, is left alone", async () => {
  await lockBy({ host: "elsewhere" });
  await expect(startSandbox({ dir })).rejects.toMatchObject({
    code: "locked",
    remedy: expect.stringContaining("delete") as string,
  });
  await lockBy({ startedAt: new Date().toISOString() });
  await expect(startSandbox({ dir })).rejects.toMatchObject({ code: "locked" });
});

test("a sandbox that hangs still holds its lock", async () => {
  const info = await readSandboxInfo(dir);
  const silent = net.createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const port = (silent.address() as net.AddressInfo).port;
  const instanceId = randomUUID();
  await writeFile(path.join(dir, "sandbox.json"), JSON.stringify({ ...info, port, instanceId }));
  await lockBy({ instanceId });
  await expect(startSandbox({ dir })).rejects.toMatchObject({ code: "locked" });
  silent.close();
});

test("an unreadable lock file is nobody's", async () => {
  await writeFile(path.join(dir, "lock"), "{");
  await (await startSandbox({ dir })).stop();
});
