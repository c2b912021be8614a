// By what a registration made here is known again.
import { GuardError, UsageError } from "../shapes/errors.js";
import type { Application } from "../tenant/registrations.js";

/** Short, and the same in a command line, in a unique name and in the portal. Two hyphens begin what is counted. */
const NAME = /^(?!.*--)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Put on every registration made here. Others can write it, too: it proves nothing, but whatever lacks it is left alone. */
export const MARK = "aadc-cloud";

/** @throws {UsageError} for a name that could not be told apart from others */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  throw new UsageError(`"${name}" cannot be the name of a registration.`, {
    code: "bad-registration-name",
    remedy: "Use up to 64 letters, digits, dots, underscores and single hyphens, beginning with a letter or a digit.",
  });
}

/** What the unique names of a registration begin with; one that was made anew after a removal is counted. */
export function uniqueNameOf(name: string): string {
  return `aadc-cloud-register-app-${name.toLowerCase()}`;
}

/** What stands between the two. */
export const COUNTED = "--";

/**
 * The unique name for a new registration. The tenant has each only once ("application resource type"), so that two runs at
 * once cannot make two; one that was deleted keeps its own for the 30 days in which it can be restored.
 * @param held unique names of deleted applications
 */
export function freeUniqueName(name: string, held: readonly string[]): string {
  const base = uniqueNameOf(name);
  const taken = new Set(held.map((one) => one.toLowerCase()));
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? base : `${base}${COUNTED}${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function isUniqueNameOf(uniqueName: string, name: string): boolean {
  const base = uniqueNameOf(name);
  const own = uniqueName.toLowerCase();
  return own === base || (own.startsWith(`${base}${COUNTED}`) && /^\d+$/.test(own.slice(base.length + COUNTED.length)));
}

/**
 * The one application that an earlier run has made under this name; null where there is none.
 * @param candidates every application with our unique name or with this display name
 * @throws {GuardError} when there are several, or one that is not ours
 */
export function findOurs(candidates: readonly Application[], name: string): Application | null {
  const ours = candidates.filter((one) => isOurs(one, name));
  const [first] = ours;
  if (candidates.length === 0) return null;
  if (candidates.length === 1 && first !== undefined) return first;
  const listed = candidates.map((one) => `${one.id} (client id ${one.appId})`).join(", ");
  throw new GuardError(
    ours.length === 0
      ? `The tenant has ${candidates.length === 1 ? "an application" : `${candidates.length} applications`} named "${name}" that this program did not make: ${listed}.`
      : `The tenant has several applications that could be "${name}": ${listed}.`,
    {
      code: ours.length === 0 ? "name-taken" : "several-registrations",
      remedy:
        "Choose another name with --name, or look at them in the Entra admin center > App registrations and delete what is not needed.",
    },
  );
}

function isOurs({ tags, uniqueName, displayName }: Application, name: string): boolean {
  if (!tags.includes(MARK)) return false;
  return uniqueName === null ? displayName.toLowerCase() === name.toLowerCase() : isUniqueNameOf(uniqueName, name);
}
