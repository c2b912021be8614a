// How a person's sign-in ends, by device code and in a browser: with a token, or with the number of an error.
import { authorizeQuery, codeForm, open, pkcePair, tokenRequest } from "./login-browser.js";
import { at, type TestClient, textAt } from "./sandbox-client.js";

type Outcome = number | "token";

/** By device code first, then in a browser; as the first user, or whom the browser is told. */
export async function signInsOf(sandbox: TestClient, hint = ""): Promise<readonly [Outcome, Outcome]> {
  return [outcomeOf(await redeem(sandbox, await deviceCode(sandbox))), await inBrowser(sandbox, hint)];
}

export async function deviceCode(sandbox: TestClient): Promise<string> {
  const answer = await sandbox.send(
    `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`,
    { method: "POST", form: { client_id: clientId(sandbox), scope: "User.Read openid offline_access" } },
  );
  return textAt(answer.body, "device_code");
}

export function redeem(sandbox: TestClient, code: string) {
  const grant = "urn:ietf:params:oauth:grant-type:device_code";
  return tokenRequest(sandbox, { grant_type: grant, client_id: clientId(sandbox), device_code: code });
}

async function inBrowser(sandbox: TestClient, hint: string): Promise<Outcome> {
  const { verifier, challenge } = pkcePair();
  const query = authorizeQuery(sandbox, challenge, { login_hint: hint });
  const { location } = await open(sandbox, `${sandbox.info.tenantId}/oauth2/v2.0/authorize`, query);
  const code = location?.searchParams.get("code");
  if (typeof code === "string") return outcomeOf(await tokenRequest(sandbox, codeForm(sandbox, code, verifier)));
  return Number(/^AADSTS(\d+)/u.exec(location?.searchParams.get("error_description") ?? "")?.[1]);
}

function outcomeOf({ status, body }: { readonly status: number; readonly body: unknown }): Outcome {
  return status === 200 ? "token" : Number(at(body, "error_codes", 0));
}

function clientId(sandbox: TestClient): string {
  return sandbox.info.clients[0]?.clientId ?? "";
}
