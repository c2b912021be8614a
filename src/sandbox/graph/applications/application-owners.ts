// Who owns an application ("List owners", "Add owner", "Remove owner" of application).
import { type Answer, param } from "../../routes.js";
import { referenceListAnswer } from "../directory/directory-objects-lists.js";
import { referencedId } from "../directory/directory-objects-references.js";
import { alreadyThere, checkOwner } from "../directory/groups-members-rules.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { note, writableApplication } from "./applications-write.js";

export const applicationOwnerRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/applications/:id/owners",
    note: "$select, $top, $count, paging",
    options: ["$select", "$top", "$count", "$skiptoken"],
    replicated: "application",
    handle: (call) => {
      const application = call.tenant.applications.find((one) => one.id === param(call, "id"));
      if (application === undefined) throw notFound(param(call, "id"));
      return referenceListAnswer(call, application.ownerIds);
    },
  },
  { method: "POST", path: "/applications/:id/owners/$ref", note: "204", replicated: "application", handle: addOwner },
  {
    method: "DELETE",
    path: "/applications/:id/owners/:ownerId/$ref",
    note: "204",
    replicated: "application",
    handle: removeOwner,
  },
];

function addOwner(call: GraphCall): Answer {
  const id = referencedId(call);
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    checkOwner(draft, id);
    if (application.ownerIds.includes(id)) throw alreadyThere("owners");
    application.ownerIds.push(id);
    note(call, draft, "Add owner to application", "Update", application);
  });
  return { status: 204 };
}

function removeOwner(call: GraphCall): Answer {
  const id = param(call, "ownerId");
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    if (!application.ownerIds.includes(id)) throw notFound(id);
    application.ownerIds = application.ownerIds.filter((one) => one !== id);
    note(call, draft, "Remove owner from application", "Update", application);
  });
  return { status: 204 };
}
