// The table that tests hold in memory does what Azurite does, and so does the product's table on it.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Azurite, startAzurite } from "../../scripts/function-local/azurite.mjs";
import { makeStorage } from "../../scripts/function-local/storage.mjs";
import type { Credential } from "../../src/cloud/sign-in/credential.js";
import { createTable, type Table } from "../../src/cloud/tables.js";
import type { Transport } from "../../src/cloud/transport.js";
import { packed, unpacked } from "../../src/machine/packed.js";
import { systemClock } from "../../src/shapes/clock.js";
import { PermissionError, ServiceError, SignInError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { missingForFunctions } from "../support/function-stage.js";
import { memoryTable } from "../support/memory-table.js";
import { removeFolder } from "../support/recorded-folder.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const missing = missingForFunctions();

/** Azurite reads who it is for and how long it holds, and no signature. */
function tokenFor(audience: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: audience, iss: "https://sts.windows.net/x/", nbf: now - 60, iat: now, exp: now + 3_600 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.AAAA`;
}

const credential = (token: string): Credential => ({
  kind: "managed-identity",
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

describe.skipIf(missing !== undefined)(`tables${missing === undefined ? "" : ` (${missing})`}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-tables-"));
  let azurite: Azurite;
  let transport: Transport;
  let count = 0;
  beforeAll(async () => {
    azurite = await startAzurite({ folder });
    transport = transportUnderTest({ clock: systemClock, connections: { caFiles: [azurite.caFile] } });
    const token = tokenFor("https://storage.azure.com");
    await makeStorage(azurite, token, (url, { method, headers, body }) =>
      transport.send({ method, url, headers, replay: "always", ...(body === undefined ? {} : { body }) }),
    );
  });
  afterAll(async () => {
    await transport.close();
    await azurite.stop();
    removeFolder(folder);
  });

  const table = (name = "aadcstate", token = tokenFor("https://storage.azure.com")) =>
    createTable(name, { endpoint: azurite.tables, credential: credential(token), transport, epoch: Date.now });
  /** What happens in one table and the other, told the same way. */
  async function both(play: (one: Table, partition: string) => Promise<unknown>): Promise<unknown> {
    count += 1;
    const [real, made] = [await play(table(), `p${count}`), await play(memoryTable(), `p${count}`)];
    expect(made).toEqual(real);
    return real;
  }
  const rowsOf = async (one: Table, partition: string, from = "", to = "~", select?: readonly string[]) => {
    const found = [];
    const range = { from, to, ...(select === undefined ? {} : { select }) };
    for await (const { row, values } of one.list(partition, range)) found.push({ row, values });
    return found;
  };

  test("a row is as it was written", async () => {
    const values = { text: "Zürich '; -- \u202e 😀", number: 7, yes: true, no: false, bytes: Buffer.from([0, 255, 7]) };
    const found = await both(async (one, partition) => {
      await one.write(partition, [{ insert: "r", values }]);
      const row = await one.read(partition, "r");
      return { ...row?.values, etag: typeof row?.etag };
    });
    expect(found).toEqual({ ...values, etag: "string" });
  });

  test("what is not there is nothing", async () => {
    expect(
      await both(async (one, partition) => [await one.read(partition, "r"), await rowsOf(one, partition)]),
    ).toEqual([null, []]);
  });

  test("a row that is there is not made again", async () => {
    const played = both(async (one, partition) => [
      await one.write(partition, [{ insert: "r", values: { a: 1 } }]),
      await one.write(partition, [{ insert: "r", values: { a: 2 } }]),
      await rowsOf(one, partition),
    ]);
    expect(await played).toEqual(["done", "conflict", [{ row: "r", values: { a: 1 } }]]);
  });

  test("only what was read is replaced or removed, and whole", async () => {
    const played = both(async (one, partition) => {
      await one.write(partition, [{ insert: "r", values: { a: 1, b: 1 } }]);
      const read = await one.read(partition, "r");
      if (read === null) throw new Error("It was written.");
      const { etag } = read;
      return [
        await one.write(partition, [{ replace: "r", values: { a: 2 }, etag }]),
        await one.write(partition, [{ replace: "r", values: { a: 3 }, etag }]),
        await one.removeAsRead(partition, read),
        await one.write(partition, [{ replace: "none", values: { a: 3 }, etag }]),
        await one.write(partition, [{ remove: "none" }]),
        await rowsOf(one, partition),
        await one.removeAsRead(partition, (await one.read(partition, "r")) ?? read),
        await rowsOf(one, partition),
        await one.removeAsRead(partition, read),
      ];
    });
    const left = [{ row: "r", values: { a: 2 } }];
    expect(await played).toEqual([
      "done",
      "conflict",
      "conflict",
      "conflict",
      "conflict",
      left,
      "done",
      [],
      "conflict",
    ]);
  });

  test("all of it or nothing", async () => {
    const played = both(async (one, partition) => [
      await one.write(partition, [{ insert: "b", values: { a: 1 } }]),
      await one.write(partition, [
        { insert: "a", values: { a: 1 } },
        { put: "c", values: { a: 1 } },
        { insert: "b", values: { a: 2 } },
      ]),
      await rowsOf(one, partition),
    ]);
    expect(await played).toEqual(["done", "conflict", [{ row: "b", values: { a: 1 } }]]);
  });

  test("a stretch of rows, in their order, and of each what is wanted", async () => {
    const played = both(async (one, partition) => {
      const rows = ["state", "outcome_2", "outcome_10", "outcome_1", "alert_1", "lease"];
      for (const row of rows) await one.write(partition, [{ put: row, values: { a: row, b: 1 } }]);
      return rowsOf(one, partition, "outcome_", "outcome_~", ["a"]);
    });
    expect(await played).toEqual(["outcome_1", "outcome_10", "outcome_2"].map((row) => ({ row, values: { a: row } })));
  });

  test("more rows than a page holds", async () => {
    const one = table();
    const names = Array.from({ length: 1_100 }, (_, number) => `r${String(number).padStart(5, "0")}`);
    for (let from = 0; from < names.length; from += 100)
      await one.write(
        "many",
        names.slice(from, from + 100).map((row) => ({ insert: row, values: { a: 1 } })),
      );
    expect((await rowsOf(one, "many")).map(({ row }) => row)).toEqual(names);
  });

  test("what is packed comes back, up to a megabyte", async () => {
    const one = table();
    const noise = Array.from({ length: 30_000 }, () => crypto.randomUUID());
    await one.write("packed", [{ insert: "r", values: packed(noise.slice(0, 25_000)) }]);
    expect(unpacked((await one.read("packed", "r"))?.values ?? {})).toEqual(noise.slice(0, 25_000));
    expect(() => packed([...noise, ...noise.map((id) => `${id}x`)])).toThrow("a row of a table takes a megabyte");
  });

  test("its time is the service's", async () => {
    const ahead = createTable("aadcstate", {
      endpoint: azurite.tables,
      credential: credential(tokenFor("https://storage.azure.com")),
      transport,
      epoch: Date.now,
    });
    await ahead.read("p", "r");
    expect(Math.abs(ahead.now() - Date.now())).toBeLessThan(2_000);
  });

  test("what sign-in and network say comes through as they say it, of many at once, too", async () => {
    const endpoint = "https://127.0.0.1:9/devstoreaccount1";
    const unwaiting = transportUnderTest();
    const away = createTable("aadcstate", {
      endpoint,
      credential: credential("t"),
      transport: unwaiting,
      epoch: Date.now,
    });
    const failures = await Promise.allSettled([
      away.read("p", "r"),
      away.write("p", [{ put: "r", values: {} }]),
      rowsOf(away, "p"),
    ]);
    for (const failure of failures)
      expect(failure).toMatchObject({
        status: "rejected",
        reason: { name: "ServiceError", code: expect.any(String) as string },
      });
    const over = new SignInError("the identity is gone", { code: "managed-identity-missing", remedy: "" });
    const none: Credential = { kind: "managed-identity", getToken: () => Promise.reject(over) };
    const without = createTable("aadcstate", {
      endpoint: azurite.tables,
      credential: none,
      transport,
      epoch: Date.now,
    });
    expect(await caught(SignInError, without.write("p", [{ put: "r", values: {} }]))).toBe(over);
  });

  test("who must act where it cannot be used", async () => {
    const absent = await caught(UsageError, table("aadcnone").read("p", "r"));
    expect([absent.code, absent.remedy]).toEqual(["no-such-table", expect.stringContaining("az storage table create")]);
    const refused = await caught(
      PermissionError,
      table("aadcstate", tokenFor("https://graph.microsoft.com")).read("p", "r"),
    );
    expect(refused.remedy).toContain("Storage Table Data Contributor");
    const large = { insert: "r", values: { a: "x".repeat(40_000) } };
    expect(await caught(ServiceError, table().write("p", [large]))).toMatchObject({ code: "PropertyValueTooLarge" });
  });
});
