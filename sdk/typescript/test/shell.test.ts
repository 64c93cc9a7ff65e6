import { describe, expect, it } from 'vitest';
import { all, Cesuur, CesuurError, Webhook, WebhookVerificationError } from '../src/index.js';

type Answer = () => Response | Promise<Response>;

function clientOf(...answers: Answer[]) {
  const requests: Request[] = [];
  const client = new Cesuur({
    address: 'http://cesuur.test/',
    credential: 'csk_test_x',
    fetch: async (url, init) => {
      requests.push(new Request(url, init));
      return answers[requests.length - 1]!();
    },
  });
  return { client, requests };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => () =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers } });
const problem = (status: number, code: string, headers = {}) =>
  json({ status, code, detail: 'No.', requestId: 'req_1', errors: [{ pointer: '/name', code: 'required', detail: 'Needed.' }] }, status, headers);
const lost: Answer = () => { throw new TypeError('fetch failed'); };

describe('requests', () => {
  it('repeats a POST after a lost connection with the same idempotency key', async () => {
    const { client, requests } = clientOf(lost, problem(503, 'busy', { 'Retry-After': '0' }), json({ id: 'cand_1', name: 'A' }, 201));
    expect((await client.people.createCandidate({ name: 'A' })).id).toBe('cand_1');
    const keys = requests.map(request => request.headers.get('Idempotency-Key'));
    expect(keys[0]).toBeTruthy();
    expect(new Set(keys).size).toBe(1);
    expect(requests[2]!.headers.get('Authorization')).toBe('Bearer csk_test_x');
  });

  it('says for which organisation a partner works', async () => {
    const { client, requests } = clientOf(json({ id: 'cand_1' }), json({ id: 'cand_1' }), json({ id: 'cand_1' }));
    await client.people.getCandidate('cand_1');
    const partner = client.withOrganisation('org_1');
    await partner.people.getCandidate('cand_1');
    await partner.withOrganisation('org_2').people.getCandidate('cand_1');
    expect(requests.map(request => request.headers.get('Cesuur-Organisation'))).toEqual([null, 'org_1', 'org_2']);
    expect(requests[2]!.headers.get('Authorization')).toBe('Bearer csk_test_x');
  });

  it('keeps an idempotency key that the caller gives', async () => {
    const { client, requests } = clientOf(json({ id: 'cand_1' }, 201));
    await client.people.createCandidate({ name: 'A' }, 'mine');
    expect(requests[0]!.headers.get('Idempotency-Key')).toBe('mine');
  });

  it('does not repeat what the API refuses, and tells why', async () => {
    const { client, requests } = clientOf(problem(422, 'invalid_request'));
    const error = await client.people.createCandidate({ name: '' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CesuurError);
    expect(error).toMatchObject({ status: 422, code: 'invalid_request', requestId: 'req_1', errors: [{ pointer: '/name' }] });
    expect(requests).toHaveLength(1);
  });

  it('gives up after two repetitions, also on an answer that is no problem', async () => {
    const proxy: Answer = () => new Response('<html>', { status: 502 });
    const { client, requests } = clientOf(proxy, proxy, proxy);
    await expect(client.people.getCandidate('cand_1')).rejects.toMatchObject({ status: 502, code: 'unexpected_answer' });
    expect(requests).toHaveLength(3);
  });

  it('does not wait for longer than a minute', async () => {
    const { client, requests } = clientOf(problem(429, 'too_many_requests', { 'Retry-After': '61' }));
    await expect(client.people.getCandidate('cand_1')).rejects.toMatchObject({ status: 429 });
    expect(requests).toHaveLength(1);
  });

  it('stops when the caller stops', async () => {
    const { client, requests } = clientOf(lost, lost, lost);
    await expect(client.people.getCandidate('cand_1', AbortSignal.abort(new Error('enough')))).rejects.toThrow();
    expect(requests.length).toBeLessThanOrEqual(1);
  });

  it('goes through all pages', async () => {
    const { client, requests } = clientOf(json({ data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'x' }), json({ data: [{ id: 'c' }], nextCursor: null }));
    const ids: string[] = [];
    for await (const candidate of all(cursor => client.people.listCandidates(2, cursor))) {
      ids.push(candidate.id);
    }

    expect(ids).toEqual(['a', 'b', 'c']);
    expect(new URL(requests[1]!.url).searchParams.get('cursor')).toBe('x');
  });
});

describe('webhooks', () => {
  const webhook = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  const body = '{"test": 2432232314}';
  const at = new Date(1614265330 * 1000);
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1a,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };

  it('accepts the example of the specification, and signs it alike', async () => {
    expect((await webhook.verify(body, headers, at)).id).toBe(headers['webhook-id']);
    expect(headers['webhook-signature']).toContain(await webhook.sign(body, headers['webhook-id'], at));
  });

  it.each([
    ['another body', body + ' ', headers, at],
    ['another id', body, { ...headers, 'webhook-id': 'msg_2' }, at],
    ['no signature', body, { ...headers, 'webhook-signature': undefined }, at],
    ['what is no base64', body, { ...headers, 'webhook-signature': 'v1,€' }, at],
    ['an old message', body, headers, new Date(at.getTime() + 301_000)],
  ])('refuses %s', async (_, sent, with_, now) => {
    await expect(webhook.verify(sent, with_, now)).rejects.toBeInstanceOf(WebhookVerificationError);
  });
});

describe('streams of events', () => {
  const events = (text: string): Answer => () => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });

  it('opens a lost connection again from the last event on, and ends with the end', async () => {
    const { client, requests } = clientOf(
      events(': hello\nretry: 10\n\nevent: message\nid: sev_1\ndata: {"text":"Een"}\n\nevent: state\ndata: {"state":"started"}\n\nevent: message\nid: sev_cut\nda'),
      lost,
      events('event: message\nid: sev_2\ndata: {"text":"Twee"}\n\nevent: end\ndata: {}\n\nevent: message\ndata: {}\n\n'));
    const received = [];
    for await (const event of client.deliveryEvents()) {
      received.push(event);
    }

    expect(received).toEqual([
      { type: 'message', id: 'sev_1', data: { text: 'Een' } },
      { type: 'state', data: { state: 'started' } },
      { type: 'message', id: 'sev_2', data: { text: 'Twee' } },
      { type: 'end', data: {} },
    ]);
    expect(requests.map(request => request.headers.get('Last-Event-ID'))).toEqual([null, 'sev_1', 'sev_1']);
    expect(requests[0]!.headers.get('Accept')).toBe('text/event-stream');
  });

  it('tells a refusal, and does not come back', async () => {
    const { client, requests } = clientOf(problem(409, 'wrong_device'));
    await expect(client.deliveryEvents().next()).rejects.toMatchObject({ code: 'wrong_device' });
    expect(requests).toHaveLength(1);
  });

  it('stops when the caller stops', async () => {
    const { client } = clientOf(events('event: snapshot\ndata: {}\n\n'), events(''));
    const enough = new AbortController();
    const stream = client.monitor('ses_1', enough.signal);
    expect((await stream.next()).value).toMatchObject({ type: 'snapshot' });
    const next = stream.next();
    enough.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});
