// The gateway's REST surface. Every failure is an ApiError with words for the visitor.

export class ApiError extends Error {
  constructor(code, message, field) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.field = field;
  }
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('unreachable', 'The gateway can’t be reached. Is it running?');
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  const told = body?.error;
  throw new ApiError(
    told?.code ?? `http_${response.status}`,
    told?.message ?? `The gateway answered ${response.status} to ${path.split('?')[0]}.`,
    told?.field,
  );
}

/** @returns {Promise<Array<{userId, tenantId, role, name, contactId?, phone?}>>} */
export async function listPeople() {
  return (await request('/api/dev/people')).items;
}

/** One person's view of the gateway. Tokens are asked for when needed and kept until refused. */
export function createSession(userId) {
  let token = null;

  function freshToken() {
    token = request('/api/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId }),
    }).then((answer) => answer.token);
    const asked = token;
    asked.catch(() => {
      if (token === asked) token = null;
    });
    return asked;
  }

  async function get(path, query, signal) {
    const used = Object.entries(query).filter(([, value]) => value !== '' && value != null);
    const address = used.length > 0 ? `${path}?${new URLSearchParams(used)}` : path;
    const ask = async (bearer) =>
      request(address, { signal, headers: { authorization: `Bearer ${bearer}` } });
    const held = await (token ?? freshToken());
    try {
      return await ask(held);
    } catch (error) {
      if (error.code !== 'unauthorized') throw error;
      return ask(await freshToken());
    }
  }

  return {
    // Each connection gets its own token, so that an expired one never stands in the way.
    token: freshToken,
    contacts: (query, signal) => get('/api/contacts', query, signal),
    callLogs: (query, signal) => get('/api/call-logs', query, signal),
  };
}
