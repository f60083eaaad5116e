import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom, type Random } from '@callboard/testkit';
import { createFingerprintRedactor, fingerprintSecrets } from '#callboard/redact/fingerprint-secrets.js';
import { createRedactor, type Redactor } from '#callboard/redact/redact.js';
import { askPython } from '../helpers/ask-python.js';

const mask = '********';

/** Whoever runs knows the secrets; whoever recovers knows their fingerprints. Both promise the same. */
const makers: Readonly<Record<string, (secrets: readonly string[]) => Redactor>> = {
  values: createRedactor,
  fingerprints: (secrets) => createFingerprintRedactor(JSON.parse(JSON.stringify(fingerprintSecrets(secrets)))),
};

const awkward = [
  'quo"te\\back',
  'tab\tand\u0001',
  'pässwörd',
  '日本語の鍵',
  'key🎭key',
  'caf\u007fe',
  'a\u2028b\u0085c',
];

/** Each as Python's JSON: alone, in an object inside a string, and as a string inside a string, twice. */
const awkwardInPython = askPython<string[][]>(
  `
dump = lambda value: json.dumps(value, separators=(",", ":"))
answer = [[dump(text), dump(dump({"x": text})), dump(dump(text)), dump("out: " + dump(text))] for text in given]`,
  awkward,
);

const event = (data: string, more = ''): string =>
  `{"uuid":"0-1","event":"runner_on_ok","pid":4711,"created":"2025-01-01"${more},"event_data":${data}}`;

