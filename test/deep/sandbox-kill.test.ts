// The sandbox killed with SIGKILL at one moment after the other, while it starts, while four writers write, while it is
// reset: its folder always starts again, with every write that was acknowledged since the last reset.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { readSandboxInfo } from "../../src/sandbox/sandbox-info.js";
import { connectTo, listAt, type TestClient, textAt } from "../sandbox/sandbox-client.js";
import { removeFolder } from "../support/recorded-folder.js";
import { start } from "./sandbox-process.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const ROUNDS = 24;
const root = mkdtempSync(join(tmpdir(), "aadc-deep-kill-"));
const folder = join(root, "sandbox");
const children: ReturnType<typeof serve>[] = [];
afterAll(() => {
  for (const { child } of children) child.kill("SIGKILL");
  removeFolder(root);
});

function serve() {
  return start(process.execPath, [MAIN, "sandbox", "start", "--sandbox-dir", folder]);
}

/** A client of a sandbox that has said that it is ready; `undefined` when it was killed before. */
async function connected({ ended, output }: ReturnType<typeof serve>): Promise<TestClient | undefined> {
  const over = ended.then(() => "over");
  while (!output.stdout.includes("\n")) {
    if ((await Promise.race([over, delay(5)])) === "over") return undefined;
  }
  const info = await readSandboxInfo(folder);
  return info === undefined ? undefined : connectTo(info);
}

const user = (name: string) => ({
  accountEnabled: true,
  displayName: name,
  mailNickname: name,
  userPrincipalName: `${name}@contoso.onmicrosoft.com`,
  passwordProfile: { password: "Kq7-verbose-otter-92" },
});

async function writeUntilCut(client: TestClient, token: string, prefix: string, acknowledged: Set<string>) {
  for (let count = 0; ; count += 1) {
    const name = `${prefix}-${count}`;
    const made = await client.graph(token, "/v1.0/users", { method: "POST", json: user(name) }).catch(() => undefined);
    if (made?.status !== 201) return;
    acknowledged.add(name);
  }
}

async function reset(client: TestClient): Promise<boolean> {
  const url = "https://graph.microsoft.com/$sandbox/reset";
  const answer = await client.send(url, { method: "POST", json: {} }).catch(() => undefined);
  return answer?.status === 200;
}

async function userNames(client: TestClient): Promise<readonly string[]> {
  const token = await client.userToken();
  const names: string[] = [];
  for (let next: string | undefined = "/v1.0/users?$top=999&$select=displayName"; next !== undefined; ) {
    const { body }: { body: unknown } = await client.graph(token, next);
    names.push(...listAt(body, "value").map((one) => textAt(one, "displayName")));
    const link = (body as { "@odata.nextLink"?: string })["@odata.nextLink"];
    next = link === undefined ? undefined : link.replace("https://graph.microsoft.com", "");
  }
  return names;
}

test(`${ROUNDS} kills`, async () => {
  let acknowledged = new Set<string>();
  let written = 0;
  let checked = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = serve();
    // Every other is killed so long after its start, the rest so long after they are written to: how fast the machine is
    // decides where the former are cut, not whether anything is written at all.
    const kill = (ms: number) => setTimeout(() => child.child.kill("SIGKILL"), ms);
    const isByStart = round % 2 === 0;
    if (isByStart) kill(60 + round * 55);
    children.push(child);
    const client = await connected(child);
    const token = await client?.userToken().catch(() => undefined);
    if (!isByStart) kill(40 + round * 25);
    if (client !== undefined && token !== undefined) {
      // What the rounds before have written; the kill may come while it is read.
      const names = await userNames(client).catch(() => undefined);
      if (names !== undefined) {
        checked += acknowledged.size;
        expect([...acknowledged].filter((name) => !names.includes(name))).toEqual([]);
      }
      if (round % 6 === 5) {
        const before = acknowledged;
        acknowledged = new Set();
        // Not acknowledged: it may have happened or not, so nothing can be said of what was before.
        if (!(await reset(client))) before.clear();
      }
      const writers = [0, 1, 2, 3].map((one) => writeUntilCut(client, token, `r${round}w${one}`, acknowledged));
      await Promise.all(writers);
      written = Math.max(written, acknowledged.size);
    }
    await client?.agent.destroy();
    await child.ended;
  }
  expect(written, "writes that were acknowledged").toBeGreaterThan(50);
  expect(checked, "of them looked for after a kill").toBeGreaterThan(50);
  const last = serve();
  try {
    const client = await connected(last);
    if (client === undefined) throw new Error(`It does not start any more: ${last.output.stderr}`);
    const names = new Set(await userNames(client));
    expect([...acknowledged].filter((name) => !names.has(name))).toEqual([]);
    await client.agent.destroy();
  } finally {
    last.child.kill("SIGTERM");
    await last.ended;
  }
});
