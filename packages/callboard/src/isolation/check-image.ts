import { CallboardError } from '../errors.js';
import type { Container } from './choose-isolation.js';
import { probe } from './probe.js';

/** Whether the engine answers, and has the image where it is not to be pulled. */
export async function checkImage({ engine, executable, image, pull }: Container): Promise<void> {
  const found = await probe(executable, ['image', 'inspect', '--format', '{{.Id}}', image]);
  if (found.succeeded) return;
  const answer = await probe(executable, ['info']);
  if (!answer.succeeded) {
    throw new CallboardError(
      'ERR_ISOLATION_UNUSABLE',
      `${executable} does not work here: ${answer.complaint}. \`${engine} info\` must succeed.`,
    );
  }
  if (pull !== 'never') return;
  throw new CallboardError(
    'ERR_CONTAINER_IMAGE',
    `There is no image ${image} here, and \`containerPull\` is never. Run \`${engine} pull ${image}\`, or allow it to be pulled.`,
  );
}
