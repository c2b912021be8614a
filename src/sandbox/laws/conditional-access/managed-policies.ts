// Policies that Microsoft manages: "Microsoft-managed Conditional Access policies" (state and excluded identities can be
// changed; no renaming, no deletion).
import { PolicyRefusal } from "./refusal.js";
import { isObject, type Written } from "./shapes.js";

const EXCLUSIONS = ["excludeUsers", "excludeGroups", "excludeRoles", "excludeGuestsOrExternalUsers"];

/**
 * Does the change touch anything else? Properties that are sent with the value that they have count as touched: edits of
 * the whole policy are reported to fail. Status and words of the refusal are a choice.
 *
 * @throws PolicyRefusal
 */
export function checkManagedChange(patch: Written): void {
  const isAllowed = Object.entries(patch).every(
    ([name, value]) =>
      name === "state" || isAnnotation(name) || (name === "conditions" && changesExclusionsOnly(value)),
  );
  if (!isAllowed) {
    throw new PolicyRefusal("Only the state and the excluded identities of a Microsoft-managed policy can be updated.");
  }
}

export function managedDeletionRefusal(): PolicyRefusal {
  return new PolicyRefusal("A Microsoft-managed policy cannot be deleted.");
}

function changesExclusionsOnly(conditions: unknown): boolean {
  return holdsOnly(conditions, ["users"]) && isObject(conditions) && holdsOnly(conditions["users"], EXCLUSIONS);
}

function holdsOnly(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && Object.keys(value).every((name) => names.includes(name) || isAnnotation(name));
}

function isAnnotation(name: string): boolean {
  return name.includes("@odata.");
}
