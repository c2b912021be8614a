// A stored policy, read once into a form that is quick to evaluate. Texts in lower case: ids and the services' words
// compare without regard to case.
import { current, isDraft } from "immer";

export interface GuestForm {
  readonly types: readonly string[];
  /** `undefined`: all tenants. */
  readonly tenants: readonly string[] | undefined;
}

interface FilterForm {
  readonly mode: string;
  readonly rule: string;
}

interface PrincipalsForm {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly guests: GuestForm | undefined;
}

export interface PolicyForm {
  readonly state: string;
  readonly hasControls: boolean;
  readonly include: PrincipalsForm;
  readonly exclude: PrincipalsForm;
  /** `undefined`: a policy for users. */
  readonly workloads:
    | { readonly include: readonly string[]; readonly exclude: readonly string[]; readonly filter?: FilterForm }
    | undefined;
  readonly applications: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly userActions: readonly string[];
    readonly authenticationContexts: readonly string[];
    readonly filter?: FilterForm;
  };
  readonly clientAppTypes: readonly string[];
  readonly platforms: { readonly include: readonly string[]; readonly exclude: readonly string[] } | undefined;
  readonly locations: { readonly include: readonly string[]; readonly exclude: readonly string[] } | undefined;
  readonly deviceFilter: FilterForm | undefined;
  readonly transferMethods: readonly string[];
  readonly signInRiskLevels: readonly string[];
  readonly userRiskLevels: readonly string[];
  readonly servicePrincipalRiskLevels: readonly string[];
  readonly insiderRiskLevels: readonly string[];
  readonly grant: {
    readonly operator: string;
    readonly builtInControls: readonly string[];
    readonly customFactors: readonly string[];
    readonly termsOfUse: readonly string[];
    /** The id of the authentication strength. */
    readonly strength: string | undefined;
  };
  /** Names of the session controls that are switched on. */
  readonly sessionControls: readonly string[];
}

export type StoredObject = Readonly<Record<string, unknown>>;

const FORMS = new WeakMap<StoredObject, PolicyForm>();

/** Kept per policy object: the state is immutable, so a changed policy is another object. Not for drafts. */
export function policyForm(policy: StoredObject): PolicyForm {
  const known = FORMS.get(policy);
  if (known !== undefined) return known;
  const form = readForm(policy);
  FORMS.set(policy, form);
  return form;
}

/** A plain value in the place of a draft; costs nothing where the draft has not been changed. */
export function settled<T>(value: T): T {
  return isDraft(value) ? current(value as never) : value;
}

function readForm(policy: StoredObject): PolicyForm {
  const conditions = recordAt(policy, "conditions");
  const applications = recordAt(conditions, "applications");
  const workloads = optionalRecord(conditions["clientApplications"]);
  const users = recordAt(conditions, "users");
  const sessionControls = readSessionControls(recordAt(policy, "sessionControls"));
  const grant = readGrant(recordAt(policy, "grantControls"));
  const controls = [...grant.builtInControls, ...grant.customFactors, ...grant.termsOfUse, ...sessionControls];
  return {
    state: textOf(policy["state"]) ?? "",
    hasControls: controls.length > 0 || grant.strength !== undefined,
    include: principals(users, "include"),
    exclude: principals(users, "exclude"),
    workloads:
      workloads === undefined
        ? undefined
        : {
            include: textsOf(workloads["includeServicePrincipals"]),
            exclude: textsOf(workloads["excludeServicePrincipals"]),
            ...filterOf(workloads["servicePrincipalFilter"]),
          },
    applications: {
      include: textsOf(applications["includeApplications"]),
      exclude: textsOf(applications["excludeApplications"]),
      userActions: textsOf(applications["includeUserActions"]),
      authenticationContexts: textsOf(applications["includeAuthenticationContextClassReferences"]),
      ...filterOf(applications["applicationFilter"]),
    },
    clientAppTypes: textsOf(conditions["clientAppTypes"]),
    platforms: sides(conditions["platforms"], "Platforms"),
    locations: sides(conditions["locations"], "Locations"),
    deviceFilter: filterOf(recordAt(conditions, "devices")["deviceFilter"]).filter,
    transferMethods: flagsOf(recordAt(conditions, "authenticationFlows")["transferMethods"]),
    signInRiskLevels: textsOf(conditions["signInRiskLevels"]),
    userRiskLevels: textsOf(conditions["userRiskLevels"]),
    servicePrincipalRiskLevels: textsOf(conditions["servicePrincipalRiskLevels"]),
    insiderRiskLevels: flagsOf(conditions["insiderRiskLevels"]),
    grant,
    sessionControls,
  };
}

function readGrant(grant: StoredObject): PolicyForm["grant"] {
  return {
    operator: textOf(grant["operator"]) ?? "or",
    builtInControls: textsOf(grant["builtInControls"]),
    customFactors: textsOf(grant["customAuthenticationFactors"]),
    termsOfUse: textsOf(grant["termsOfUse"]),
    strength: textOf(recordAt(grant, "authenticationStrength")["id"]),
  };
}

function readSessionControls(controls: StoredObject): readonly string[] {
  return Object.entries(controls)
    .filter(([, control]) => control === true || optionalRecord(control)?.["isEnabled"] === true)
    .map(([name]) => name);
}

function principals(users: StoredObject, side: "include" | "exclude"): PrincipalsForm {
  return {
    users: textsOf(users[`${side}Users`]),
    groups: textsOf(users[`${side}Groups`]),
    roles: textsOf(users[`${side}Roles`]),
    guests: guestsOf(optionalRecord(users[`${side}GuestsOrExternalUsers`])),
  };
}

function guestsOf(guests: StoredObject | undefined): GuestForm | undefined {
  if (guests === undefined) return undefined;
  const tenants = optionalRecord(guests["externalTenants"]);
  const isListed = textOf(tenants?.["membershipKind"]) === "enumerated";
  return {
    types: flagsOf(guests["guestOrExternalUserTypes"]),
    tenants: isListed ? textsOf(tenants?.["members"]) : undefined,
  };
}

function sides(value: unknown, what: string) {
  const record = optionalRecord(value);
  if (record === undefined) return undefined;
  return { include: textsOf(record[`include${what}`]), exclude: textsOf(record[`exclude${what}`]) };
}

function filterOf(value: unknown): { readonly filter?: FilterForm } {
  const record = optionalRecord(value);
  const [mode, rule] = [textOf(record?.["mode"]), record?.["rule"]];
  return mode === undefined || typeof rule !== "string" ? {} : { filter: { mode, rule } };
}

function optionalRecord(value: unknown): StoredObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as StoredObject) : undefined;
}

function recordAt(record: StoredObject, name: string): StoredObject {
  return optionalRecord(record[name]) ?? {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string").map((item) => item.toLowerCase()) : [];
}

/** `a,b` or `a, b`; `none` is nothing. */
function flagsOf(value: unknown): readonly string[] {
  const flags = textOf(value)?.split(",") ?? [];
  return flags.map((flag) => flag.trim()).filter((flag) => flag !== "" && flag !== "none");
}
