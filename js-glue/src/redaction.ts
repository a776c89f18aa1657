/** Members whose text names or admits a person: replaced as a whole. */
const secret =
  /^(token|resumeToken|credential|username|usernameFragment|sid|name|callerName|contactName|contactPhone|phoneNumber)$/;

/**
 * Secrets and addresses within other texts, SDP above all: what follows the first group. Each is
 * bounded, so that no text takes long.
 */
const within = [
  /(a=ice-(?:pwd|ufrag):| ufrag |a=fingerprint:)(\S{1,256}(?: [\dA-F:]{1,256})?)/g,
  /()((?<![\w-])eyJ[\w-]{1,999}\.[\w-]{1,999}\.[\w-]{1,999})/g,
  /()(\d{1,3}(?:\.\d{1,3}){3})/g,
  /(^|[^\w:.-])((?:[\da-f]{0,4}:){2,7}[\da-f]{0,4})(?![\w:])/gi,
  /()([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local)/gi,
];

/**
 * Replaces secrets, people and addresses by words of the same length that mean nothing: the same
 * word for the same text, so that who compares two of them, as the core does with numbers, still
 * finds what he found; and another with another salt, so that nobody finds the text by trying.
 * The core takes no notice of what stands within them, so its outputs to redacted inputs are its
 * outputs to the inputs, redacted.
 */
export class Redaction {
  constructor(private readonly salt: number) {}

  /** Of the JSON text of an input, of a reply, of a configuration. */
  json(text: string): string {
    const value: unknown = JSON.parse(text);
    return this.changed(value) ? JSON.stringify(value) : text;
  }

  /** Whether anything in it was replaced. */
  private changed(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    let changed = false;
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const old = members[key];
      if (typeof old !== 'string') {
        changed = this.changed(old) || changed;
        continue;
      }
      // What happened has a name of its own, which is no person's.
      const isWord = key === 'name' && members['type'] === 'happened';
      const now = key === 'text' ? this.frame(old) : isWord ? old : this.text(key, old);
      members[key] = now;
      changed ||= now !== old;
    }
    return changed;
  }

  private text(key: string, text: string): string {
    if (secret.test(key)) return this.word(text);
    return within.reduce(
      (rest, pattern) =>
        rest.replace(pattern, (_, before: string, found: string) => before + this.word(found)),
      text,
    );
  }

  /** Of Engine.IO and Socket.IO: a type, a namespace, a number, and JSON. */
  private frame(frame: string): string {
    const [, head = '', body = ''] = /^(\d*(?:\/[^,]*,)?\d*)(.*)$/s.exec(frame) ?? [];
    if (!body) return frame;
    try {
      return head + this.json(body);
    } catch {
      return head + this.text('', body);
    }
  }

  /** As many bytes of UTF-8 as it had: limits are in bytes. */
  private word(text: string): string {
    let hash = this.salt;
    let bytes = 0;
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      hash = Math.imul(hash ^ code, 0x5bd1e995) ^ (hash >>> 15);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    let word = '';
    for (let i = 0; i < bytes; ++i) {
      hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) + i;
      word += ((hash >>> 8) % 36).toString(36);
    }
    return word;
  }
}
