import { describe, expect, test } from "vitest";
import { createRedactor, HIDDEN } from "../../src/cloud/redaction.js";

/** With something in it that every encoding treats in its own way. */
const CANARY = 'Känary "8f+/2~é\\=?&%\n end';

function redactorFor(...secrets: readonly string[]) {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.hide(secret);
  return redactor;
}

describe("a known secret is hidden", () => {
  const bytes = Buffer.from(CANARY, "utf8");
  test.each([
    ["raw", CANARY],
    ["escaped in JSON", JSON.stringify(CANARY).slice(1, -1)],
    ["percent-encoded", encodeURIComponent(CANARY)],
    ["form-encoded", new URLSearchParams([["", CANARY]]).toString().slice(1)],
    ["in base64", bytes.toString("base64")],
    ["in base64 without padding", bytes.toString("base64").replace(/=+$/, "")],
    ["in base64url", bytes.toString("base64url")],
  ])("%s", (_form, encoded) => {
    const clean = redactorFor(CANARY).clean(`before ${encoded} after ${encoded}`);
    expect(clean).not.toContain(encoded);
    expect(clean).toMatch(/^before \*\*\*=* after \*\*\*=*$/);
  });

  test("inside a longer word, and more than once", () => {
    expect(redactorFor("hunter22").clean("xhunter22y, hunter22")).toBe(`x${HIDDEN}y, ${HIDDEN}`);
  });

  test("in base64 where a length leaves no padding, one sign or two", () => {
    for (const secret of ["canary", "canary7", "canary78"]) {
      const encoded = Buffer.from(secret).toString("base64");
      expect(redactorFor(secret).clean(`<${encoded}>`).replaceAll("=", "")).toBe(`<${HIDDEN}>`);
    }
  });

  test("with characters that mean something in a pattern", () => {
    expect(redactorFor("a.b*c$&(d").clean("a.b*c$&(d aXbbc")).toBe(`${HIDDEN} aXbbc`);
  });
});

test("what is shorter than six characters is not searched for: it would hide ordinary text", () => {
  expect(redactorFor("user").clean("the user agrees")).toBe("the user agrees");
});

const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJlLWhlcmU";

describe("what looks like a secret is hidden, known or not", () => {
  test("each secret field of a form, wherever it stands, and nothing else", () => {
    const form =
      "client_id=app&client_secret=s1%2Fx&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&refresh_token=s2&client_assertion=s3&device_code=s4&grant_type=password&password=s5";
    expect(redactorFor().clean(form)).toBe(
      "client_id=app&client_secret=***&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&refresh_token=***&client_assertion=***&device_code=***&grant_type=password&password=***",
    );
  });

  test("each secret field of a token answer", () => {
    const body = {
      token_type: "Bearer",
      expires_in: 3599,
      access_token: "opaque-1",
      refresh_token: 'with "quotes" and \\',
      id_token: "opaque-3",
      device_code: "opaque-4",
    };
    expect(JSON.parse(redactorFor().clean(JSON.stringify(body)))).toEqual({
      ...body,
      access_token: HIDDEN,
      refresh_token: HIDDEN,
      id_token: HIDDEN,
      device_code: HIDDEN,
    });
  });

  test("fields of Graph that hold credentials", () => {
    const body = '{"passwordProfile": {"password" : "Xy9"}, "secretText":"abc", "temporaryAccessPass":"1234"}';
    expect(redactorFor().clean(body)).toBe(
      '{"passwordProfile": {"password" : "***"}, "secretText":"***", "temporaryAccessPass":"***"}',
    );
  });

  test.each([
    ["an authorization header", "authorization: Bearer abc.def-123~x", "authorization: Bearer ***"],
    ["basic credentials", "Proxy: Basic YWRhOmh1bnRlcjIy", "Proxy: Basic ***"],
    ["a token anywhere in a text", `The token ${JWT} is not valid.`, "The token *** is not valid."],
    ["a password in an address", "http://ada:hunter22@proxy:8080/x", "http://ada:***@proxy:8080/x"],
    ["a code in a query", "http://localhost:1234/?code=0.AXoA&state=1", "http://localhost:1234/?code=***&state=1"],
  ])("%s", (_what, text, clean) => {
    expect(redactorFor().clean(text)).toBe(clean);
  });
});

test("ordinary answers stay as they are", () => {
  const body =
    '{"value":[{"id":"7c7f","userPrincipalName":"adele@contoso.example","passwordPolicies":null}],"at":"https://graph.microsoft.com:443/v1.0/users?$filter=accountEnabled%20eq%20true"}';
  expect(redactorFor("some secret").clean(body)).toBe(body);
});
