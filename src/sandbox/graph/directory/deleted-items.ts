// Deleted users, groups, applications and service principals: reading, restoring, removing for good.
import * as z from "zod";
import { isRestorable, maySeeDeleted, mayWriteDeleted } from "../../laws/deleted-items.js";
import { type Answer, param } from "../../routes.js";
import { nameBeforeDeletion, userById } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, badRequest, notFound } from "../graph-error.js";
import { contextUrl, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { checkPrincipalName } from "../users/user-body.js";
import { userProperties } from "../users/user-entity.js";
import { writtenBody } from "../written-body.js";
import { DELETED_KINDS, type DeletedItem, type DeletedKind } from "./deleted-items-kinds.js";
import { type AuditedChange, noteChange } from "./directory-objects-audit.js";
import { LISTING_OPTIONS, listingAnswer } from "./directory-objects-listing.js";

export const deletedItemRoutes: readonly GraphRoute[] = [
  ...DELETED_KINDS.map(
    (kind): GraphRoute => ({
      method: "GET",
      path: `/directory/deletedItems/microsoft.graph.${kind.type}`,
      note: "for 30 days; $select, $filter, $top, $count, paging",
      options: LISTING_OPTIONS,
      replicated: "deleted-item",
      handle: (call) => listDeleted(call, kind),
    }),
  ),
  {
    method: "GET",
    path: "/directory/deletedItems/:id",
    note: "$select",
    options: ["$select"],
    replicated: "deleted-item",
    handle: (call) => {
      const { kind, item } = itemOf(call, call.tenant);
      if (!maySeeDeleted(call.caller, kind.type)) throw accessDenied();
      const names = selectedNames(call, kind.entity(call.version));
      return { status: 200, body: objectBody(call, kind, project(item.properties, names)) };
    },
  },
  {
    method: "POST",
    path: "/directory/deletedItems/:id/restore",
    note: "of users also newUserPrincipalName; roles do not come back",
    handle: restore,
  },
  { method: "DELETE", path: "/directory/deletedItems/:id", note: "for good, 204", handle: removeForGood },
];

function listDeleted(call: GraphCall, kind: DeletedKind): Answer {
  const all = kind.items(call.tenant).filter((one) => isRestorable(one.deletedDateTime, call.now));
  return listingAnswer(call, {
    entity: kind.entity(call.version),
    set: kind.set,
    all,
    properties: (one) => one.properties,
    rules: kind.rules,
  });
}

const restoreSchema = z
  .strictObject({ autoReconcileProxyConflict: z.boolean().nullable(), newUserPrincipalName: z.string().nullable() })
  .partial();

/**
 * "Restore deleted item": an application's service principal is an item of its own. A user gets back its name, unless
 * another one has it by now or a new one is asked for, and its groups; whether also its roles the page does not say:
 * here it does not.
 */
function restore(call: GraphCall): Answer {
  const wanted = call.body.kind === "none" ? {} : writtenBody(call, restoreSchema, { resource: "DirectoryObject" });
  const { kind, item } = writableItem(call);
  const name = wanted.newUserPrincipalName ?? undefined;
  if (name !== undefined && kind.type !== "user") throw badRequest("Only users have a user principal name.");
  call.world.store.change((draft) => {
    if (kind.type === "user") takeName(draft, item.id, name);
    kind.take(draft, item.id, true);
    noteChange(call, draft, auditOf(kind, item, "Restore"));
  });
  const user = kind.type === "user" ? userById(call.world.store.tenant, item.id) : undefined;
  const properties = user === undefined ? { ...item.properties, deletedDateTime: null } : userProperties(user);
  const { byDefault, known } = kind.entity(call.version);
  return { status: 200, body: objectBody(call, kind, project(properties, byDefault ?? known)) };
}

function removeForGood(call: GraphCall): Answer {
  const { kind, item } = writableItem(call);
  call.world.store.change((draft) => {
    kind.take(draft, item.id, false);
    noteChange(call, draft, auditOf(kind, item, "Hard Delete"));
  });
  return { status: 204 };
}

/** As it is now, not as a reader may still see it. */
function writableItem(call: GraphCall) {
  const { tenant } = call.world.store;
  const found = itemOf(call, tenant);
  if (!mayWriteDeleted(tenant, call.caller, found.kind.type, found.item.id)) throw accessDenied();
  return found;
}

/** The name that a restored user gets: a new one, or the one it had. GraphError 400 when another user has it. */
function takeName(draft: TenantState, id: string, newName: string | undefined): void {
  const user = draft.deletedUsers.find((one) => one.user.id === id)?.user;
  if (user === undefined) return;
  const name = newName ?? nameBeforeDeletion(user);
  checkPrincipalName(draft, name, id);
  user.userPrincipalName = name;
}

function itemOf(call: GraphCall, tenant: Tenant): { readonly kind: DeletedKind; readonly item: DeletedItem } {
  const id = param(call, "id");
  for (const kind of DELETED_KINDS) {
    const item = kind.items(tenant).find((one) => one.id === id);
    if (item !== undefined && isRestorable(item.deletedDateTime, call.now)) return { kind, item };
  }
  throw notFound(id);
}

function objectBody(call: GraphCall, kind: DeletedKind, properties: Properties): Properties {
  const context = contextUrl(call, "directoryObjects/$entity");
  return { "@odata.context": context, "@odata.type": `#microsoft.graph.${kind.type}`, ...properties };
}

/** "Microsoft Entra audit log categories and activities". */
function auditOf(
  { type }: DeletedKind,
  { id, properties }: DeletedItem,
  verb: "Restore" | "Hard Delete",
): AuditedChange {
  const [what, category] = {
    user: ["user", "UserManagement"],
    group: ["group", "GroupManagement"],
    application: ["application", "ApplicationManagement"],
    servicePrincipal: ["service principal", "ApplicationManagement"],
  }[type] as [string, string];
  const name = properties["displayName"];
  return {
    activity: `${verb} ${what}`,
    category,
    operation: verb === "Restore" ? "Update" : "Delete",
    targets: [
      {
        id,
        type: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
        displayName: typeof name === "string" ? name : null,
      },
    ],
  };
}
