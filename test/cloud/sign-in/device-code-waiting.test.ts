// Waiting until somebody has entered the code: on the clock that was handed in, no longer than the code lives, and no
// longer than anybody wants.
import { expect, test } from "vitest";
import { InterruptedError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { type LoginHostOptions, loginHost, refusal } from "../../support/login-host.js";
import { manualClock } from "../../support/manual-clock.js";
import { type Reply, recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { SIGNED_IN } from "../../support/signed-in-person.js";

recordHosts();

const PENDING = refusal(70016, "authorization_pending", 400);
const SLOWER = refusal(70016, "slow_down", 400);

function deviceLogin(
  tokens: readonly Reply[],
  answer: Readonly<Record<string, unknown>> = {},
  more: LoginHostOptions = {},
) {
  return loginHost({
    granted: SIGNED_IN,
    tokens,
    deviceCode: {
      body: {
        device_code: "BAQABIQEAAAD-device-code",
        user_code: "C0DE1234",
        verification_uri: "https://microsoft.com/devicelogin",
        expires_in: 900,
        interval: 5,
        message: "Enter C0DE1234.",
        ...answer,
      },
    },
    ...more,
  });
}

test("it asks as often as the service wants, and less often when it is told to slow down", async () => {
  const login = deviceLogin([PENDING, SLOWER, SLOWER, PENDING], { interval: 7 });
  const { credential, clock } = await signIn("device-code");
  await credential.getToken(GRAPH_SCOPE);
  expect(clock.sleeps).toEqual([7_000, 12_000, 17_000, 17_000]);
  expect(login.forms()).toHaveLength(5);
});

test.each([
  ["no interval", undefined, 5_000],
  ["one that is no number", "soon", 5_000],
  ["one that is text", "3", 3_000],
  ["a negative one", -1, 5_000],
  ["one that never ends", 1e9, 60_000],
])("%s is no reason to ask without pause, or never again", async (_what, interval, ms) => {
  deviceLogin([PENDING], { interval });
  const { credential, clock } = await signIn("device-code");
  await credential.getToken(GRAPH_SCOPE);
  expect(clock.sleeps).toEqual([ms]);
});

test("a code that nobody enters ends when it has run out, whatever the service says", async () => {
  const login = deviceLogin(Array<Reply>(1_000).fill(PENDING));
  const { credential, clock } = await signIn("device-code");
  const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
  expect(error.code).toBe("device-code-expired");
  expect(error.message).toContain("before anybody entered it");
  expect(clock.elapsed()).toBe(900_000);
  expect(login.forms()).toHaveLength(181);
});

test("an interruption ends the waiting at once, and nothing is asked after it", async () => {
  const login = deviceLogin(Array<Reply>(1_000).fill(PENDING));
  const clock = manualClock({ holds: true });
  const controller = new AbortController();
  const { credential } = await signIn("device-code", { clock }, { clientId: CLIENT_ID, signal: controller.signal });
  const token = credential.getToken(GRAPH_SCOPE);
  token.catch(() => undefined);
  await clock.slept(1);
  controller.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" }));
  expect((await caught(InterruptedError, token)).code).toBe("interrupted");
  const asked = login.forms().length;
  clock.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(login.forms()).toHaveLength(asked);
});
