import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import * as z from "zod";

/** Makes and checks the JSON Web Tokens of the emulated login service: ES256 with the server certificate's key. */
export interface TokenSigner {
  readonly jwk: Readonly<Record<string, string>>;
  sign(claims: Readonly<Record<string, unknown>>): string;
  /** The claims, if the signature is ours; expiry and audience are the caller's to check. */
  verify(token: string): Readonly<Record<string, unknown>> | undefined;
}

const claimsSchema = z.record(z.string(), z.unknown());

export function createTokenSigner(privateKeyPem: string): TokenSigner {
  const key = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKeyPem);
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  if (kty === undefined || crv === undefined || x === undefined || y === undefined) {
    throw new Error("The server certificate's key is not an elliptic-curve key.");
  }
  const kid = createHash("sha256")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest("base64url");
  const header = encode({ typ: "JWT", alg: "ES256", kid });
  return {
    jwk: { kty, crv, x, y, use: "sig", alg: "ES256", kid },
    sign(claims) {
      const content = `${header}.${encode(claims)}`;
      const signature = sign("sha256", Buffer.from(content), { key, dsaEncoding: "ieee-p1363" });
      return `${content}.${signature.toString("base64url")}`;
    },
    verify(token) {
      const [head, body, signature, ...more] = token.split(".");
      if (head !== header || body === undefined || signature === undefined || more.length > 0) return undefined;
      const good = verify(
        "sha256",
        Buffer.from(`${head}.${body}`),
        { key: publicKey, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      );
      return good ? decodeJwtPart(body) : undefined;
    },
  };
}

export function decodeJwtPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
