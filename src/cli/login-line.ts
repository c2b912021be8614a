// Command lines as they have to be typed in this very place: the only builder of them.

import { shellWord } from "../report/shell-word.js";
import type { Typed } from "../shapes/typed.js";

export interface LoginPlace {
  readonly tenant: string | undefined;
  readonly clientId: string | undefined;
  /** Left out where it is the public one. */
  readonly cloud: string;
  readonly sandboxDir: string | undefined;
  /** Only where it was given. */
  readonly stateDir: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** A state folder that was named, as it is named from anywhere; undefined: it was not. */
export function namedStateDir(
  { stateDir }: { readonly stateDir?: string },
  settings: { readonly stateDir: string },
): string | undefined {
  return stateDir === undefined ? undefined : settings.stateDir;
}

export function loginLine(place: LoginPlace): string {
  return commandLine("login", place);
}

export function typedIn(place: Omit<LoginPlace, "clientId">): Typed {
  return (command) => commandLine(command, { ...place, clientId: undefined });
}

/** @param command without the program's name, its words quoted where they must be */
export function commandLine(
  command: string,
  { tenant, clientId, cloud, sandboxDir, stateDir, platform }: LoginPlace,
): string {
  const word = (text: string) => shellWord(text, platform);
  return [
    `aadc-cloud ${command}`,
    ...(tenant === undefined ? [] : [`--tenant ${word(tenant)}`]),
    ...(clientId === undefined ? [] : [`--client-id ${word(clientId)}`]),
    ...(cloud === "public" || sandboxDir !== undefined ? [] : [`--cloud ${cloud}`]),
    ...(sandboxDir === undefined ? [] : [`--sandbox-dir ${word(sandboxDir)}`]),
    ...(stateDir === undefined ? [] : [`--state-dir ${word(stateDir)}`]),
  ].join(" ");
}
