// The forms in which a secret could have been written somewhere by mistake.

/**
 * Raw, escaped as in JSON, percent-encoded, and the middle of its base64 and base64url at each of the three positions
 * that it can have within longer encoded data.
 */
export function formsOf(secret: string): readonly string[] {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString("base64");
    // The characters at the edges also depend on what stands before and after.
    const middle = encoded
      .slice(shift === 0 ? 0 : 4)
      .replace(/=+$/, "")
      .slice(0, -1);
    forms.push(middle, middle.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...new Set(forms)];
}
