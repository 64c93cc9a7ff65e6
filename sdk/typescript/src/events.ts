import { CesuurError } from './error.js';
import { pause } from './pause.js';

/** An event that the server sent. */
export interface ServerEvent {
  /** Its name, such as `state`. Ignore one that you do not know. */
  type: string;

  /** What a later connection can go on from; absent when the event has none. */
  id?: string;

  /** What the API's reference names for this type of event. */
  data: unknown;
}

const silence = 45_000; // three heartbeats
const longestDelay = 30_000;

/**
 * Reads a stream of server-sent events for as long as the caller wants: a connection that is lost, or silent for longer
 * than three heartbeats, is opened again, from the last event on.
 *
 * Not with `EventSource`, which cannot send a credential.
 */
export async function* readEvents(
  open: (init: RequestInit) => Promise<Response>, final: readonly string[], lastEventId?: string, signal?: AbortSignal,
): AsyncGenerator<ServerEvent, void, undefined> {
  let delay = 1000;
  for (let failures = 0; ; failures++) {
    const connection = new AbortController();
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastEventId !== undefined) {
        headers['Last-Event-ID'] = lastEventId;
      }

      const response = await open({ headers, signal: signal ? AbortSignal.any([signal, connection.signal]) : connection.signal });
      for await (const event of parse(response, connection, retry => { delay = retry; })) {
        failures = 0;
        lastEventId = event.id ?? lastEventId;
        yield event;
        if (final.includes(event.type)) {
          return;
        }
      }
    } catch (error) {
      if (signal?.aborted || (error instanceof CesuurError && error.status !== 429 && error.status < 500)) {
        throw error;
      }
    } finally {
      connection.abort(); // also when the caller has had enough
    }

    // Half of it by chance, so that clients that lost the same server do not come back together.
    await pause(Math.min(delay * 2 ** Math.min(failures, 5) * (0.5 + Math.random() / 2), longestDelay), signal);
  }
}

async function* parse(response: Response, connection: AbortController, onRetry: (milliseconds: number) => void): AsyncGenerator<ServerEvent> {
  let type = 'message';
  let id: string | undefined;
  let data: string[] = [];
  for await (const line of lines(response, connection)) {
    if (line === '') {
      if (data.length > 0) {
        yield { type, ...(id === undefined ? {} : { id }), data: JSON.parse(data.join('\n')) as unknown };
      }

      [type, id, data] = ['message', undefined, []];
      continue;
    }

    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line)!;
    if (field === 'event') {
      type = value;
    } else if (field === 'id') {
      id = value;
    } else if (field === 'data') {
      data.push(value);
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      onRetry(Number(value));
    }
  }
}

async function* lines(response: Response, connection: AbortController): AsyncGenerator<string> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const timer = setTimeout(() => connection.abort(new Error('The stream is silent.')), silence);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) {
      return;
    }

    const parts = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
    rest = parts.pop()!;
    yield* parts;
  }
}
