// A bounded record of what the core received and decided. Secrets stay out of it, since it is made
// to be copied.

export const mostEntries = 2000;

const secretFields = new Set(['token', 'resumeToken', 'credential', 'jwt']);
const secretInText = /((?:\\?")(?:token|resumeToken|credential)(?:\\?")\s*:\s*(?:\\?"))[^"\\]*/gu;
const timers = new Set(['tick', 'wait']);

function withoutSecrets(value, key) {
  if (typeof value === 'string') {
    if (secretFields.has(key)) return value === '' ? '' : '(hidden)';
    return value.replace(secretInText, '$1(hidden)');
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutSecrets(item, name)]),
  );
}

// One line of what a message is about, whatever it is: its own fields, as far as they fit.
function summarise({ type, ...fields }) {
  if (typeof fields.text === 'string') return fields.text;
  if (type === 'changed') {
    const calls = fields.now.calls.map((call) => `${call.state} ${call.name || call.phoneNumber}`);
    return [fields.now.link, ...calls].join(', ');
  }
  return Object.entries(fields)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => {
      if (name === 'description') return `${value.type}, ${value.sdp?.length ?? 0} bytes`;
      if (name === 'candidate') return value?.candidate || 'no more';
      return typeof value === 'object' ? JSON.stringify(value) : `${name} ${value}`;
    })
    .join(', ');
}

/**
 * @returns {{add(atMs, way, message): object, entries: object[], dropped: number, clear(): void}}
 *   way: 'in' (what the core was told) or 'out' (what it decided)
 */
export function createTraceLog() {
  const log = {
    entries: [],
    dropped: 0,
    add(atMs, way, message) {
      const safe = withoutSecrets(message, '');
      const entry = {
        atMs,
        way,
        type: safe.type,
        isTimer: timers.has(safe.type),
        summary: summarise(safe),
        message: safe,
      };
      entry.searched = `${entry.type} ${entry.summary}`.toLowerCase();
      log.entries.push(entry);
      if (log.entries.length > mostEntries) {
        log.entries.shift();
        ++log.dropped;
      }
      return entry;
    },
    clear() {
      log.entries = [];
      log.dropped = 0;
    },
  };
  return log;
}

export const isShown = (entry, filter) =>
  (entry.way === 'in' ? filter.inputs : filter.outputs) &&
  (filter.timers || !entry.isTimer) &&
  (filter.text === '' || entry.searched.includes(filter.text));
