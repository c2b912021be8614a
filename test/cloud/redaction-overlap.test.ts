import { expect, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";

test("a secret that begins with another one is hidden whole", () => {
  const redactor = createRedactor();
  redactor.hide("Contoso");
  redactor.hide("Contoso-2026-Passphrase");
  expect(redactor.clean("pw Contoso-2026-Passphrase")).toBe("pw ***");
});

test("a secret inside a JSON text inside a JSON text is hidden", () => {
  const redactor = createRedactor();
  redactor.hide('quo"ted-secret');
  const twice = JSON.stringify({ inner: JSON.stringify({ it: 'quo"ted-secret' }) });
  expect(redactor.clean(twice)).not.toContain("ted-secret");
});

test("percent-encoding in small letters is hidden, too", () => {
  const redactor = createRedactor();
  redactor.hide("a/b+c=secret");
  expect(redactor.clean("x=a%2fb%2bc%3dsecret&y")).not.toContain("secret");
});

test("the device code is hidden, the error code is not", () => {
  const body = '{"error":{"code":"Request_ResourceNotFound"}}';
  expect(createRedactor().clean(body)).toBe(body);
});
