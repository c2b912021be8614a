// Real processes that renew one saved session at the same time.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundled } from "../../support/bundled.js";
import { noKeyring, SESSION, signedIn, storeIn, tokensRead } from "../../support/saved-sign-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const PROCESSES = 3;
const TIMES = 15;

test("processes that renew at once lose none of each other's tokens", async () => {
  const dir = temporaryFolder();
  const keyring = noKeyring();
  await storeIn(dir, { keyring }).save(SESSION, await signedIn());
  const script = await bundled("renew-saved-session.ts", temporaryFolder());
  const run = promisify(execFile);
  const ended = await Promise.all(
    Array.from({ length: PROCESSES }, (_, number) => run(process.execPath, [script, dir, `p${number}`, String(TIMES)])),
  );
  const fetched = ended.flatMap(({ stdout }) => stdout.trim().split("\n"));
  expect(new Set(fetched).size).toBe(PROCESSES * TIMES);
  expect(ended.map(({ stderr }) => stderr)).toEqual(["", "", ""]);

  const cache = JSON.parse(await tokensRead(storeIn(dir, { keyring }))) as {
    readonly AccessToken: Readonly<Record<string, { readonly secret: string }>>;
    readonly RefreshToken: object;
  };
  const kept = Object.values(cache.AccessToken).map(({ secret }) => secret);
  expect(kept).toEqual(expect.arrayContaining(fetched));
  expect(Object.keys(cache.RefreshToken)).toHaveLength(1);
  expect(readdirSync(path.join(dir, "sessions")), "no lock, no draft is left").toHaveLength(1);
}, 60_000);
