// Lets Stripe's own package sign an event, check a signature, or make a request, which is printed instead of sent.
// Reads one JSON object from standard input; a signature that does not hold ends the process with an error.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';

const input = JSON.parse(await text(process.stdin));

switch (process.argv[2]) {
  case 'sign':
    process.stdout.write(Stripe.webhooks.generateTestHeaderString(input));
    break;
  case 'verify':
    process.stdout.write(Stripe.webhooks.constructEvent(input.payload, input.header, input.secret).id);
    break;
  case 'request': {
    const server = createServer(async (request, response) => {
      const body = await text(request);
      process.stdout.write(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
      response.setHeader('Content-Type', 'application/json').end('{"id":"none","data":[],"has_more":false}');
    });
    await new Promise(listening => server.listen(0, '127.0.0.1', listening));
    const stripe = new Stripe(input.key, { host: '127.0.0.1', port: server.address().port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
    const resource = input.call.slice(0, -1).reduce((found, name) => found[name], stripe);
    await resource[input.call.at(-1)](...input.arguments);
    server.close();
    server.closeAllConnections();
    break;
  }
}
