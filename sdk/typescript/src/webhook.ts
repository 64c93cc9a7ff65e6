/** A delivery whose signature was found to be right. */
export interface WebhookEvent<T = unknown> {
  /** The same when the event is sent again: remember it, to do nothing twice. */
  id: string;

  /** Such as `result.graded`. */
  type: string;
  timestamp: string;

  /** Of the type that the API document names for the event. */
  data: T;
}

/** The delivery is not from the API, or not of now. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

const toleranceSeconds = 300;
const prefix = 'whsec_';

/** Checks deliveries after Standard Webhooks 1.0.0, and signs some for tests. */
export class Webhook {
  readonly #key: Promise<CryptoKey>;

  /** @param secret The endpoint's, `whsec_…`. */
  constructor(secret: string) {
    const base64 = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    this.#key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  }

  /**
   * The event in a delivery.
   * @param body As it came: parsed and written again it no longer fits the signature.
   * @param headers The request's, with lower-case names or as `Headers`.
   * @param now The time to hold the timestamp against; the clock's unless given.
   */
  async verify<T = unknown>(body: string, headers: Headers | Record<string, string | string[] | undefined>, now = new Date()): Promise<WebhookEvent<T>> {
    const header = (name: string) => (headers instanceof Headers ? headers.get(name) : headers[name]?.toString()) ?? '';
    const id = header('webhook-id');
    const timestamp = header('webhook-timestamp');
    if (id === '' || !/^\d+$/.test(timestamp)) {
      throw new WebhookVerificationError('A header of the signature is missing.');
    }

    if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
      throw new WebhookVerificationError('The timestamp is not of the last five minutes.');
    }

    for (const given of header('webhook-signature').split(' ')) {
      if (given.startsWith('v1,') && await this.#isRight(given.slice(3), signedText(id, timestamp, body))) {
        return { id, ...JSON.parse(body) as Omit<WebhookEvent<T>, 'id'> };
      }
    }

    throw new WebhookVerificationError('No signature is right.');
  }

  /** The value of `webhook-signature`, for tests of a receiver. */
  async sign(body: string, id: string, timestamp: Date): Promise<string> {
    const seconds = Math.floor(timestamp.getTime() / 1000).toString();
    const signature = await crypto.subtle.sign('HMAC', await this.#key, signedText(id, seconds, body));
    return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
  }

  // The comparison in `verify` of WebCrypto takes the same time wherever the difference is.
  async #isRight(base64: string, text: Uint8Array<ArrayBuffer>): Promise<boolean> {
    let signature: Uint8Array<ArrayBuffer>;
    try {
      signature = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    } catch {
      return false;
    }

    return crypto.subtle.verify('HMAC', await this.#key, signature, text);
  }
}

function signedText(id: string, timestamp: string, body: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${id}.${timestamp}.${body}`);
}
