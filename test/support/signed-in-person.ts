// What a token answer says of the person who has signed in.
import { CLIENT_ID } from "./sign-in-under-test.js";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export const TENANT_ID = "33333333-3333-4333-8333-333333333333";

function signedInAs(name: string, objectId: string): Readonly<Record<string, unknown>> {
  return {
    refresh_token: `refresh-of-${name}`,
    client_info: encode({ uid: objectId, utid: TENANT_ID }),
    id_token: `${encode({ alg: "none" })}.${encode({
      aud: CLIENT_ID,
      iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
      oid: objectId,
      tid: TENANT_ID,
      preferred_username: `${name}@contoso.example`,
      name,
      sub: name,
    })}.`,
  };
}

export const SIGNED_IN = signedInAs("adele", "44444444-4444-4444-8444-444444444444");
export const SOMEONE_ELSE = signedInAs("megan", "55555555-5555-4555-8555-555555555555");
