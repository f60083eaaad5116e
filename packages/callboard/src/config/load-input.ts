import { constants } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import type { YamlShape } from './parse-yaml.js';

/** How long somebody may take to write into a named pipe. */
const pipeDeadlineMs = 60_000;

/** The text of an input file, or undefined where there is none. Named pipes are read to their end. */
export async function readInputText(path: string, deadlineMs: number = pipeDeadlineMs): Promise<string | undefined> {
  try {
    const about = await stat(path);
    return about.isFIFO() ? await readPipe(path, deadlineMs) : await readFile(path, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined;
    if (thrown instanceof CallboardError) throw thrown;
    throw new CallboardError('ERR_INPUT_FILE', `${path} cannot be read: ${describeThrown(thrown)}.`, { cause: thrown });
  }
}

/** A map from a JSON or YAML file; undefined where there is no file, or nothing in it. */
export async function readInputMap(path: string, shape?: YamlShape): Promise<Record<string, unknown> | undefined> {
  const text = await readInputText(path);
  return text === undefined ? undefined : asMap(path, await parse(path, text, shape));
}

/** As `readInputMap`, in the order of the file: the order of prompts decides. */
export async function readInputEntries(path: string): Promise<[string, unknown][] | undefined> {
  const text = await readInputText(path);
  if (text === undefined) return undefined;
  const parsed = await parse(path, text, { mapAsMap: true });
  if (parsed instanceof Map) return [...parsed].map(([key, value]) => [String(key), value]);
  return Object.entries(asMap(path, parsed) ?? {});
}

async function parse(path: string, text: string, shape?: YamlShape): Promise<unknown> {
  if (!shape && text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // It may still be YAML's flow style.
    }
  }
  const { parseYaml } = await import('./parse-yaml.js');
  try {
    return parseYaml(text, shape);
  } catch (thrown) {
    // Behind its first line it shows the text, which may be a password; so does the error itself.
    const [what = ''] = describeThrown(thrown).split('\n');
    throw new CallboardError('ERR_INPUT_FILE', `${path} is neither JSON nor YAML: ${what.replace(/:$/, '.')}`);
  }
}

function asMap(path: string, value: unknown): Record<string, unknown> | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CallboardError('ERR_INPUT_FILE', `${path} must be a map of names to values, at its top level.`);
}

/**
 * A blocking open would hold a thread for as long as nobody writes, and then the process itself: open without
 * waiting, and look again.
 */
async function readPipe(path: string, deadlineMs: number): Promise<string> {
  const pipe = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunks: Buffer[] = [];
  const deadline = performance.now() + deadlineMs;
  try {
    while (performance.now() < deadline) {
      const chunk = await readAvailable(pipe);
      if (chunk?.length) chunks.push(chunk);
      else if (chunk && chunks.length > 0) return Buffer.concat(chunks).toString('utf8');
      else await wait(20);
    }
  } finally {
    await pipe.close();
  }
  throw new CallboardError(
    'ERR_INPUT_FILE',
    `Nobody wrote into the named pipe ${path} within ${deadlineMs / 1000} seconds. Start its writer first.`,
  );
}

/** Bytes, none at the end of the pipe (or before its first writer), undefined where a writer is still to write. */
async function readAvailable(pipe: Awaited<ReturnType<typeof open>>): Promise<Buffer | undefined> {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  try {
    const { bytesRead } = await pipe.read(buffer, 0, buffer.length, null);
    return buffer.subarray(0, bytesRead);
  } catch (thrown) {
    if (systemCode(thrown) === 'EAGAIN') return undefined;
    throw thrown;
  }
}
