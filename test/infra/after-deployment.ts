// What reference() tells of a deployed resource: the few properties that the template reads, with made-up values.
import type { JsonObject } from "../contract/json.js";
import { TemplateError } from "./expression-syntax.js";

export const IDENTITY_CLIENT = "00000000-0000-4000-8000-00000000c11e";
export const IDENTITY_PRINCIPAL = "00000000-0000-4000-8000-0000000009a1";
export const CONNECTION =
  "InstrumentationKey=00000000-0000-4000-8000-000000000123;IngestionEndpoint=https://in.example/";

const KNOWN: Readonly<Record<string, JsonObject>> = {
  "Microsoft.ManagedIdentity/userAssignedIdentities": { clientId: IDENTITY_CLIENT, principalId: IDENTITY_PRINCIPAL },
  "Microsoft.Insights/components": { ConnectionString: CONNECTION },
  "Microsoft.Web/sites": { defaultHostName: "watch.azurewebsites.net" },
};

export function afterwards(id: string): JsonObject {
  const [, type] = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(id) ?? [];
  const properties = type === undefined ? undefined : KNOWN[type];
  if (properties === undefined) throw new TemplateError(`what ${id} is after its deployment is not known here`);
  return properties;
}
