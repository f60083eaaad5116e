import { fileURLToPath } from 'node:url';

/** Where this package lies. The bundled command lies beside this file, so that it holds there, too. */
export const packageRoot: string = fileURLToPath(new URL('..', import.meta.url));
