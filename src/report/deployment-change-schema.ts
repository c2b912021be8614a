import * as z from "zod";

const text = z.string();
const said = { summary: text, reversible: z.boolean() };
const inGroup = { subscriptionId: text, group: text };
const ofDeployment = z.strictObject({ ...inGroup, deployment: text });

export const DEPLOYMENT_CHANGES = [
  z.strictObject({
    kind: z.literal("register-provider"),
    target: z.strictObject({ subscriptionId: text, namespace: text }),
    ...said,
    before: z.strictObject({ state: text }),
    after: z.strictObject({ state: z.literal("Registered") }),
  }),
  z.strictObject({
    kind: z.literal("create-resource-group"),
    target: z.strictObject(inGroup),
    ...said,
    before: z.null(),
    after: z.strictObject({ location: text }),
  }),
  z.strictObject({
    kind: z.literal("deploy-template"),
    target: ofDeployment,
    ...said,
    before: z.null(),
    after: z.strictObject({
      template: text,
      parameters: z.record(text, text),
      foreseen: z.array(z.strictObject({ resourceId: text, type: text })).nullable(),
    }),
  }),
  z.strictObject({
    kind: z.literal("push-package"),
    target: ofDeployment,
    ...said,
    before: z.null(),
    after: z.strictObject({ package: text, bytes: z.int().min(0) }),
  }),
] as const;
