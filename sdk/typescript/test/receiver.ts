import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Delivery {
  body: string;
  headers: IncomingHttpHeaders;
}

/** A school's own server on this machine, which hands over the first delivery that it gets. */
export async function startReceiver() {
  let keep: (delivery: Delivery) => void;
  const first = new Promise<Delivery>(resolve => { keep = resolve; });
  const server = createServer(async (request, response) => {
    keep({ body: await text(request), headers: request.headers });
    response.writeHead(204).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cesuur`,
    first,
    close() {
      server.close();
      server.closeAllConnections(); // the sender keeps its connection for the next delivery
    },
  };
}
