// A policy as Graph answered it, with nothing of the tenant in it that the evaluation of policies does not need.
import type { Json } from "../shapes/change.js";
import type { Masks } from "./masks.js";

/** Of a policy itself; what else it may say of itself is dropped. */
const KEPT: ReadonlySet<string> = new Set([
  ...["id", "templateId", "displayName", "state", "createdDateTime", "modifiedDateTime"],
  ...["conditions", "grantControls", "sessionControls"],
]);
const TIMES: ReadonlySet<string> = new Set(["createdDateTime", "modifiedDateTime"]);
/** Whose texts are of Microsoft's vocabulary. */
const WORDS =
  /^(?:state|operator|builtInControls|clientAppTypes|transferMethods|guestOrExternalUserTypes|membershipKind|mode|\w*[rR]iskLevels|frequencyInterval|authenticationType|type|(?:include|exclude)Platforms|@odata\.type)$/;
const IS_WORD = /^#?[a-z.]+(?:, ?[a-z]+)*$/i;
/** Whose texts are ids, or one of a few words that mean something in every tenant. */
const LISTS = /^(?:id|templateId|members|(?:include|exclude)[A-Z]\w*)$/;
const IS_RESERVED =
  /^(?:All|None|AllTrusted|GuestsOrExternalUsers|Office365|MicrosoftAdminPortals|ServicePrincipalsInMyOrganization|urn:user:[a-z]+|c\d{1,2})$/i;
const IS_PROPERTY = /^@?[A-Za-z][\w.@]*$/;
/** Words of a filter that are not about this tenant: properties, operators, brackets. */
const IN_RULE = /"(?:[^"\\]|\\.)*"|[()[\],]|[^\s()[\],"]+|"/gu;
const RULE_WORD =
  /^(?:device\.\w+|-?(?:and|or|not|eq|equals|ne|notequals|startswith|notstartswith|endswith|notendswith|contains|notcontains|in|notin)|true|false|null|[()[\],])$/iu;

/** The conditions keep their structure, those that this version does not know too: without them a policy would look harmless. */
export function redactPolicy(policy: Json, masks: Masks): Json {
  if (!isRecord(policy)) return inside(policy, "", masks);
  return Object.fromEntries(
    Object.entries(policy)
      .filter(([name]) => KEPT.has(name))
      .map(([name, value]) => {
        if (typeof value !== "string") return [name, inside(value, name, masks)];
        if (name === "displayName") return [name, masks.mask("policy-name", value)];
        return [name, TIMES.has(name) ? masks.mask("time", value) : inside(value, name, masks)];
      }),
  );
}

function inside(value: Json, name: string, masks: Masks): Json {
  if (typeof value === "string") return textIn(value, name, masks);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => inside(one, name, masks));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      IS_PROPERTY.test(key) ? key : masks.mask("value", key),
      inside(one, key, masks),
    ]),
  );
}

function textIn(text: string, name: string, masks: Masks): string {
  if (text === "") return text;
  if (name === "rule") return ruleOf(text, masks);
  if (WORDS.test(name) && IS_WORD.test(text)) return text;
  if (!LISTS.test(name)) return masks.mask("value", text);
  return IS_RESERVED.test(text) ? text : masks.mask("id", text);
}

/** What a device is compared with is masked; how, decides about devices that are not registered. */
function ruleOf(rule: string, masks: Masks): string {
  return rule.replace(IN_RULE, (token) => {
    if (RULE_WORD.test(token)) return token;
    if (!token.startsWith('"')) return masks.mask("value", token);
    return token.length <= 2 ? token : `"${masks.mask("value", token.slice(1, -1))}"`;
  });
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
