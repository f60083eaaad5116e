import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container } from '#callboard/isolation/choose-isolation.js';
import { placeEngineFiles } from '#callboard/isolation/place-engine-files.js';
import { createTranslator } from '#callboard/isolation/translate-paths.js';

const auth = { host: 'registry.example', username: 'me', password: 'hocus pocus', verify_ssl: false };
const makeContainer = (engine: Container['engine']): Container => ({
  kind: 'container',
  engine,
  executable: engine,
  image: 'x',
  mounts: [],
  options: [],
  workdir: undefined,
  auth,
  pull: undefined,
});

test('a login is in files that the engine is told of, and on no command line', () => {
  const token = Buffer.from('me:hocus pocus').toString('base64');
  const podman = placeEngineFiles(makeContainer('podman'), {}, {}, '/m');
  assert.deepEqual(podman.login, ['--authfile=/m/auth.json']);
  assert.deepEqual(JSON.parse(podman.files[1]?.content ?? ''), { auths: { 'registry.example': { auth: token } } });
  assert.match(podman.files[2]?.content ?? '', /location = "registry.example"\ninsecure = true/);
  assert.equal(podman.env['CONTAINERS_REGISTRIES_CONF'], '/m/registries.conf');
  const docker = placeEngineFiles(makeContainer('docker'), {}, {}, '/m');
  assert.deepEqual([docker.login, docker.files[1]?.path], [['--config=/m/config'], '/m/config/config.json']);
});

test("the container's environment doesn't change the engine's own", () => {
  const { files, env } = placeEngineFiles(
    makeContainer('podman'),
    { PATH: '/inside', NEW: 'a\nb' },
    { PATH: '/bin' },
    '/m',
  );
  assert.equal(files[0]?.content, 'PATH=/inside\nNEW\n');
  assert.deepEqual([env['PATH'], env['NEW']], ['/bin', 'a\nb']);
});

test("the host's paths become the container's where they begin a word or an entry", () => {
  const translate = createTranslator([
    { source: '/data', target: '/runner' },
    { source: '/data/project', target: '/elsewhere' },
  ]);
  const texts = {
    '/data': '/runner',
    '/data/a': '/runner/a',
    '@/data/v': '@/runner/v',
    '/x:/data/r:/data/project/r': '/x:/runner/r:/elsewhere/r',
  };
  for (const [text, expected] of Object.entries({
    ...texts,
    '/database': '/database',
    '/a/data': '/a/data',
    'a=/data': 'a=/runner',
  })) {
    assert.equal(translate(text), expected);
  }
});
