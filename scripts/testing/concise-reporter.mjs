import { isClosing } from './closing-reporter.mjs';
import { describeFailure, shorten } from './describe-failure.mjs';

/**
 * One line a test file, every failure in full, the runner's closing lines: for logs, where a line a test is too much.
 */
export default async function* conciseReporter(source) {
  const files = new Map();
  let shown;
  for await (const { type, data } of source) {
    if (type === 'test:pass' || type === 'test:fail') {
      // A suite comes after its tests, and its own file may be a helper's that made it.
      const file = (data.details.type === 'suite' && shown) || data.file;
      if (shown && shown !== file) yield* closeFile(files, shown);
      shown = file;
      note(files, { ...data, file }, type === 'test:pass');
      if (type === 'test:fail') yield describeFailure(data);
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    } else if (type === 'test:diagnostic' && data.nesting === 0 && isClosing(data.message)) {
      if (shown) yield* closeFile(files, shown);
      shown = undefined;
      yield `# ${data.message}\n`;
    }
  }
}

// A file comes back when its tests are reported in parts; it then has another line.
function* closeFile(files, file) {
  const { passed, failed, skipped, ms } = files.get(file);
  files.delete(file);
  const counts = [`${passed} passed`, skipped && `${skipped} skipped`, failed && `${failed} failed`].filter(Boolean);
  yield `${failed ? '✗' : '✓'} ${shorten(file)} (${counts.join(', ')}, ${(ms / 1000).toFixed(1)} s)\n`;
}

function note(files, { file, nesting, details, skip }, passed) {
  const counts = files.get(file) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
  files.set(file, counts);
  if (nesting === 0) counts.ms += details.duration_ms;
  if (details.type === 'suite') return;
  if (skip !== undefined) counts.skipped++;
  else if (passed) counts.passed++;
  else counts.failed++;
}
