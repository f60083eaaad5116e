// npm test -- [filter …] [--only path] [--all-versions] [--nodes 22,24] [--node-option=value …]
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cache, root } from './setup/paths.mjs';
import { providePeers } from './setup/peers-venv.mjs';
import { provideReceptor } from './setup/provide-receptor.mjs';
import { runMain, SetupError, say } from './setup/say.mjs';
import { setUp, withAnsible } from './setup/set-up.mjs';
import { findTestFiles, toPosix } from './testing/find-test-files.mjs';
import { provideNode } from './testing/provide-node.mjs';
import { readTestArguments } from './testing/read-test-arguments.mjs';
import { runTests } from './testing/run-tests.mjs';

const results = join(cache, 'test');
/** Not asked again on other Nodes: these are about sandboxes and container engines. */
const notOfNode = /\/dist-test\/isolation\//;

await runMain(async () => {
  const { filters, ansible, given, nodes, nodeOptions } = readTestArguments(process.argv.slice(2), process.env);
  const found = await setUp({ ansible: given ? 'none' : ansible });
  const ansibles = given ?? found;
  const files = findTestFiles(filters);
  if (files.length === 0) {
    throw new SetupError('ERR_NO_TESTS', `No test file matches ${filters.join(', ')}: filters are parts of paths`);
  }
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  const peers = await providePeers();
  if (peers) process.env.CALLBOARD_TEST_PEERS ??= peers;
  const receptor = await provideReceptor();
  if (receptor) process.env.CALLBOARD_TEST_RECEPTOR ??= receptor;
  const env = testEnvironment(ansibles);
  say(
    `${count(files.length, 'test file')}, Node ${process.versions.node}, Ansible ${ansibles.map(({ version }) => version).join(', ')}`,
  );
  const kept = resultFiles();
  let code = await runTests(process.execPath, files, { env, nodeOptions, ...kept });
  const ofNode = files.filter((file) => !file.startsWith(join(root, 'scripts')) && !notOfNode.test(toPosix(file)));
  if (ofNode.length > 0) code = (await testOnOtherNodes(nodes, ofNode, ansibles, nodeOptions)) || code;
  if (nodes.length > 0) process.stdout.write(`\n${readFileSync(kept.closing, 'utf8')}`);
  return code;
});

/** The packages' tests with one Ansible, the newest: what differs between versions of Node is our code, not Ansible. */
async function testOnOtherNodes(nodes, files, ansibles, nodeOptions) {
  let code = 0;
  for (const major of nodes) {
    const node = await provideNode(major);
    if (!node) {
      say(`Node ${major} can't be had here: not tested on it`);
      continue;
    }
    say(`the packages on Node ${node.version}, Ansible ${ansibles.at(-1).version}`);
    const env = testEnvironment(ansibles.slice(-1));
    const failed = await runTests(node.path, files, { env, nodeOptions, ...resultFiles(`-node-${major}`) });
    if (failed) say(`tests failed on Node ${node.version}`);
    code ||= failed;
  }
  return code;
}

/** Where the closing lines and the failures are kept, for `.ci/run` to repeat. */
function resultFiles(suffix = '') {
  return { closing: join(results, `closing-lines${suffix}.txt`), failures: join(results, `failures${suffix}.txt`) };
}

/** Tests take the Ansible versions to try from CALLBOARD_TEST_ANSIBLE; a plain `ansible-playbook` is the last of them. */
function testEnvironment(ansibles) {
  const bins = ansibles.map(({ bin }) => bin).join(delimiter);
  return { ...withAnsible(ansibles.at(-1)), CALLBOARD_TEST_ANSIBLE: bins };
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
