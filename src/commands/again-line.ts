// The command line that goes on with a run that was cut: with the wishes that shaped its plan, as its journal has them.
import { typedDuration } from "../accounts/role-wish.js";
import { NO_WISHES } from "../accounts/setup-wishes.js";
import { NO_EXCLUSION_WISHES } from "../conditional-access/exclusion-wishes.js";
import type { Json } from "../shapes/change.js";
import type { RunRecord } from "../shapes/run.js";

type Wishes = Readonly<Record<string, Json>>;

/** Words to be typed, each as it is meant: whoever prints them quotes them for the shell. */
type Words = readonly string[];

/** What a journal of another version holds besides is left out, rather than guessed. */
const OPTIONS: Readonly<Record<string, (wishes: Wishes) => Words>> = {
  "setup-svc-account": (wishes) => [
    ...unless("--name", wishes["name"], NO_WISHES.name),
    ...unless("--display-name", wishes["displayName"], NO_WISHES.displayName),
    ...given("--domain", wishes["domain"]),
    ...given("--role", wishes["role"]),
    ...duration("--tap", wishes["tapMinutes"], 60_000),
    ...(wishes["restoreDeleted"] === "only"
      ? ["--restore-deleted"]
      : given("--restore-deleted", wishes["restoreDeleted"])),
    ...flag("--reset-password", wishes["resetPassword"]),
    ...(wishes["turn"] === "on" ? ["--enable"] : wishes["turn"] === "off" ? ["--disable"] : []),
    ...given("--password-to", wishes["passwordTo"]),
  ],
  "mfa-exclusion add": (wishes) => [
    ...(isUsualSubject(wishes["for"]) ? [] : each("--for", wishes["for"])),
    ...via(wishes["via"], wishes["groupName"]),
    ...each("--policy", wishes["policies"]),
    ...duration("--expires", wishes["expiresMs"], 1),
    ...each("--lock-to", wishes["lockTo"]),
    ...flag("--enforce", wishes["enforce"]),
    ...flag("--accept-human", wishes["acceptHuman"]),
    ...flag("--accept-unprotected", wishes["acceptUnprotected"]),
  ],
  "mfa-exclusion remove": (wishes) => [
    ...(isUsualSubject(wishes["for"]) ? [] : each("--for", wishes["for"])),
    ...each("--policy", wishes["policies"]),
    ...flag("--expired", wishes["expired"]),
  ],
  "cleanup-health": (wishes) => [
    ...each("--server", wishes["servers"]),
    ...duration("--stale-after", wishes["staleAfterMs"], 1),
    ...given("--active-server", wishes["activeServer"]),
  ],
  "cleanup-accounts": (wishes) => [
    ...given("--step", wishes["step"]),
    ...each("--identity", wishes["identities"]),
    ...duration("--quarantine", wishes["quarantineMs"], 1),
    ...given("--active-server", wishes["activeServer"]),
    ...given("--decommissioned", wishes["decommissioned"]),
  ],
  "register-app": (wishes) => [
    ...given("--name", wishes["name"]),
    ...each("--for", wishes["operations"]),
    ...(wishes["kind"] === "app-only" ? ["--app-only"] : []),
    ...credential(wishes["credential"]),
    ...(credentialKind(wishes["credential"]) === "certificate" ? duration("--valid", wishes["days"], 86_400_000) : []),
    ...flag("--grant", wishes["grant"]),
    ...flag("--accept-tier0", wishes["acceptTier0"]),
  ],
  "register-app --remove": (wishes) => given("--name", wishes["name"]),
};

/**
 * Without the program's name, and without where it is typed.
 * @param word quotes a word for the shell of this place
 */
export function againLine(
  { command, wishes, rollbackOf, reason, head, begun }: RunRecord,
  word: (text: string) => string,
): string {
  if (rollbackOf !== null) return `${command} ${word(rollbackOf)}`;
  const options = isObject(wishes) ? (OPTIONS[command]?.(wishes) ?? []) : [];
  const why = [...given("--reason", reason), ...given("--ticket", head.ticket ?? begun.ticket ?? null)];
  return [command, ...[...options, ...why].map(word)].join(" ");
}

function isObject(value: Json): value is Wishes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function given(option: string, value: Json | undefined): Words {
  return typeof value === "string" && value !== "" ? [option, value] : [];
}

function unless(option: string, value: Json | undefined, usual: string): Words {
  return value === usual ? [] : given(option, value);
}

function each(option: string, values: Json | undefined): Words {
  return Array.isArray(values) ? (values as readonly Json[]).flatMap((value) => given(option, value)) : [];
}

function flag(option: string, value: Json | undefined): Words {
  return value === true ? [option] : [];
}

function duration(option: string, value: Json | undefined, unitMs: number): Words {
  return typeof value === "number" ? [option, typedDuration(value * unitMs)] : [];
}

function isUsualSubject(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length === 1 && value[0] === NO_EXCLUSION_WISHES.for[0];
}

function via(how: Json | undefined, groupName: Json | undefined): Words {
  if (how === "group" && typeof groupName === "string") return ["--via", `group:${groupName}`];
  return given("--via", how);
}

function credentialKind(value: Json | undefined): Json | undefined {
  return value !== undefined && isObject(value) ? value["kind"] : undefined;
}

function credential(value: Json | undefined): Words {
  if (value === undefined || !isObject(value)) return [];
  const { kind, file, objectId, subject } = value;
  if (kind === "certificate" && typeof file === "string") return ["--credential", `certificate:${file}`];
  if (kind === "azure" && typeof objectId === "string") return ["--credential", `azure:${objectId}`];
  if (kind === "github" && typeof subject === "string") return ["--credential", `github:${asTyped(subject)}`];
  return [];
}

/** `repo:OWNER/REPO:ref:refs/heads/main` was typed `OWNER/REPO:branch:main`. */
function asTyped(subject: string): string {
  return subject
    .replace(/^repo:/, "")
    .replace(/^([^:]*):ref:refs\/heads\//, "$1:branch:")
    .replace(/^([^:]*):pull_request$/, "$1:pull-request")
    .replaceAll("%3A", ":");
}
