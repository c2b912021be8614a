// Which methods and successful statuses fit what a path addresses: OData 4.01 "Protocol", sections 11.2 to 11.5, and the
// capabilities that the model denies.
import type { CsdlModel } from "./csdl-model.js";
import type { Target } from "./graph-path.js";

/** Whether the model lets the method be used on the target. */
export function isMethodAllowed(model: CsdlModel, target: Target, method: string): boolean {
  switch (target.kind) {
    case "operation":
      return method === (target.operation?.kind === "action" ? "POST" : "GET");
    case "count":
    case "value":
      return method === "GET";
    case "reference":
      return method === "GET" || (target.type.collection ? method === "POST" : method === "DELETE" || method === "PUT");
    case "property":
      return method === "GET" || method === "PATCH";
    case "collection":
      return method === "GET" || (method === "POST" && mayCreate(model, target));
    case "entity":
      return method === "GET" || mayWrite(model, target, method);
  }
}

function mayCreate(model: CsdlModel, target: Target): boolean {
  if (target.source === undefined) return true;
  // A member of a collection that contains nothing is created elsewhere, and added by reference.
  return target.source.property.contained && !isDenied(model, target, "InsertRestrictions", "Insertable");
}

function mayWrite(model: CsdlModel, target: Target, method: string): boolean {
  if (method === "PATCH") return !isDenied(model, target, "UpdateRestrictions", "Updatable");
  if (method !== "DELETE") return false;
  return (target.byKey || target.source !== undefined) && !isDenied(model, target, "DeleteRestrictions", "Deletable");
}

function isDenied(model: CsdlModel, { source, type }: Target, restriction: string, flag: string): boolean {
  const place = source === undefined ? type.type : `${source.owner}/${source.property.name}`;
  return model.denies(place, restriction, flag) || model.denies(type.type, restriction, flag);
}

/** The successful statuses that the reference pages give for that kind of operation; others must be justified. */
export function documentedStatuses(target: Target, method: string): readonly number[] {
  if (target.kind === "operation") return [target.operation?.returns === undefined ? 204 : 200];
  switch (method) {
    case "GET":
      return [200];
    case "POST":
      return [target.kind === "reference" ? 204 : 201];
    default:
      return [204];
  }
}
