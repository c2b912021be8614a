// Open extensions of users, groups and the organization: of what the sandbox emulates, the only types that have them
// ("Add custom data to resources using extensions", Comparison of extension types).
import { mayWriteGroup } from "../../laws/object-rights.js";
import type { ReplicatedKind } from "../../laws/replication.js";
import { mayUpdateUser } from "../../laws/user-rights.js";
import { type Answer, param } from "../../routes.js";
import { keepUser, userByKey } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, notFound } from "../graph-error.js";
import { contextUrl, listBody } from "../odata/odata-page.js";
import { type Extension, extensionForm, newExtension, patchedExtension } from "./extensions-body.js";

interface Holder {
  readonly id: string;
  readonly extensions: readonly Extension[];
}
interface DraftHolder {
  readonly id: string;
  extensions: TenantState["organization"]["extensions"];
}

/** A type of resources that have extensions. */
interface Kind {
  /** The first segment of the path, and of the context. */
  readonly set: string;
  readonly replicated?: ReplicatedKind;
  readonly find: (tenant: Tenant, key: string) => Holder | undefined;
  /** To be written; a GraphError 403 where the caller may not. */
  readonly findDraft: (call: GraphCall, draft: TenantState, key: string) => DraftHolder | undefined;
}

const KINDS: readonly Kind[] = [
  {
    set: "users",
    replicated: "user",
    find: userByKey,
    findDraft(call, draft, key) {
      const user = keepUser(draft, key);
      if (user !== undefined && !mayUpdateUser(draft, call.caller, user.id, ["extensions"])) throw accessDenied();
      return user;
    },
  },
  {
    set: "groups",
    replicated: "group",
    find: (tenant, key) => tenant.groups.find((one) => one.id === key),
    findDraft(call, draft, key) {
      const group = draft.groups.find((one) => one.id === key);
      if (group !== undefined && !mayWriteGroup(draft, call.caller, group)) throw accessDenied();
      return group;
    },
  },
  {
    set: "organization",
    find: ({ organization }, key) => (organization.id === key ? organization : undefined),
    findDraft: (_call, { organization }, key) => (organization.id === key ? organization : undefined),
  },
];

export const extensionRoutes: readonly GraphRoute[] = KINDS.flatMap((kind) => {
  const path = `/${kind.set}/:id/extensions`;
  const replicated = kind.replicated === undefined ? {} : { replicated: kind.replicated };
  return [
    { method: "GET", path, note: "open extensions", ...replicated, handle: (call) => list(call, kind) },
    {
      method: "POST",
      path,
      note: "201; 2 KB each, two of an application",
      ...replicated,
      handle: (call) => add(call, kind),
    },
    { method: "GET", path: `${path}/:name`, note: "", ...replicated, handle: (call) => one(call, kind) },
    {
      method: "PATCH",
      path: `${path}/:name`,
      note: "204; what is not named is gone",
      ...replicated,
      handle: (call) => patch(call, kind),
    },
    { method: "DELETE", path: `${path}/:name`, note: "204", ...replicated, handle: (call) => remove(call, kind) },
  ] satisfies readonly GraphRoute[];
});

function list(call: GraphCall, kind: Kind): Answer {
  const holder = holderOf(call, kind);
  return { status: 200, body: listBody(context(call, kind, holder), holder.extensions.map(extensionForm)) };
}

function one(call: GraphCall, kind: Kind): Answer {
  const holder = holderOf(call, kind);
  const found = holder.extensions[placeOf(call, holder.extensions)];
  if (found === undefined) throw notFound(param(call, "name"));
  return { status: 200, body: entityBody(call, kind, holder, found) };
}

function add(call: GraphCall, kind: Kind): Answer {
  let made: Extension | undefined;
  const id = call.world.store.change((draft) => {
    const holder = draftOf(call, kind, draft);
    made = newExtension(call, holder.extensions);
    holder.extensions.push(made);
    return holder.id;
  });
  if (made === undefined) throw new Error("An extension was added, and there is none.");
  return { status: 201, body: entityBody(call, kind, { id }, made) };
}

function patch(call: GraphCall, kind: Kind): Answer {
  call.world.store.change((draft) => {
    const { extensions } = draftOf(call, kind, draft);
    const place = placeOf(call, extensions);
    const before = extensions[place];
    if (before === undefined) throw notFound(param(call, "name"));
    extensions[place] = patchedExtension(call, before);
  });
  return { status: 204 };
}

function remove(call: GraphCall, kind: Kind): Answer {
  call.world.store.change((draft) => {
    const holder = draftOf(call, kind, draft);
    const place = placeOf(call, holder.extensions);
    if (place === -1) throw notFound(param(call, "name"));
    holder.extensions = holder.extensions.filter((_, index) => index !== place);
  });
  return { status: 204 };
}

function holderOf(call: GraphCall, kind: Kind): Holder {
  const holder = kind.find(call.tenant, param(call, "id"));
  if (holder === undefined) throw notFound(param(call, "id"));
  return holder;
}

function draftOf(call: GraphCall, kind: Kind, draft: TenantState): DraftHolder {
  const key = param(call, "id");
  // On a replica to which the holder has not come through yet nothing can be added to it.
  const holder = kind.find(call.tenant, key) === undefined ? undefined : kind.findDraft(call, draft, key);
  if (holder === undefined) throw notFound(param(call, "id"));
  return holder;
}

/** By name, or by the fully qualified name that Outlook's resources use. */
function placeOf(call: GraphCall, extensions: readonly Extension[]): number {
  const name = param(call, "name").replace(/^microsoft\.graph\.opentypeextension\./u, "");
  return extensions.findIndex((extension) => extension.extensionName.toLowerCase() === name);
}

function entityBody(call: GraphCall, kind: Kind, holder: Pick<Holder, "id">, extension: Extension) {
  return { "@odata.context": `${context(call, kind, holder)}/$entity`, ...extensionForm(extension) };
}

function context(call: GraphCall, { set }: Kind, { id }: Pick<Holder, "id">): string {
  return contextUrl(call, `${set}('${id}')/extensions`);
}
