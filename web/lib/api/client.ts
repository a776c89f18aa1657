import createClient, { type Client } from 'openapi-fetch';

import type { components, paths } from './schema';

export type Person = components['schemas']['Person'];
export type Contact = components['schemas']['Contact'];
export type ContactPage = components['schemas']['ContactPage'];
export type CallRecord = components['schemas']['Call'];
export type CallPage = components['schemas']['CallPage'];
export type CallDetails = components['schemas']['CallDetails'];
export type Role = Person['role'];
export type Api = Client<paths>;

/** The gateway refused, or couldn't be reached: `code` is its own, or `unreachable`, or `http_…`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    readonly field?: string,
    /** Of a file: which rows were refused, by the line in which each begins, and for which field. */
    readonly rows?: readonly { line: number; field: string }[],
  ) {
    super(message);
  }
}

type GetToken = (options?: { fresh?: boolean }) => Promise<string | null>;

/**
 * The gateway's REST surface, typed from docs/openapi.json. A token that was refused is asked for
 * again, once.
 */
export function createApi(baseUrl: string, getToken?: GetToken): Api {
  return createClient<paths>({
    baseUrl,
    fetch: async ({ url, method, headers, signal, body, cache }) => {
      // In one piece: Node.js would stream it without a length, which the gateway doesn't take.
      const content = body ? await new Response(body).arrayBuffer() : null;
      const send = async (fresh: boolean) => {
        const token = await getToken?.({ fresh });
        if (token) headers.set('authorization', `Bearer ${token}`);
        return fetch(url, { method, headers, signal, body: content, cache });
      };
      const answer = await send(false);
      return answer.status === 401 && getToken ? send(true) : answer;
    },
  });
}

type Refusal = components['schemas']['Error']['error'] &
  Partial<components['schemas']['RowErrors']['error']>;

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer's body, or an {@link ApiError}. */
export async function must<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (reason) {
    if (reason instanceof ApiError) throw reason;
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
    throw new ApiError('unreachable', reason instanceof Error ? reason.message : String(reason));
  }
  if (answer.data !== undefined) return answer.data;
  const { status } = answer.response;
  const said = (answer.error as { error?: Refusal } | undefined)?.error;
  throw new ApiError(
    said?.code ?? `http_${status}`,
    said?.message ?? `The gateway answered ${status}`,
    status,
    said?.field,
    said?.rows,
  );
}
