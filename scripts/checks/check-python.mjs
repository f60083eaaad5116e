import { findPythons } from '../setup/find-python.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { listFiles } from './list-files.mjs';

// `feature_version` holds the grammar to the oldest Python that we promise, whichever runs here.
const COMPILE = `import ast, sys
failed = 0
for name in sys.argv[1:]:
    try:
        with open(name, 'rb') as file:
            source = file.read()
        ast.parse(source, name, feature_version=(3, 9))
        compile(source, name, 'exec', dont_inherit=True)
    except SyntaxError as error:
        failed = 1
        print(f'{error.filename}:{error.lineno}: {error.msg}')
sys.exit(failed)`;

/** Every Python file compiles, also on the oldest supported version; leaves no files behind. */
export async function checkPython() {
  const [python] = await findPythons();
  if (!python) return { code: 1, output: 'no Python >= 3.9 on PATH' };
  return runCommand(python.path, ['-I', '-W', 'error', '-c', COMPILE, ...listFiles('.py')]);
}
