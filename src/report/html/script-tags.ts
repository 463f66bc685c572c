/** What makes the charts live, and the policy that lets exactly that run. */
export interface ScriptTags {
  readonly policy: string;
  readonly markup: string;
}

/**
 * The scripts run because their hash is in the policy; nothing else can: no network, no `eval`, no inline handlers. What they work on is
 * data, which no policy needs to allow.
 */
export async function scriptTags(
  scripts: readonly string[],
  data: Readonly<Record<string, unknown>>,
): Promise<ScriptTags> {
  const safe = scripts.map(checked);
  const hashes = await Promise.all(safe.map(hash));
  const allowed = hashes.length === 0 ? "'none'" : hashes.map((one) => `'sha256-${one}'`).join(' ');
  const elements = Object.entries(data).map(
    ([id, value]) =>
      `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`,
  );
  const tags = safe.map((script) => `<script>${script}</script>\n`);
  return {
    policy: `default-src 'none'; script-src ${allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
    markup: safe.length === 0 ? '' : [...elements, ...tags].join(''),
  };
}

/** A script that would end its own element, or change under HTML's newline rules, would not match its hash. */
function checked(script: string): string {
  if (/<\/script|<!--|[\r\0]/i.test(script))
    throw new Error('a script of the report cannot be put into a page as it is');
  return script;
}

async function hash(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
