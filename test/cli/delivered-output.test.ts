// What exists nowhere else is on stdout, or it is known that it is not: with real files, pipes and full devices.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundled } from "../support/bundled.js";
import { removeFolder } from "../support/recorded-folder.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: string;
let script: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "aadc-cloud-test-"));
  script = await bundled("deliver-on-stdout.ts", folder);
});
afterAll(() => removeFolder(folder));

/** @param stdout a file's number, or what is done with the pipe */
async function deliver(stdout: number | ((pipe: NodeJS.ReadableStream & { destroy(): void }) => void), waitMs = 0) {
  const child = spawn(process.execPath, [script, String(waitMs)], {
    stdio: ["ignore", typeof stdout === "number" ? stdout : "pipe", "pipe"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  if (typeof stdout !== "number" && child.stdout !== null) stdout(child.stdout);
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, said };
}

test("into a file, and into a pipe that is read", async () => {
  const file = path.join(temporaryFolder(), "out");
  const handle = openSync(file, "w");
  expect(await deliver(handle)).toEqual({ code: 0, said: "delivered\nstill here\n" });
  closeSync(handle);
  expect(readFileSync(file, "utf8")).toBe("the line\n");
  let read = "";
  const piped = await deliver((pipe) =>
    pipe.on("data", (text: Buffer) => {
      read += text.toString();
    }),
  );
  expect([piped, read]).toEqual([{ code: 0, said: "delivered\nstill here\n" }, "the line\n"]);
});

test("a reader who has left is noticed, and ends nothing", async () => {
  const { code, said } = await deliver((pipe) => pipe.destroy(), 100);
  expect(said).toMatch(/^not delivered: Error: write EPIPE\nstill here\n$/);
  expect(code).toBe(0);
});

test.skipIf(!existsSync("/dev/full"))("a full device is noticed, and ends nothing", async () => {
  const full = openSync("/dev/full", "w");
  const { code, said } = await deliver(full);
  closeSync(full);
  expect(said).toMatch(/^not delivered: Error: ENOSPC.*\nstill here\n$/);
  expect(code).toBe(0);
});
