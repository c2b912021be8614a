import { expect, test } from "vitest";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { loginHost, refusal } from "../../support/login-host.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { GRAPH_SCOPE, withSecret } from "../../support/sign-in-under-test.js";

recordHosts();

test("a code that nobody has described keeps Entra ID's own first sentence, without ids and times", async () => {
  loginHost({ tokens: [refusal(999999)] });
  const { credential } = await withSecret();
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.code).toBe("AADSTS999999");
  expect(error.message).toContain("AADSTS999999: Something is wrong with the request.");
  expect(error.message).not.toMatch(/Trace ID|Correlation ID|Timestamp|undefined/);
  expect(error.remedy).toBe(
    "Check --client-id, --tenant, and the secret, certificate or federated token. Microsoft says more about the code at https://login.microsoftonline.com/error?code=999999.",
  );
});
