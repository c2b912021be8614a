// What a deployment of the function app changes in Azure. Nothing of it is taken back by this program: what is in a resource
// group goes with it.
import type { ChangeBase } from "./change.js";

interface InSubscription {
  readonly subscriptionId: string;
}

interface InGroup extends InSubscription {
  readonly group: string;
}

export interface RegisterProviderChange extends ChangeBase {
  readonly kind: "register-provider";
  readonly target: InSubscription & { readonly namespace: string };
  readonly before: { readonly state: string };
  readonly after: { readonly state: "Registered" };
}

export interface CreateResourceGroupChange extends ChangeBase {
  readonly kind: "create-resource-group";
  readonly target: InGroup;
  readonly before: null;
  readonly after: { readonly location: string };
}

export interface DeployTemplateChange extends ChangeBase {
  readonly kind: "deploy-template";
  readonly target: InGroup & { readonly deployment: string };
  readonly before: null;
  readonly after: {
    /** SHA-256 of the template, hex. */
    readonly template: string;
    /** Of secrets the name alone. */
    readonly parameters: { readonly [name: string]: string };
    /** What Azure foresees; null: it cannot, since the group is not there yet. */
    readonly foreseen: readonly { readonly resourceId: string; readonly type: string }[] | null;
  };
}

export interface PushPackageChange extends ChangeBase {
  readonly kind: "push-package";
  readonly target: InGroup & { readonly deployment: string };
  readonly before: null;
  /** SHA-256 of the ZIP, hex. */
  readonly after: { readonly package: string; readonly bytes: number };
}

export type DeploymentChange =
  | RegisterProviderChange
  | CreateResourceGroupChange
  | DeployTemplateChange
  | PushPackageChange;
