// The command line that signs in, as it has to be typed in this very place.
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

export function loginLine({ tenant, clientId, cloud, sandboxDir, stateDir, platform }: LoginPlace): string {
  const word = (text: string) => quoted(text, platform);
  return [
    "aadc-cloud login",
    ...(tenant === undefined ? [] : [`--tenant ${word(tenant)}`]),
    ...(clientId === undefined ? [] : [`--client-id ${word(clientId)}`]),
    ...(cloud === "public" || sandboxDir !== undefined ? [] : [`--cloud ${cloud}`]),
    ...(sandboxDir === undefined ? [] : [`--sandbox-dir ${word(sandboxDir)}`]),
    ...(stateDir === undefined ? [] : [`--state-dir ${word(stateDir)}`]),
  ].join(" ");
}

/** For the shells that people have: PowerShell and cmd.exe on Windows, those of POSIX elsewhere. */
function quoted(text: string, platform: NodeJS.Platform): string {
  if (/^[\w.:/\\@%+=,-]+$/.test(text) && (platform === "win32" || !text.includes("\\"))) return text;
  return platform === "win32" ? `"${text.replaceAll('"', "")}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