for (const [name, make] of Object.entries(makers)) {
  describe(`redaction by ${name}`, () => {
    it('masks a secret wherever it stands in a text', () => {
      const { text } = make(['hunter2']);
      assert.equal(text('hunter2'), mask);
      assert.equal(text('a hunter2, hunter2hunter2 and hunter22.'), `a ${mask}, ${mask}${mask} and ${mask}2.`);
      assert.equal(text('Hunter2 hunter'), 'Hunter2 hunter');
      assert.equal(text(''), '');
    });

    it('masks one whose characters mean something to a regular expression', () => {
      const secret = String.raw`a.b*c+d?(e)[f]{2}|^$\g/-`;
      assert.equal(make([secret]).text(`<${secret}>`), `<${mask}>`);
      assert.equal(make(['a.b*']).text('axb* aab'), 'axb* aab');
    });

    for (const [index, secret] of awkward.entries()) {
      it(`masks ${JSON.stringify(secret)} as it is, as JSON, as JSON in JSON, and as Python's ASCII JSON`, () => {
        const redactor = make([secret]);
        const asJson = JSON.stringify(secret);
        const inPython = awkwardInPython[index]!;
        for (const shown of [secret, asJson.slice(1, -1), JSON.stringify(asJson), inPython[0]!.slice(1, -1)]) {
          assert.ok(redactor.text(`<${shown}>`).includes(mask), shown);
        }
        for (const value of [asJson, ...inPython]) {
          const safe = redactor.json(event(`{"res":{"msg":${value}}}`));
          assert.ok(safe.includes(mask), value);
          const { event_data } = JSON.parse(safe) as { event_data: { res: { msg: string } } };
          assert.ok(!event_data.res.msg.includes(secret));
        }
      });
    }

    it('masks one within JSON within JSON within JSON, whichever of them are Python’s', () => {
      const plainly = (text: string): string => JSON.stringify({ msg: text });
      const inAscii = (text: string): string =>
        plainly(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const ways = [plainly, inAscii];
      for (const secret of awkward) {
        const redactor = make([secret]);
        for (const first of ways) {
          for (const second of ways) {
            for (const third of ways) {
              const shown = third(second(first(secret)));
              assert.equal(redactor.text(shown), third(second(first(mask))), shown);
              assert.ok(redactor.json(event(JSON.stringify({ shown: second(first(secret)) }))).includes(mask));
            }
          }
        }
      }
    });

    it('masks base64 of a secret, alone or anywhere inside of something longer, in both alphabets', () => {
      for (const secret of ['hunter2', 'correct horse', 'pä??>~ÿÿ>', 'x'.repeat(100)]) {
        const { text, json } = make([secret]);
        for (const before of ['', 'u', 'u:', 'user:', 'longer user:']) {
          for (const after of ['', '\n', ' and more']) {
            for (const alphabet of ['base64', 'base64url'] as const) {
              const encoded = Buffer.from(before + secret + after).toString(alphabet);
              const masked = text(`<${encoded}>`);
              assert.ok(masked.includes(mask), `${before}${secret}${after}`);
              // Letters that hold bits of the neighbours may stay: one at each end.
              const rest = Math.ceil((before.length * 4) / 3) + Math.ceil((after.length * 4) / 3) + 6;
              assert.ok(masked.replace(mask, '').length <= rest, masked);
              assert.ok(json(event(JSON.stringify({ res: { encoded } }))).includes(mask));
            }
          }
        }
        assert.equal(text(Buffer.from(secret).toString('base64')), mask);
      }
    });

    it('masks a secret in an address, however the program that wrote it encodes', () => {
      const secret = "p@ss w/rd!'(ü)+&=";
      const { text } = make([secret]);
      const inPython = askPython<string[]>(
        `
from urllib.parse import quote, quote_plus
answer = [quote(given), quote_plus(given), quote(given, safe="")]`,
        secret,
      );
      const query = new URLSearchParams({ key: secret }).toString().slice('key='.length);
      for (const shown of [...inPython, query, encodeURIComponent(secret), encodeURIComponent(secret).toLowerCase()]) {
        assert.equal(text(`?key=${shown}&x`), `?key=${mask}&x`);
      }
    });

    it('masks a secret in quotation marks of a shell and of Python', () => {
      const secret = `it's a $ecret`;
      const { text } = make([secret]);
      const inPython = askPython<string[]>(
        'import shlex; answer = [shlex.quote(given), repr(given + chr(34))]',
        secret,
      );
      for (const shown of [...inPython, `'it'\\''s a $ecret'`, `"it's a \\$ecret"`, `it\\'s\\ a\\ \\$ecret`]) {
        assert.doesNotMatch(text(shown), /ecret/, shown);
        assert.doesNotMatch(make([secret]).json(event(JSON.stringify({ res: shown }))), /ecret/, shown);
      }
    });

    it('masks every line of a key, however its lines end, and of a key that became one line', () => {
      const key = '-----BEGIN KEY-----\nQUJDREVGR0g=\nSUpLTE1OT1A=\n-----END KEY-----\n';
      const redactor = make([key]);
      for (const shown of [
        key,
        key.replaceAll('\n', '\r\n'),
        key.trim(),
        `x ${key.split('\n')[2]} y`,
        JSON.stringify(key),
      ]) {
        assert.doesNotMatch(redactor.text(shown), /QUJD|SUpL/);
      }
      assert.doesNotMatch(redactor.json(event(JSON.stringify({ res: { key, lines: key.split('\n') } }))), /QUJD|SUpL/);
    });

    it('masks secrets that overlap or contain each other without leaving a piece of one', () => {
      assert.equal(make(['abcdef', 'xxabc']).text('_xxabcdef_'), `_${mask}_`);
      assert.equal(make(['abcdefgh', 'cdef']).text('abcdefgh cdef'), `${mask} ${mask}`);
      assert.equal(make(['aaaa']).text('aaaaaa'), mask);
    });

    it('leaves alone what is shorter than four characters', () => {
      assert.equal(make(['abc', '', ' ab ']).text('abc ab'), 'abc ab');
    });

    it("masks names of members, and numbers that are a secret as a whole, but no number's piece", () => {
      const data = '{"res":{"topsecret":1,"pin":12345,"more":[12345,123456,-12345]}}';
      const safe = make(['12345', 'topsecret']).json(event(data));
      assert.equal(safe, event(`{"res":{"${mask}":1,"pin":"${mask}","more":["${mask}",123456,-12345]}}`));
    });

    it('leaves alone the names of the event and of its data, though a poor password may be one of them', () => {
      const data = '{"task":"x","host":"x","res":{}}';
      assert.equal(make(['data', 'uuid', 'event', 'task', 'host']).json(event(data)), event(data));
    });

    it('leaves alone the members that name and number the event, though they may match by chance', () => {
      const more = ',"counter":4711,"runner_ident":"4711","parent_uuid":"4711"';
      const data = '{"uuid":"4711","task_uuid":"4711","playbook_uuid":"4711"}';
      assert.equal(make(['4711', '2025-01-01', 'runner_on_ok']).json(event(data, more)), event(data, more));
    });

    it('masks below the event itself also in members that are called uuid, event, pid …', () => {
      const data =
        '{"res":{"event":"hunter2","uuid":"hunter2","x_uuid":["hunter2"],"created":{"pid":"hunter2"}},"event":"hunter2"}';
      assert.doesNotMatch(make(['hunter2']).json(event(data)), /hunter2/);
    });

    it('changes nothing else: spaces, order, doubled names, numbers, escapes', () => {
      const data =
        '{ "b" : 1.0, "a":[1e400, -0,12345678901234567890123], "a":"\\u00e9\\/\\ud800", "c":"hunter2", "d":{} }';
      assert.equal(make(['hunter2']).json(event(data)), event(data.replace('hunter2', mask)));
      assert.equal(make(['absent!']).json(event(data)), event(data));
    });

    it('copes with strings of megabytes', () => {
      const data = `{"a":"${'\\"x'.repeat(1_500_000)}hunter2"}`;
      assert.equal(make(['hunter2']).json(event(data)), event(data.replace('hunter2', mask)));
    });
  });
}

describe('both redactors', () => {
  const letters = ['a', 'b', 'ab', 'ba', 'é', '"', '\\', '\n', '\r\n', ' ', '🎭', '.', '\u0001', '1'];

  function choose(random: Random): { secrets: string[]; texts: string[] } {
    const secrets = Array.from({ length: 1 + random.below(5) }, () => random.text(letters, 3 + random.below(6)));
    const texts = Array.from({ length: 5 }, () => random.text([...letters, ...secrets], random.below(30)));
    return { secrets, texts };
  }

  it('mask the same in random texts with random secrets, in plain text and in JSON', () => {
    for (let seed = 1; seed <= 600; seed += 1) {
      const { secrets, texts } = choose(createRandom(seed));
      const [byValue, byFingerprint] = [makers['values']!(secrets), makers['fingerprints']!(secrets)];
      for (const text of texts) assert.equal(byFingerprint.text(text), byValue.text(text), `seed ${seed}`);
      const json = event(JSON.stringify({ texts, inside: JSON.stringify(texts), [texts[0] ?? '']: 1 }));
      assert.equal(byFingerprint.json(json), byValue.json(json), `seed ${seed}`);
    }
  });

  it('leave valid JSON without the secret, whatever it is', () => {
    for (let seed = 5000; seed <= 5600; seed += 1) {
      const { secrets, texts } = choose(createRandom(seed));
      const found = secrets.filter((secret) => secret.trim().length >= 4).map((secret) => secret.trim());
      for (const [name, make] of Object.entries(makers)) {
        const { text, json } = make(secrets);
        const parsed = JSON.parse(json(event(JSON.stringify({ texts })))) as { event_data: { texts: string[] } };
        for (const [index, plain] of texts.entries()) {
          assert.equal(parsed.event_data.texts[index], text(plain), `${name}, seed ${seed}`);
          for (const secret of found) assert.ok(!text(plain).includes(secret), `${name}, seed ${seed}`);
        }
      }
    }
  });

  it('keep secrets out of what a run leaves on disk for its recovery', () => {
    const left = JSON.stringify(fingerprintSecrets(['hunter2', 'correct horse']));
    assert.doesNotMatch(left, /hunter2|correct horse/);
  });
});
