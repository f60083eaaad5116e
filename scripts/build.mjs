// npm run build
import { build } from './setup/build.mjs';
import { runMain } from './setup/say.mjs';

await runMain(build);
