import { describeFailure } from './describe-failure.mjs';

/** The failures alone, each in full: to be repeated at the end of a log, of which not all may be kept. */
export default async function* failuresReporter(source) {
  for await (const { type, data } of source) {
    if (type === 'test:fail') yield describeFailure(data);
  }
}
