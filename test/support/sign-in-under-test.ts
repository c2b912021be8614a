// A sign-in with everything handed in that the test does not care about.
import { onTestFinished } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor, type Redactor } from "../../src/cloud/redaction.js";
import type { AuthKind } from "../../src/cloud/sign-in/auth-kinds.js";
import { createCredential } from "../../src/cloud/sign-in/create-credential.js";
import type { Credential, SignInRequest } from "../../src/cloud/sign-in/credential.js";
import { type ManualClock, manualClock } from "./manual-clock.js";
import { transportUnderTest } from "./transport-under-test.js";

export const CLIENT_ID = "22222222-2222-4222-8222-222222222222";
export const SECRET = "s3cr/et+of&sixteen=Ü";
export const GRAPH_SCOPE = "https://graph.microsoft.com/.default";
export const ARM_SCOPE = "https://management.azure.com/.default";

export interface SignInUnderTest {
  readonly credential: Credential;
  readonly clock: ManualClock;
  readonly redactor: Redactor;
  /** What the person was shown. */
  readonly shown: readonly string[];
}

export interface SignInSetup {
  readonly clientId: string | undefined;
  readonly signal?: AbortSignal;
}

export async function signIn(
  kind: AuthKind,
  given: Partial<SignInRequest> = {},
  { signal, clientId }: SignInSetup = { clientId: CLIENT_ID },
): Promise<SignInUnderTest> {
  const clock = manualClock();
  const transport = transportUnderTest({ clock, ...(signal === undefined ? {} : { signal }) });
  onTestFinished(() => transport.close());
  const redactor = createRedactor();
  const shown: string[] = [];
  const credential = await createCredential({
    kind,
    cloud: CLOUDS.public,
    tenant: "contoso.example",
    ...(clientId === undefined ? {} : { clientId }),
    transport,
    redactor,
    clock,
    signal: signal ?? new AbortController().signal,
    showDeviceCode: (message) => shown.push(message),
    ...given,
  });
  return { credential, clock, redactor, shown };
}

export function withSecret(signal?: AbortSignal): Promise<SignInUnderTest> {
  const setup = { clientId: CLIENT_ID, ...(signal === undefined ? {} : { signal }) };
  return signIn("secret", { clientSecret: SECRET }, setup);
}
