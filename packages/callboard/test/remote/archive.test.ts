import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { packDirectory } from '#callboard/remote/archive/pack-directory.js';
import { openScratchFile } from '#callboard/remote/archive/scratch-file.js';
import { type UnpackOptions, unpackArchive } from '#callboard/remote/archive/unpack-archive.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { fifo, link, makeZip, type ZipEntry } from './make-zip.js';

/** Everything below a directory as `ls` sees it: modes, sizes, times, targets of links. */
function list(root: string): string {
  return execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P %M %l %Ts\n'], { cwd: root })
    .toString()
    .split('\n')
    .sort()
    .join('\n');
}

async function unpack(zip: Buffer, directory: string, options?: UnpackOptions): Promise<void> {
  const archive = await openScratchFile();
  try {
    await archive.appendFile(zip);
    await unpackArchive(archive, directory, options);
  } finally {
    await archive.close();
  }
}

async function roundTrip(
  from: string,
  leaveOut?: (path: string) => boolean,
): Promise<{ to: string; skipped: readonly string[] }> {
  const to = makeTemporaryDir();
  const { archive, skipped } = await packDirectory(from, { ...(leaveOut && { leaveOut }) });
  await unpackArchive(archive, to);
  await archive.close();
  return { to, skipped };
}

describe('packing and unpacking', () => {
  test('names that begin with two dots are inside, as Kubernetes mounts configuration', async () => {
    const from = makeTemporaryDir();
    mkdirSync(join(from, 'inventory/..2026_11_25'), { recursive: true });
    writeFileSync(join(from, 'inventory/..2026_11_25/hosts'), 'localhost');
    symlinkSync('..2026_11_25', join(from, 'inventory/..data'));
    symlinkSync('..data/hosts', join(from, 'inventory/hosts'));
    symlinkSync(join(from, 'inventory/..data/hosts'), join(from, 'absolute'));
    symlinkSync(join(from, 'inventory/..data'), join(from, '..whole'));
    symlinkSync(join(from, '..whole/hosts'), join(from, 'again'));
    const { to } = await roundTrip(from);
    assert.equal(readFileSync(join(to, 'inventory/hosts'), 'utf8'), 'localhost');
    for (const name of ['absolute', '..whole/hosts', 'again'])
      assert.equal(readFileSync(join(to, name), 'utf8'), 'localhost', name);
    assert.equal(readlinkSync(join(to, 'again')), '..whole/hosts');
  });

  test('modes, times, links, empty directories and odd names are the same', async () => {
    const from = makeTemporaryDir();
    for (const name of ['empty', 'deep/er', 'shut']) mkdirSync(join(from, name), { recursive: true });
    writeFileSync(join(from, 'deep/er/run.sh'), '#!/bin/sh\n');
    writeFileSync(join(from, 'shut/ünïcode 🎭 "quoted"'), 'x'.repeat(100_000));
    writeFileSync(join(from, 'nothing'), '');
    symlinkSync('deep/er/run.sh', join(from, 'link'));
    symlinkSync('nowhere', join(from, 'dangling'));
    symlinkSync('../deep', join(from, 'shut/up'));
    chmodSync(join(from, 'deep/er/run.sh'), 0o755);
    utimesSync(join(from, 'nothing'), 1_700_000_001, 1_700_000_001);
    chmodSync(join(from, 'shut'), 0o500);
    const { to } = await roundTrip(from);
    assert.equal(list(to), list(from));
    execFileSync('diff', ['-r', '--no-dereference', from, to]);
  });

  test('what named pipes under env/ give is sent; other pipes are named', async () => {
    const from = makeTemporaryDir();
    mkdirSync(join(from, 'env'));
    execFileSync('mkfifo', [join(from, 'env/ssh_key'), join(from, 'stray')]);
    const [{ to, skipped }] = await Promise.all([roundTrip(from), feed(join(from, 'env/ssh_key'), 'the key\n')]);
    assert.equal(readFileSync(join(to, 'env/ssh_key'), 'utf8'), 'the key\n');
    assert.deepEqual(skipped, ['stray']);
  });

  test('an absolute link to something inside leads there from its new place', async () => {
    const from = makeTemporaryDir();
    mkdirSync(join(from, 'a/b'), { recursive: true });
    writeFileSync(join(from, 'target'), 'found');
    symlinkSync(join(from, 'target'), join(from, 'a/b/link'));
    const { to } = await roundTrip(from);
    assert.equal(readFileSync(join(to, 'a/b/link'), 'utf8'), 'found');
  });

  test('a file of more than 4 GiB arrives', async () => {
    const from = makeTemporaryDir();
    const size = 2 ** 32 + 12_345;
    writeFileSync(join(from, 'large'), 'begin');
    truncateSync(join(from, 'large'), size);
    const { archive } = await packDirectory(from);
    const wanted: string[] = [];
    await unpackArchive(archive, makeTemporaryDir(), { wants: (path) => wanted.push(path) < 0 });
    await assertDeclares(archive, size);
    await archive.close();
    assert.deepEqual(wanted, ['large']);
  });

  test('a directory in which something changes meanwhile is an error', async () => {
    const from = makeTemporaryDir();
    writeFileSync(join(from, 'back\\slash'), '');
    await assert.rejects(packDirectory(from), { code: 'ERR_ARCHIVE', message: /back.*slash/ });
  });
});

/** By Python, which reads zips of that size, too. */
async function assertDeclares(archive: FileHandle, size: number): Promise<void> {
  const path = `/proc/${process.pid}/fd/${archive.fd}`;
  const script = 'import sys, zipfile; print([i.file_size for i in zipfile.ZipFile(sys.argv[1]).infolist()])';
  assert.equal(execFileSync('python3', ['-c', script, path]).toString().trim(), `[${size}]`);
}

