// What people read of login, logout and whoami.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";

type Login = ResultOf<"login">;
type Logout = ResultOf<"logout">;
type Whoami = ResultOf<"whoami">;
type Protection = NonNullable<Login["protection"]>;

const LABEL = 10;

export function loginText(result: Login, layout: Layout): string {
  const { session, azure, protection, dryRun } = result;
  const { paint, width } = layout;
  const name = harmless(result.operator.name);
  return [
    paint("good", `Signed in as ${name}${dryRun ? "; nothing was saved (--dry-run)" : ""}.`),
    "",
    ...tenantLines(result, session.cloud),
    line("Client", harmless(session.clientId), layout),
    ...(protection === null ? [] : [line("Saved", saved(protection), layout)]),
    ...(azure.state === "refused"
      ? [
          line("Azure", `no token for Azure Resource Manager, which Connect Health needs: ${azure.reason}`, layout),
          line("", `> ${azure.remedy}`, layout),
        ]
      : [line("Azure", azure.state === "ready" ? "ready, for Connect Health" : "not needed in this cloud", layout)]),
    ...result.notes.flatMap((note) => ["", wrap(`Note: ${harmlessSentence(note)}`, 0, width)]),
    ...result.next.flatMap((one) => [
      "",
      wrap("Next, to see what this sign-in may do, and what is missing:", 0, width),
      `  ${harmless(one, 1_000)}`,
    ]),
  ].join("\n");
}

export function logoutText(result: Logout, layout: Layout): string {
  const { paint, width } = layout;
  const { removed, removedDamaged, left, leftDamaged, dryRun } = result;
  const done = dryRun ? "Would be signed out" : "Signed out";
  const nothing = removed.length + removedDamaged.length === 0;
  return [
    ...(nothing ? [nothingSaved(left.length)] : []),
    ...removed.map((one) => wrap(`${done}: ${sessionName(one)}`, 2, width)),
    ...removedDamaged.map(({ file }) =>
      wrap(`${dryRun ? "Would be removed" : "Removed"}: ${harmlessSentence(file)}, which could not be read`, 2, width),
    ),
    ...(left.length === 0 ? [] : ["", paint("strong", "Still signed in")]),
    ...left.map((one) => `  ${wrap(sessionName(one), 4, width)}`),
    ...leftDamaged.flatMap(({ file, reason }) => [
      "",
      wrap(
        `${harmlessSentence(`A saved sign-in cannot be used: ${file}: ${reason}.`)} aadc-cloud logout --all removes it.`,
        0,
        width,
      ),
    ]),
    ...(nothing || dryRun || removed.length === 0 ? [] : ["", wrap(LIVES_ON, 0, width)]),
  ].join("\n");
}

function nothingSaved(left: number): string {
  return left === 0 ? "Nobody was signed in here: nothing is saved." : "No sign-in of that tenant is saved.";
}

/** learn.microsoft.com, "Configurable token lifetimes" and "Continuous access evaluation": 60 to 90 minutes, up to 28 hours. */
const LIVES_ON =
  "This machine has forgotten the sign-in. Tokens that were issued before live on elsewhere, if anybody has a copy: for an hour or so, up to 28 hours where continuous access evaluation watches over them. To end them at once: Entra admin center > Users > the account > Revoke sessions.";

export function whoamiText(result: Whoami, layout: Layout): string {
  const { signIn, sessions, damaged, tenantUnread } = result;
  const { paint } = layout;
  const permissions = signIn.principal === "application" ? "App roles" : "Scopes";
  return [
    paint("strong", harmless(result.operator.name === "" ? "(no name in the token)" : result.operator.name)),
    "",
    ...tenantLines(result, signIn.cloud),
    ...(tenantUnread === null
      ? []
      : [
          line(
            "",
            harmlessSentence(`The tenant's name cannot be read: ${tenantUnread.reason} ${tenantUnread.remedy}`),
            layout,
          ),
        ]),
    line("Sign-in", `${signIn.kind}${signIn.reason === null ? "" : `, because ${signIn.reason}`}`, layout),
    line("Client", signIn.clientId ?? "not told by the token", layout),
    line(permissions, signIn.permissions === null ? NOT_TOLD : listed(signIn.permissions), layout),
    line("Roles", signIn.roles === null ? NOT_TOLD : listed(signIn.roles.map(({ id, name }) => name ?? id)), layout),
    line(
      "Token",
      signIn.tokenEndsAt === null ? "when it ends is not known" : `ends ${harmlessMinute(signIn.tokenEndsAt)}`,
      layout,
    ),
    "",
    paint("strong", "Saved sign-ins"),
    ...(sessions.length + damaged.length === 0 ? ["  none"] : [`  in ${harmlessSentence(result.stateDir)}`]),
    ...sessions.flatMap((one) => [
      `${one.isUsed ? "* " : "  "}${wrap(sessionName(one), 4, layout.width)}`,
      `    ${wrap(protectionText(one.protection), 4, layout.width)}`,
    ]),
    ...damaged.map(
      ({ file, reason }) =>
        `  ${paint("bad", "unusable")} ${wrap(harmlessSentence(`${file}: ${reason}. aadc-cloud logout --all removes it.`), 11, layout.width)}`,
    ),
  ].join("\n");
}

const NOT_TOLD = "the token does not tell";

function tenantLines({ tenant, tenantId }: Pick<Whoami, "tenant" | "tenantId">, cloud: string): readonly string[] {
  const id = `${harmless(tenantId ?? "not known")}, cloud ${cloud}`;
  return tenant === null
    ? [`${"Tenant".padEnd(LABEL)}${id}`]
    : [
        `${"Tenant".padEnd(LABEL)}${harmless(tenant.displayName)} (${harmless(tenant.initialDomain)})`,
        `${" ".repeat(LABEL)}${id}`,
      ];
}

function line(label: string, text: string, { width }: Layout): string {
  return `${label.padEnd(LABEL)}${wrap(harmlessSentence(text), LABEL, width)}`;
}

function saved(protection: Protection): string {
  const { exposed } = protection;
  if (protection.kind === "keyring") {
    const others = exposed === undefined ? "" : `; the file is not kept from others any more (${exposed})`;
    return `encrypted, the key in the system's keyring${others}`;
  }
  return exposed === undefined
    ? `NOT encrypted, only readable by you: ${protection.reason}`
    : `NOT encrypted (${protection.reason}), and not kept from others any more: ${exposed}. ${CLOSE_AGAIN}`;
}

const CLOSE_AGAIN =
  "aadc-cloud login saves it readable by you alone again. Whoever has read it meanwhile can act as you until the account's sessions are revoked: Entra admin center > Users > the account > Revoke sessions.";

function protectionText(protection: Protection | null): string {
  return protection === null ? "its file cannot be read any more" : harmlessSentence(saved(protection));
}

function sessionName({
  userName,
  tenantNames,
  tenantId,
  cloud,
  clientId,
  kind,
  signedInAt,
}: Logout["removed"][number]) {
  const tenant = tenantNames[0] ?? tenantId;
  return harmlessSentence(
    `${userName} at ${tenant} (${cloud}), client ${clientId}, by ${kind} on ${signedInAt.slice(0, 10)}`,
  );
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
