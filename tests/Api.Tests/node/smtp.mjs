// A mail server for the tests. Reads its settings as one line of JSON from standard input, prints its port, then a
// line of JSON per mail that it takes; ends with its standard input. Addresses beginning with "refused" do not
// exist, and those beginning with "later" do from the second try on.
import { createInterface } from 'node:readline';
import { SMTPServer } from 'smtp-server';

const lines = createInterface({ input: process.stdin });
const { tls, user, password } = JSON.parse(await new Promise(read => lines.once('line', read)));
lines.once('close', () => process.exit(0));

const tried = new Set();
const server = new SMTPServer({
  ...(tls ?? {}),
  disabledCommands: tls ? [] : ['STARTTLS'],
  authOptional: !user,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  logger: false,
  onAuth: (auth, session, done) => auth.username === user && auth.password === password
    ? done(null, { user })
    : done(new Error('Wrong user or password')),
  onRcptTo: ({ address }, session, done) => {
    if (address.startsWith('refused') || (address.startsWith('later') && !tried.has(address))) {
      tried.add(address);
      const error = new Error('No such mailbox now');
      error.responseCode = address.startsWith('refused') ? 550 : 451;
      return done(error);
    }

    done();
  },
  onData: (stream, session, done) => {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      console.log(JSON.stringify({
        from: session.envelope.mailFrom.address,
        recipients: session.envelope.rcptTo.map(to => to.address),
        secure: session.secure,
        user: session.user ?? null,
        message: Buffer.concat(chunks).toString('base64'),
      }));
      done();
    });
  },
});
server.on('error', () => {}); // a client that turns away from the certificate
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
