// What people hear of whatever a sign-in library throws: with a number, with a word, with neither, and with too much.
import { describe, expect, test } from "vitest";
import { signInFailure } from "../../../src/cloud/sign-in/sign-in-failure.js";
import { PermissionError, ServiceError, SignInError } from "../../../src/shapes/errors.js";

const CORRELATION = "5ad0c1de-0000-4000-8000-00000000bbbb";

interface Thrown {
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly subError?: string;
  readonly correlationId?: string;
}

/** As MSAL throws: its own class is an Error with these fields, the message made of the first two. */
function thrown(fields: Thrown): Error {
  return Object.assign(new Error(`${fields.errorCode ?? ""}: ${fields.errorMessage ?? ""}`), fields);
}

const entra = (number: number, said = "Something.") =>
  `AADSTS${number}: ${said} Trace ID: 3f1b7f5e-0000-4000-8000-00000000aaaa Correlation ID: ${CORRELATION} Timestamp: 2026-11-22 10:00:00Z`;

describe("numbers", () => {
  test.each([
    [7000215, SignInError, "the client secret is wrong"],
    [65001, PermissionError, "consent is missing"],
    [90033, ServiceError, "the directory behind the sign-in service is not available"],
  ])("AADSTS%i becomes a %o", (number, type, meaning) => {
    const error = signInFailure(thrown({ errorCode: "invalid_client", errorMessage: entra(number) }));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      code: `AADSTS${number}`,
      message: `Microsoft Entra ID refused the sign-in: ${meaning} (AADSTS${number}).`,
      requestId: CORRELATION,
    });
  });

  test("the first of several counts", () => {
    const text = entra(53003, "Blocked, after AADSTS50076 was answered.");
    expect(signInFailure(new Error(text)).code).toBe("AADSTS53003");
  });

  test("what the library was told counts before another request's answer that came later", () => {
    const own = thrown({ errorCode: "invalid_grant", errorMessage: entra(50173) });
    expect(signInFailure(own, entra(500011)).code).toBe("AADSTS50173");
  });

  test("where the library has dropped it, the latest answer tells", () => {
    const dropped = thrown({ errorCode: "post_request_failed", errorMessage: "access_denied" });
    expect(signInFailure(dropped, entra(53003)).code).toBe("AADSTS53003");
  });

  test.each(["AADSTS", "AADSTS12", `AADSTS${"9".repeat(40)}`, "aadsts50173"])("%s is none", (text) => {
    expect(signInFailure(new Error(text)).code).toBe("sign-in-failed");
  });
});

describe("words", () => {
  test.each([
    ["device_code_expired", "device-code-expired", "the code ran out before anybody entered it", "15 minutes"],
    ["no_tokens_found", "no-tokens-found", "does not serve any more", "aadc-cloud login"],
    ["user_canceled", "user-canceled", "declined", "Run the command again"],
    ["state_mismatch", "state-mismatch", "does not belong to this sign-in", "device-code"],
    ["unable_to_create_azure_arc", "unable-to-create-azure-arc", "no managed identity", "Azure portal"],
    ["untrusted_authority", "untrusted-authority", "does not describe itself as Microsoft's", "proxy"],
  ])("%s of the library", (errorCode, code, meaning, remedy) => {
    const error = signInFailure(thrown({ errorCode, errorMessage: `See https://aka.ms/msal.js.errors#${errorCode}` }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^The sign-in failed: .+\.$/);
    expect(error.message).toContain(meaning);
    expect(error.message).not.toContain("aka.ms");
    expect(error.remedy).toContain(remedy);
  });

  test("the library's own end of waiting counts before the answer that it was still waiting after", () => {
    const ended = thrown({ errorCode: "device_code_expired", errorMessage: "See https://aka.ms/msal.js.errors" });
    expect(signInFailure(ended, entra(70016))).toMatchObject({
      code: "device-code-expired",
      message: "The sign-in failed: the code ran out before anybody entered it.",
    });
  });

  test.each([
    ["authorization_declined", "it was declined"],
    ["expired_token", "the code ran out"],
    ["temporarily_unavailable", "not available at the moment"],
  ])("%s of a device code's poll, which the library tells in its message only", (errorMessage, meaning) => {
    const error = signInFailure(thrown({ errorCode: "post_request_failed", errorMessage }));
    expect(error.code).toBe(errorMessage.replace("_", "-"));
    expect(error.message).toContain(meaning);
  });

  test("a network that failed is nobody's sign-in", () => {
    expect(signInFailure(thrown({ errorCode: "network_error", errorMessage: "x" }))).toBeInstanceOf(ServiceError);
  });

  test.each([
    ["protection_policy_required", "Conditional Access Administrator"],
    ["consent_required", "register-app --grant"],
    ["user_password_expired", "aka.ms/sspr"],
    ["message_only", "Sign-in logs"],
    ["basic_action", "aadc-cloud login"],
    ["bad_token", "aadc-cloud login"],
  ])("the suberror %s helps where nobody has described the number", (subError, remedy) => {
    const error = signInFailure(thrown({ errorCode: "invalid_grant", errorMessage: entra(999999), subError }));
    expect(error.code).toBe("AADSTS999999");
    expect(error.message).toBe("The sign-in failed: AADSTS999999: Something.");
    expect(error.remedy).toContain(remedy);
    expect(error.remedy).toContain("error?code=999999");
  });

  test("a described number needs no suberror", () => {
    const error = signInFailure(thrown({ errorCode: "x", errorMessage: entra(53003), subError: "consent_required" }));
    expect(error).toBeInstanceOf(SignInError);
    expect(error.remedy).not.toContain("register-app");
  });
});

describe("the clock", () => {
  const late = new Error(entra(700024));

  test.each([
    [12 * 60_000, "This machine's clock is 12 minutes ahead of the login host's. "],
    [-61_000, "This machine's clock is 1 minute behind the login host's. "],
  ])("is named where it differs by %i ms", (ahead, says) => {
    expect(signInFailure(late, undefined, ahead).remedy.startsWith(says)).toBe(true);
  });

  test.each([[59_000], [-59_000], [undefined], [Number.NaN]])("is not blamed for %s", (ahead) => {
    expect(signInFailure(late, undefined, ahead).remedy).toMatch(/^Set this machine's clock/);
  });

  test("has nothing to do with other codes", () => {
    expect(signInFailure(new Error(entra(7000215)), undefined, 3_600_000).remedy).not.toContain("clock");
  });
});

describe("too much", () => {
  test("a page instead of a sentence is cut", () => {
    const { message } = signInFailure(new Error(`invalid: ${"x".repeat(1_000_000)}`));
    expect(message.length).toBeLessThan(400);
  });

  test("only the first line is told", () => {
    expect(signInFailure(new Error("first\u0000\r\nError: all is well")).message).not.toContain("all is well");
  });

  test("a correlation id that is none is not passed on", () => {
    const error = signInFailure(thrown({ errorCode: "x", correlationId: "\u001b[31mred" }));
    expect(error.requestId).toBeUndefined();
    expect(signInFailure(thrown({ errorCode: "x", correlationId: CORRELATION })).requestId).toBe(CORRELATION);
  });

  test.each([undefined, null, 7, "", {}, { errorCode: 7, subError: [] }])("%o is a failure, too", (value) => {
    const error = signInFailure(value);
    expect(error.code).toBe("sign-in-failed");
    expect(error.message).toMatch(/^The sign-in failed: /);
  });
});
