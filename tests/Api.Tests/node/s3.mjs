// A store that speaks S3, for the tests. Reads its folder as one line of JSON from standard input, prints its port, and
// ends with its standard input. s3rver does not know how to abort an upload in parts; that is done here.
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import S3rver from 's3rver';

const lines = createInterface({ input: process.stdin });
const { folder } = JSON.parse(await new Promise(read => lines.once('line', read)));
lines.once('close', () => process.exit(0));

const store = new S3rver({ directory: folder, silent: true, vhostBuckets: false, configureBuckets: [{ name: 'cesuur' }] });
await store.configureBuckets();
const answer = store.callback();
const server = createServer(async (request, response) => {
  const upload = new URL(request.url, 'http://localhost').searchParams.get('uploadId');
  if (request.method === 'DELETE' && upload) {
    await rm(join(folder, 'cesuur', '._S3rver_uploads', upload), { recursive: true, force: true });
    return response.writeHead(204).end();
  }

  answer(request, response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
