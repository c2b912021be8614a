// Breakages of the objects that are synchronised.
//
// Sources: "onPremisesProvisioningError resource type"; "Identity synchronization and duplicate attribute resiliency".
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Tenant } from "../store/tenant-state.js";
import { type BreakageKind, breakageKind, cannot } from "./breakage-kind.js";

const undoDuplicates = z.strictObject({
  value: z.string(),
  objectIds: z.array(z.string()),
  errorIds: z.array(z.string()),
});

export const OBJECT_BREAKAGES: Readonly<Record<string, BreakageKind>> = {
  "duplicate-attributes": breakageKind({
    note: "an address stands at two objects of the forest, so that the later ones have it quarantined",
    undo: undoDuplicates,
    make: (draft, _name, now) => {
      const [owner, user] = draft.users.filter(isSynced);
      const group = draft.groups.find(isSynced);
      if (owner === undefined || user === undefined) throw cannot("There are no two synchronised users.");
      const address = owner.mail ?? owner.userPrincipalName;
      const value = `SMTP:${address}`;
      const when = new Date(now).toISOString().replace(/\.\d+Z$/u, "Z");
      const objects = group === undefined ? [user] : [user, group];
      for (const one of objects) {
        one.onPremisesProvisioningErrors.push({
          category: "PropertyConflict",
          occurredDateTime: when,
          propertyCausingError: "ProxyAddress",
          value,
        });
      }
      const errorIds = objects.map((one) => {
        const id = randomUUID();
        const isUser = one === user;
        draft.health.exportErrors.push({
          errorBucket: "DuplicateAttributeError",
          id,
          dn: `CN=${one.displayName},OU=${isUser ? "Users" : "Groups"},DC=corp`,
          incomingObjectDisplayName: one.displayName,
          incomingObjectType: isUser ? "user" : "group",
          userPrincipalName: isUser ? user.userPrincipalName : null,
          attributeName: "proxyAddresses",
          attributeValue: value,
          timeOccurred: when,
        });
        return id;
      });
      const told = `${address} of ${owner.userPrincipalName} stands at ${objects.map((one) => one.displayName).join(", ")} too`;
      return { told, undo: { value, objectIds: objects.map((one) => one.id), errorIds } };
    },
    mend: (draft, { value, objectIds, errorIds }) => {
      for (const one of [...draft.users, ...draft.groups].filter(({ id }) => objectIds.includes(id))) {
        one.onPremisesProvisioningErrors = one.onPremisesProvisioningErrors.filter((error) => error.value !== value);
      }
      draft.health.exportErrors = draft.health.exportErrors.filter(({ id }) => !errorIds.includes(id));
      return "the address stands at one object";
    },
  }),
};

function isSynced(one: Pick<Tenant["users"][number], "onPremisesSyncEnabled">): boolean {
  return one.onPremisesSyncEnabled === true;
}
