import { CesuurError } from './error.js';
import { readEvents, type ServerEvent } from './events.js';
import { Areas } from './generated.js';
import { pause } from './pause.js';

export interface CesuurOptions {
  /** Where the API is, such as `https://cesuur.example.org`. */
  address: string;

  /** An API key, a user's access token, a partner's key or a candidate's sitting token; none for the public routes. */
  credential?: string;

  /** With a partner's key: the organisation to work for, such as `org_…`. Others need none. */
  organisation?: string;

  /** How often a request is sent again after a network error, 429, 5xx or a repetition that is still running: 2 unless given. */
  maxRetries?: number;

  /** Milliseconds for one attempt: 30,000 unless given. */
  timeout?: number;

  /** Sends the requests instead of the global `fetch`. */
  fetch?: typeof fetch;
}

const firstDelay = 250;

// A server that asks for more is down for longer than a call should hang.
const longestDelay = 60_000;

/** A client of the API for one credential. Every failure that the API reports is a `CesuurError`. */
export class Cesuur extends Areas {
  readonly #options: CesuurOptions;

  constructor(options: CesuurOptions) {
    const address = options.address.replace(/\/$/, '');
    super(address, { fetch: (url, init) => send(options, url, init) });
    this.#options = { ...options, address };
  }

  /** The same client for another credential, such as a candidate's sitting token. */
  withCredential(credential: string | undefined): Cesuur {
    return new Cesuur({ ...this.#options, credential });
  }

  /** The same client for another organisation that granted the partner access. */
  withOrganisation(organisation: string | undefined): Cesuur {
    return new Cesuur({ ...this.#options, organisation });
  }

  /** Any request, for what the areas do not offer: a route that is newer than this package, headers of the answer. */
  send(path: string, init?: RequestInit): Promise<Response> {
    return send(this.#options, this.#options.address + path, init);
  }

  /**
   * What happens to the candidate's sitting, as it happens; the client has the sitting token. A connection that is lost is
   * opened again by itself. It ends after `end` or `wrong_device`, or when the signal does.
   *
   * @param lastEventId The id of the last event that you have had, when you go on from an earlier time.
   */
  deliveryEvents(lastEventId?: string, signal?: AbortSignal): AsyncGenerator<ServerEvent, void, undefined> {
    return readEvents(this.#open('/v1/delivery/events'), ['end', 'wrong_device'], lastEventId, signal);
  }

  /**
   * How the candidates of a session are doing: a `snapshot` with all of them, then a `change` whenever there is one, and a
   * snapshot again after a connection was lost. It ends when the signal does.
   */
  monitor(sessionId: string, signal?: AbortSignal): AsyncGenerator<ServerEvent, void, undefined> {
    return readEvents(this.#open(`/v1/sessions/${encodeURIComponent(sessionId)}/monitor`), [], undefined, signal);
  }

  #open(path: string) {
    return (init: RequestInit) => send(this.#options, this.#options.address + path, init, true);
  }
}

async function send(options: CesuurOptions, url: RequestInfo, init: RequestInit = {}, staysOpen = false): Promise<Response> {
  const request = { ...init, headers: headersOf(options, init) };
  const maxRetries = options.maxRetries ?? 2;
  for (let attempt = 0; ; attempt++) {
    const last = attempt >= maxRetries;
    // Half of it by chance, so that clients that failed together do not come back together.
    let delay = firstDelay * 2 ** attempt * (0.5 + Math.random() / 2);
    try {
      const response = await sendOnce(options, url, request, staysOpen);
      if (response.ok) {
        return response;
      }

      const refusal = await CesuurError.read(response);
      delay = delayAskedFor(response) ?? delay;
      if (last || !isPassing(refusal) || delay > longestDelay) {
        throw refusal;
      }
    } catch (error) {
      if (last || error instanceof CesuurError || init.signal?.aborted) {
        throw error;
      }
    }

    await pause(delay, init.signal);
  }
}

function headersOf(options: CesuurOptions, init: RequestInit): Headers {
  const headers = new Headers(init.headers);
  for (const [name, value] of [...headers]) {
    if (value === '') {
      headers.delete(name); // how the generated part writes a header that was not given
    }
  }

  if (options.credential !== undefined) {
    headers.set('Authorization', `Bearer ${options.credential}`);
  }

  if (options.organisation !== undefined) {
    headers.set('Cesuur-Organisation', options.organisation);
  }

  if (init.method === 'POST' && !headers.has('Idempotency-Key')) {
    headers.set('Idempotency-Key', crypto.randomUUID());
  }

  return headers;
}

async function sendOnce(options: CesuurOptions, url: RequestInfo, init: RequestInit, staysOpen: boolean): Promise<Response> {
  const timeout = options.timeout ?? 30_000;
  const opening = new AbortController();
  const timer = staysOpen ? setTimeout(() => opening.abort(new DOMException('No answer in time.', 'TimeoutError')), timeout) : undefined;
  const limit = staysOpen ? opening.signal : AbortSignal.timeout(timeout);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    return await (options.fetch ?? fetch)(url, { ...init, signal });
  } finally {
    clearTimeout(timer); // of an answer that stays open only the beginning has a limit
  }
}

function isPassing(refusal: CesuurError): boolean {
  return refusal.status === 429 || refusal.status >= 500 || refusal.code === 'idempotency_in_progress';
}

function delayAskedFor(response: Response): number | undefined {
  const header = response.headers.get('Retry-After');
  if (header === null) {
    return undefined;
  }

  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return milliseconds >= 0 ? milliseconds : undefined;
}
