// How what was consented to for an app registration is taken back.
import type { RegistrationChange } from "../shapes/registration-change.js";
import type { Found, Inverse } from "./inverse.js";

const NONE: Inverse = { changes: [] };

export type Of<K extends RegistrationChange["kind"]> = Extract<RegistrationChange, { kind: K }>;
type Consent = Of<"grant-scopes" | "revoke-scopes" | "grant-app-role" | "revoke-app-role" | "remove-certificate">;
export type Named = { readonly uniqueName: string; readonly name: string };

export function inverseOfConsent(change: Consent, { grantId, assignmentId }: Found, named: Named): Inverse {
  const { name } = named;
  switch (change.kind) {
    case "grant-scopes": {
      const { resourceId, resourceName } = change.target;
      if (change.before !== null)
        return one({
          ...change,
          summary: `set the consent of ${name} at ${resourceName} to what it was`,
          before: change.after,
          after: change.before,
        });
      if (grantId === null || grantId === undefined) return NONE;
      return one({
        kind: "revoke-scopes",
        target: { ...named, grantId, resourceId, resourceName },
        summary: `take back the consent that ${name} acts for people at ${resourceName}`,
        before: change.after,
        after: null,
        reversible: true,
      });
    }
    case "revoke-scopes": {
      const { resourceId, resourceName } = change.target;
      return one({
        kind: "grant-scopes",
        target: { ...named, resourceId, resourceName },
        summary: `consent for everybody again that ${name} acts for them at ${resourceName}`,
        before: null,
        after: change.before,
        reversible: true,
      });
    }
    case "grant-app-role": {
      if (assignmentId === null || assignmentId === undefined) return NONE;
      const { resourceId, appRoleId } = change.target;
      return one({
        kind: "revoke-app-role",
        target: { ...named, assignmentId, resourceId, appRoleId },
        summary: `take ${change.after.permission} from ${name}`,
        before: change.after,
        after: null,
        reversible: true,
      });
    }
    case "revoke-app-role": {
      const { resourceId, appRoleId } = change.target;
      return one({
        kind: "grant-app-role",
        target: { ...named, resourceId, appRoleId },
        summary: `let ${name} do by itself again what ${change.before.permission} allows`,
        before: null,
        after: change.before,
        reversible: true,
      });
    }
    case "remove-certificate":
      return NONE;
  }
}

function one(change: RegistrationChange): Inverse {
  return { changes: [change] };
}
