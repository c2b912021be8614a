// Text as it has to be typed, for the shells that people have: PowerShell and cmd.exe on Windows, those of POSIX elsewhere.

/** One word of a command line. */
export function shellWord(text: string, platform: NodeJS.Platform): string {
  if (/^[\w.:/\\@%+=,-]+$/.test(text) && (platform === "win32" || !text.includes("\\"))) return text;
  return platform === "win32" ? `"${text.replaceAll('"', "")}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The line that sets a variable for the programs that are started after it. On Windows in PowerShell. */
export function variableLine(name: string, value: string, platform: NodeJS.Platform): string {
  // Within double quotes PowerShell reads typographic ones as quotes, too (about_Quoting_Rules, and its own tokenizer).
  return platform === "win32"
    ? `$env:${name}="${value.replace(/[`$"“”„]/g, "`$&")}"`
    : `export ${name}=${shellWord(value, platform)}`;
}
