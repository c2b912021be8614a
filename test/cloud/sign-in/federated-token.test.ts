// Sign-in by another issuer's token: what is sent, from which file, and what is said when the two do not fit.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { SignInError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { loginHost, refusal } from "../../support/login-host.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { temporaryFile, temporaryFolder } from "../../support/temporary-folder.js";

recordHosts();

const ISSUER = "https://token.actions.githubusercontent.com";
const SUBJECT = "repo:contoso/migration:environment:production";
const AUDIENCE = "api://AzureADTokenExchange";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function jwt(claims: Readonly<Record<string, unknown>> = {}): string {
  const payload = { iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, exp: 1_790_000_000, ...claims };
  return `${encode({ alg: "RS256" })}.${encode(payload)}.c2lnbmF0dXJl`;
}

const byFile = (federatedTokenFile: string) => signIn("workload-identity", { federatedTokenFile });

test("the token takes the secret's place, and is hidden from then on", async () => {
  const login = loginHost();
  const { credential, redactor } = await byFile(temporaryFile("token", jwt()));
  await credential.getToken(GRAPH_SCOPE);
  const form = Object.fromEntries(login.forms()[0] ?? []);
  expect(form).toMatchObject({
    client_id: CLIENT_ID,
    grant_type: "client_credentials",
    scope: GRAPH_SCOPE,
    client_assertion: jwt(),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  expect(form).not.toHaveProperty("client_secret");
  expect(JSON.parse(form["claims"] ?? "")).toMatchObject({ access_token: { xms_cc: { values: ["cp1"] } } });
  expect(redactor.clean(`with ${jwt()}!`)).toBe("with ***!");
});

test("the file is read anew for each sign-in, since the platform replaces it", async () => {
  const login = loginHost();
  const file = temporaryFile("token", jwt({ jti: "first" }));
  const { credential } = await byFile(file);
  await credential.getToken(GRAPH_SCOPE);
  writeFileSync(file, jwt({ jti: "second" }));
  await credential.getToken(GRAPH_SCOPE, { fresh: true });
  expect(login.forms().map((form) => form.get("client_assertion"))).toEqual([
    jwt({ jti: "first" }),
    jwt({ jti: "second" }),
  ]);
});

test.each([
  ["a line end", `${jwt()}\n`],
  ["Windows' line end and byte order mark", `\uFEFF${jwt()}\r\n`],
  ["space around", `  ${jwt()}  \n\n`],
])("%s does not go out with it", async (_what, text) => {
  const login = loginHost();
  const { credential } = await byFile(temporaryFile("token", text));
  await credential.getToken(GRAPH_SCOPE);
  expect(login.forms()[0]?.get("client_assertion")).toBe(jwt());
});

describe("nothing is sent for a file", () => {
  const CANARY = "canary-of-another-secret";

  test.each([
    ["empty", "", "federated-token-empty"],
    ["of spaces", " \r\n ", "federated-token-empty"],
    ["of something else", CANARY, "federated-token-malformed"],
    ["of three parts that hold no JSON", `${CANARY}.${CANARY}.${CANARY}`, "federated-token-malformed"],
    ["of two tokens", `${jwt()}\n${jwt()}`, "federated-token-malformed"],
    ["that is too large", "x".repeat(70_000), "federated-token-malformed"],
  ])("%s", async (_what, text, code) => {
    const login = loginHost();
    const file = temporaryFile("token", text);
    const error = await caught(SignInError, byFile(file));
    expect(error.code).toBe(code);
    expect(error.message).toContain(file);
    expect(error.remedy).toContain("AZURE_FEDERATED_TOKEN_FILE");
    expect(`${error.message}${error.remedy}`).not.toContain(CANARY);
    expect(login.requests).toEqual([]);
  });

  test("that is not there, or is a folder", async () => {
    for (const file of [path.join(temporaryFolder(), "token"), temporaryFolder()]) {
      const error = await caught(SignInError, byFile(file));
      expect(error.code).toBe("federated-token-unreadable");
      expect(error.message).toContain(file);
    }
  });

  test("that was not named", async () => {
    const error = await caught(UsageError, signIn("workload-identity"));
    expect(error.code).toBe("federated-token-missing");
    expect(error.remedy).toContain("AZURE_FEDERATED_TOKEN_FILE");
  });

  test("that has gone meanwhile", async () => {
    const login = loginHost();
    const file = temporaryFile("token", jwt());
    const { credential } = await byFile(file);
    writeFileSync(file, "");
    expect((await caught(SignInError, credential.getToken(GRAPH_SCOPE))).code).toBe("federated-token-empty");
    expect(login.forms()).toEqual([]);
  });
});

describe("a token that the application does not trust", () => {
  test.each([
    [70021, "no federated credential of the application fits"],
    [700211, "names this issuer"],
    [700212, "names this audience"],
    [700213, "names this subject"],
    [700024, "is not valid yet, or not any more"],
  ])("AADSTS%i: what it says of itself is shown, to be compared", async (code, meaning) => {
    loginHost({ tokens: [refusal(code)] });
    const { credential } = await byFile(temporaryFile("token", jwt()));
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.code).toBe(`AADSTS${code}`);
    expect(error.message).toContain(meaning);
    expect(error.message).toContain(
      `the issuer "${ISSUER}", the subject "${SUBJECT}", the audience "${AUDIENCE}", and ends 2026-09-21T14:13:20.000Z.`,
    );
    expect(error.message).not.toContain("c2lnbmF0dXJl");
    expect(error.requestId).toBe("5ad0c1de-0000-4000-8000-00000000bbbb");
  });

  test("is not shown where another thing is wrong", async () => {
    loginHost({ tokens: [refusal(700016)] });
    const { credential } = await byFile(temporaryFile("token", jwt()));
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.message).not.toContain(ISSUER);
  });

  test.each([
    ["claims that are missing", { iss: undefined, sub: 7, aud: ["first", "second"], exp: "soon" }],
    ["claims without end", { iss: "i".repeat(10_000), sub: null, aud: [], exp: 1e300 }],
    ["an end before all time", { exp: -1e300 }],
  ])("with %s is told in bounds", async (_what, claims) => {
    loginHost({ tokens: [refusal(70021)] });
    const { credential } = await byFile(temporaryFile("token", jwt(claims)));
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.message.length).toBeLessThan(800);
    expect(error.message).toContain("ends unknown");
  });
});