async function feed(path: string, text: string): Promise<void> {
  const { open } = await import('node:fs/promises');
  const pipe = await open(path, 'w');
  await pipe.writeFile(text);
  await pipe.close();
}

const megabyte = Buffer.alloc(2 ** 20);
const file = (name: string): ZipEntry => ({ name, data: 'evil' });
const attacks: readonly (readonly [
  what: string,
  entries: readonly ZipEntry[],
  message: RegExp,
  options?: UnpackOptions,
])[] = [
  ['leads out by ..', [file('../evil')], /leads out/],
  ['leads out by .. further in', [file('a/../../evil')], /leads out/],
  ['stays inside by ..', [file('a/../evil')], /leads out/],
  ['is absolute', [file('/tmp/evil')], /absolute/],
  ['has a NUL', [file('a\0b')], /NUL/],
  ['is empty', [file('./.')], /none/],
  ['is too long', [file('a/'.repeat(4000))], /too long/],
  ['is there twice', [file('a'), file('./a')], /twice/],
  ['links out', [{ name: 'a', data: '../evil', mode: link }], /out of the directory/],
  ['links to an absolute path', [{ name: 'a', data: '/etc/passwd', mode: link }], /out of the directory/],
  ['links out, further in', [{ name: 'a/b', data: '../../evil', mode: link }], /out of the directory/],
  [
    'links out by another link',
    [
      { name: 'd/e', data: '..', mode: link },
      { name: 'f', data: 'd/e/../x', mode: link },
    ],
    /out of the directory/,
  ],
  [
    'writes through a link',
    [
      { name: 'a', data: '.', mode: link },
      { name: 'a/b', data: 'evil' },
    ],
    /behind the link/,
  ],
  ['writes below a file', [file('a'), file('a/b')], /behind the file/],
  ['has a link whose target is too long', [{ name: 'a', data: 'b'.repeat(5000), mode: link }], /too long/],
  ['is a named pipe', [{ name: 'a', mode: fifo }], /neither/],
  ['is a device', [{ name: 'a', mode: 0o020666 }], /neither/],
  ['is encrypted', [{ ...file('a'), flags: 0x801, method: 8 }], /encrypted/],
  ['is packed in an unknown way', [{ ...file('a'), method: 12 }], /method 12/],
  ['says another checksum', [{ ...file('a'), crc: 1 }], /damaged/],
  ['says to be longer', [{ ...file('a'), size: 5, packedSize: 5 }], /refused/],
  ['unpacks to more than it says', [{ name: 'a', data: deflateRawSync(megabyte), method: 8, size: 10 }], /refused/],
  [
    'unpacks to a thousand times its size',
    [{ name: 'a', data: deflateRawSync(megabyte), method: 8, size: 2 ** 20 }],
    /200 times/,
    { limits: { bytesAtAnyRatio: 1000 } },
  ],
  [
    'is more than there is room for',
    [{ ...file('a'), size: 0xfffffff0, method: 8 }],
    /room/,
    { limits: { bytes: 2 ** 30 } },
  ],
  ['has too many entries', [file('a'), file('b'), file('c')], /more than 2/, { limits: { entries: 2 } }],
  [
    'lies over another',
    [
      { name: 'a', data: megabyte },
      { name: 'b', size: 2 ** 20, packedSize: 2 ** 20, crc: 1, offset: 0 },
    ],
    /one over the other|refused/,
  ],
];

describe('an archive is refused whole', () => {
  for (const [what, entries, message, options] of attacks) {
    test(`an entry that ${what}`, async () => {
      const around = makeTemporaryDir();
      const directory = join(around, 'inside');
      mkdirSync(directory);
      const zip = makeZip([...entries, file('innocent')]);
      await assert.rejects(unpack(zip, directory, options), { code: 'ERR_ARCHIVE', message });
      assert.deepEqual(readdirSync(around), ['inside'], 'nothing outside');
      // Only damaged data shows when it is unpacked.
      if (!/damaged|refused/.test(message.source)) assert.deepEqual(readdirSync(directory), [], 'nothing at all');
    });
  }

  test('links that are there already are not written through', async () => {
    const [directory, elsewhere] = [makeTemporaryDir(), makeTemporaryDir()];
    symlinkSync(elsewhere, join(directory, 'out'));
    symlinkSync(join(elsewhere, 'file'), join(directory, 'file'));
    await assert.rejects(unpack(makeZip([file('out/evil')]), directory), { code: 'ERR_ARCHIVE' });
    await assert.rejects(unpack(makeZip([{ name: 'a', data: 'out/x', mode: link }]), directory), {
      code: 'ERR_ARCHIVE',
    });
    await unpack(makeZip([file('file')]), directory);
    assert.equal(readFileSync(join(directory, 'file'), 'utf8'), 'evil');
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  test('flipped and cut anywhere, nothing is written outside and nothing but ERR_ARCHIVE is thrown', async () => {
    const zip = makeZip([file('a/b'), { name: 'link', data: 'a/b', mode: link }, file('c')]);
    for (let at = 0; at < zip.length; at += 1) {
      const around = makeTemporaryDir();
      const directory = join(around, 'inside');
      mkdirSync(directory);
      const flipped = Buffer.from(zip);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      for (const broken of [flipped, zip.subarray(0, at)]) {
        await unpack(broken, directory).catch((thrown) => assert.equal(thrown.code, 'ERR_ARCHIVE', `${at}: ${thrown}`));
      }
      assert.deepEqual(readdirSync(around), ['inside']);
      assert.equal(existsSync('/tmp/evil'), false);
    }
  });
});
