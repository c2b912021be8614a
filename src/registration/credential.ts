// What shall prove the application: a certificate, or a token of another issuer. Never a client secret.
import { createHash } from "node:crypto";
import type { Cloud } from "../cloud/clouds.js";
import { UsageError } from "../shapes/errors.js";
import type { FederatedCredential } from "../tenant/registrations.js";

export type CredentialWish =
  | { readonly kind: "certificate"; readonly file: string }
  | { readonly kind: "github"; readonly subject: string }
  | { readonly kind: "azure"; readonly objectId: string };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OWNER_AND_REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/;
/** What Git allows in the name of a branch, narrowed to what people use. */
const BRANCH = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/@+-]{0,199}$/;
const ENVIRONMENT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,255}$/u;

/** @throws {UsageError} for a text that names no credential */
export function parseCredential(text: string): CredentialWish {
  const [kind, rest] = split(text);
  if (kind === "certificate" && rest !== "") return { kind, file: rest };
  if (kind === "azure" && GUID.test(rest)) return { kind, objectId: rest.toLowerCase() };
  const subject = kind === "github" ? githubSubject(rest) : undefined;
  if (subject !== undefined) return { kind: "github", subject };
  throw new UsageError(`"${text}" names no credential.`, {
    code: "bad-credential",
    remedy:
      "Write certificate:FILE, github:OWNER/REPO:environment:NAME, github:OWNER/REPO:branch:NAME, github:OWNER/REPO:pull-request, or azure:OBJECT-ID of a managed identity.",
  });
}

/** Source: docs.github.com, "OpenID Connect reference", example subject claims. Without more: the branch `main`. */
function githubSubject(text: string): string | undefined {
  const [repository, what] = split(text);
  if (!OWNER_AND_REPOSITORY.test(repository)) return undefined;
  const [kind, name] = split(what);
  if (what === "") return text === repository ? `repo:${repository}:ref:refs/heads/main` : undefined;
  if (what === "pull-request") return `repo:${repository}:pull_request`;
  // A colon in the name is written so by GitHub itself.
  if (kind === "environment" && ENVIRONMENT.test(name))
    return `repo:${repository}:environment:${name.replaceAll(":", "%3A")}`;
  return kind === "branch" && BRANCH.test(name) ? `repo:${repository}:ref:refs/heads/${name}` : undefined;
}

function split(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** Of tokens that GitHub gives; a workflow names it when it asks for one. */
const EXCHANGE = "api://AzureADTokenExchange";

/** Of tokens of managed identities. Source: learn.microsoft.com, "Configure an application to trust a managed identity". */
const MANAGED_IDENTITY_AUDIENCES: Readonly<Record<Cloud["name"], string>> = {
  public: EXCHANGE,
  usgov: `${EXCHANGE}USGov`,
  usgovdod: `${EXCHANGE}USGov`,
  china: `${EXCHANGE}China`,
};

/** What the application is told to trust. */
export function federatedCredentialOf(
  wish: Exclude<CredentialWish, { kind: "certificate" }>,
  cloud: Pick<Cloud, "name" | "login">,
  tenantId: string,
): FederatedCredential {
  const [issuer, subject, audience] =
    wish.kind === "github"
      ? [GITHUB_ISSUER, wish.subject, EXCHANGE]
      : [`${cloud.login}/${tenantId}/v2.0`, wish.objectId, MANAGED_IDENTITY_AUDIENCES[cloud.name]];
  // Names are for people; the end keeps apart what looks alike once it is shortened.
  const readable = subject.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 80);
  const mark = createHash("sha256").update(subject).digest("hex").slice(0, 8);
  return { name: `${wish.kind}-${readable}-${mark}`, issuer, subject, audiences: [audience] };
}
