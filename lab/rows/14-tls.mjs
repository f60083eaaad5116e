import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Authority, closeReceivers, startReceiver } from '../lib/receivers.mjs';
import { listReceived, makeRecordedProject } from '../lib/recorded-project.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 14,
  promise: 'TLS and mTLS: what is not in order is refused, with the reason',
  async prove(lab) {
    const all = listCases(lab.folder('certificates'));
    const cases = lab.pick(
      all.filter(({ name }) => !/TLSv1.3|expired-client|too-old|no-authority/.test(name)),
      all,
    );
    try {
      await tryEach(cases, (one) => (one.reason ? refuse(lab, one) : accept(lab, one)));
    } finally {
      await closeReceivers();
    }
    return {
      tried: `receivers with certificates that are expired, another host's, of an unknown authority; with and without the client's`,
      times: cases.length,
      lost: 0,
    };
  },
};

function listCases(directory) {
  const ours = new Authority(`${directory}/ours`);
  const theirs = new Authority(`${directory}/theirs`);
  const good = read(ours.sign());
  const trusting = { runner_http_tls_ca: ours.cert };
  const present = ({ cert, key }) => ({ ...trusting, runner_http_tls_cert: cert, runner_http_tls_key: key });
  const mutual = { ...good, ca: readFileSync(ours.cert), requestCert: true, rejectUnauthorized: true };
  const refused = [
    ['expired', read(ours.sign({ days: -1 })), trusting, /certificate has expired/],
    ['another-host', read(ours.sign({ names: 'DNS:other.example' })), trusting, /another host's/],
    ['unknown-authority', read(theirs.sign()), trusting, /not known here; .*runner_http_tls_ca/],
    ['no-authority-named', good, {}, /not known here|runner_http_tls_ca/],
    [
      'too-old',
      { ...good, maxVersion: 'TLSv1.2' },
      { ...trusting, runner_http_tls_min_version: 'TLSv1.3' },
      /no TLS version in common/,
    ],
    ...['TLSv1.2', 'TLSv1.3'].flatMap((maxVersion) => [
      [
        `no-client-${maxVersion}`,
        { ...mutual, maxVersion },
        trusting,
        /asks for a client certificate; set runner_http_tls_cert/,
      ],
      [`unknown-client-${maxVersion}`, { ...mutual, maxVersion }, present(theirs.sign()), /client certificate/],
      [
        `expired-client-${maxVersion}`,
        { ...mutual, maxVersion },
        present(ours.sign({ days: -1 })),
        /client certificate/,
      ],
    ]),
  ];
  const accepted = [
    ['in-order', good, trusting],
    ['known-client', mutual, present(ours.sign({ names: 'DNS:client' }))],
  ];
  return [...refused, ...accepted].map(([name, tls, settings, reason]) => ({ name, tls, settings, reason }));
}

function read({ cert, key }) {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

async function refuse(lab, { name, tls, settings, reason }) {
  const receiver = await startReceiver({ tls });
  const project = makeRecordedProject(lab, name, { runner_http_url: receiver.url, ...settings });
  const { code, stderr } = await project.deliverUntilTrouble();
  assert.equal(code, 1, stderr);
  assert.equal(receiver.received.length, 0, `${name}: not a byte of a record may arrive`);
  const { owed, rejected, trouble } = project.readReceipt();
  assert.deepEqual([owed, rejected], [project.count, 0], `${name}: everything is owed, nothing is dead`);
  assert.match(trouble, reason, name);
}

async function accept(lab, { name, tls, settings }) {
  const receiver = await startReceiver({ tls });
  const project = makeRecordedProject(lab, name, { runner_http_url: receiver.url, ...settings });
  const { code, stderr } = await project.deliver();
  assert.equal(code, 0, stderr);
  assert.deepEqual(listReceived(receiver), project.ids);
}
