// Lets the reference implementation of Standard Webhooks verify what we signed, or sign what we verify.
// Reads one JSON object from standard input; a signature that does not hold ends the process with an error.
import { Buffer } from 'node:buffer';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { secret, id, timestamp, signature, body } = JSON.parse(await text(process.stdin));
const raw = Buffer.from(body, 'base64');
const webhook = new Webhook(secret);

if (process.argv[2] === 'sign') {
  process.stdout.write(webhook.sign(id, new Date(timestamp * 1000), raw));
} else {
  const payload = webhook.verify(raw, {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  });
  process.stdout.write(JSON.stringify(payload));
}
