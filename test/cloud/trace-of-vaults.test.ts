// A trace shows which secret of a vault was read or set, and never what is in it, known to the program or not.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { traceTo } from "../../src/cloud/trace.js";
import { createVaultClient } from "../../src/cloud/vault.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { answering, recordHosts } from "../support/recorded-hosts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const SECRET = 'K4nary"\\value"-\u00fc';

function traced() {
  const file = path.join(temporaryFolder(), "trace.jsonl");
  const trace = traceTo(
    file,
    createRedactor(),
    () => 0,
    () => undefined,
  );
  const transport = transportUnderTest({ trace });
  onTestFinished(() => transport.close());
  return { transport, text: () => readFileSync(file, "utf8") };
}

test.each(Object.values(CLOUDS))("of a vault of $name", async (cloud) => {
  const tags = { "aadc-cloud-upn": "svc@contoso.example" };
  const bundle = { value: SECRET, id: `https://kv-one.${cloud.keyVault}/secrets/svc/1`, tags };
  answering(`https://kv-one.${cloud.keyVault}`, [
    { body: bundle },
    { body: `  {"id": "${bundle.id}", "value" : ${JSON.stringify(SECRET)}}` },
    { status: 400, body: { error: { code: "BadParameter", message: "not this" } } },
  ]);
  const { transport, text } = traced();
  const vault = createVaultClient(cloud, "kv-one", fixedCredential(), transport);
  await vault.set("svc", { value: SECRET, tags });
  expect((await vault.read("svc"))?.value).toBe(SECRET);
  await vault.read("svc").catch(() => undefined);
  expect(text()).toContain("svc@contoso.example");
  expect(text()).toContain("not this");
  expect(text()).toContain("/secrets/svc");
  expect(text()).not.toContain("K4nary");
  expect(text()).not.toContain("Bearer token");
});

test("elsewhere a value is everybody's, and stays; a password and a pass do not", async () => {
  answering("https://graph.microsoft.com", [
    { body: { value: [{ value: "shown" }], temporaryAccessPass: "K4nary-pass" } },
  ]);
  const { transport, text } = traced();
  await transport.send({
    method: "POST",
    url: "https://graph.microsoft.com/v1.0/users",
    body: JSON.stringify({ passwordProfile: { password: "K4nary-password" }, nested: { value: "sent" } }),
    replay: "always",
  });
  expect(text()).toContain("shown");
  expect(text()).toContain("sent");
  expect(text()).not.toContain("K4nary");
});
