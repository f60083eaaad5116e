/** The test runner's closing lines alone: `# tests 12`, `# pass 12`, … */
export default async function* closingReporter(source) {
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic' && data.nesting === 0 && isClosing(data.message)) yield `# ${data.message}\n`;
  }
}

export function isClosing(message) {
  return /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message);
}
