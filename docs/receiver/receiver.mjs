import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.SECRET);

createServer(async (request, response) => {
  try {
    const event = webhook.verify(await text(request), request.headers);
    console.log(`${event.type} ${event.data.points} points, ${event.data.outcome}`);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end(); // not signed by us, or too long ago
  }
}).listen(process.env.PORT, '127.0.0.1');
