import type { Problem, ProblemDetail } from './generated.js';

/** The API refused a request, or could not do it. */
export class CesuurError extends Error {
  override readonly name = 'CesuurError';

  constructor(
    readonly status: number,
    /** The stable code to branch on; `unexpected_answer` when the answer was no problem of the API, as from a proxy. */
    readonly code: string,
    message: string,
    /** Name it when you ask for help. */
    readonly requestId: string | null,
    /** The places in the request that are wrong. */
    readonly errors: readonly ProblemDetail[],
  ) {
    super(message);
  }

  static async read(response: Response): Promise<CesuurError> {
    const text = await response.text();
    if (response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
      try {
        const problem = JSON.parse(text) as Problem;
        return new CesuurError(
          response.status, problem.code, `${problem.detail} (${problem.code}, ${problem.requestId})`, problem.requestId, problem.errors ?? []);
      } catch {
        // no problem after all: told below
      }
    }

    return new CesuurError(
      response.status, 'unexpected_answer', `The answer was ${response.status} without a problem.`, response.headers.get('Request-Id'), []);
  }
}
