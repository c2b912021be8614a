// Ways to use mfa-exclusion, to be cut and struck at one request after the other: each try finds the same policies.

import type { Stage } from "./cli-stage.js";
import type { Try, Variant } from "./crash-matrix.js";
import { administrator, groundOf, idsOf, putBack, standingExclusions } from "./exclusion-ground.js";

interface Start {
  readonly admin: Awaited<ReturnType<typeof administrator>>;
  readonly ground: Awaited<ReturnType<typeof groundOf>>;
  readonly known: ReadonlySet<string>;
}

/** How a stage was before any try. */
const starts = new WeakMap<Stage, Promise<Start>>();

function startOf(stage: Stage): Promise<Start> {
  const found = starts.get(stage) ?? begin(stage);
  starts.set(stage, found);
  return found;
}

async function begin(stage: Stage): Promise<Start> {
  const known = await idsOf(stage);
  const admin = await administrator(stage);
  return { admin, ground: await groundOf(admin), known };
}

async function asBefore({ stage }: Try): Promise<string> {
  const { admin, ground } = await startOf(stage);
  await putBack(admin, ground);
  return "";
}

async function standing({ stage, name }: Try): Promise<unknown> {
  return standingExclusions(stage, name, (await startOf(stage)).known);
}

export interface ExclusionVariant extends Variant {
  readonly scenario: "contoso-v1";
}

export const ADD_BY_ROLE: ExclusionVariant = {
  title: "an exclusion by role",
  scenario: "contoso-v1",
  prepare: asBefore,
  standing,
  argv: () => ["mfa-exclusion", "add", "--yes"],
};

export const EXCLUSION_VARIANTS: readonly ExclusionVariant[] = [ADD_BY_ROLE];
