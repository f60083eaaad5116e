export const mutations = [
  {
    name: "the checksums of a journal's lines",
    file: 'packages/callboard/dist/journal/record.js',
    find: 'if (line.toString(\'latin1\', bodyEnd) !== `,"crc":"${checksum(line.subarray(0, bodyEnd))}"}`)',
    replace: 'if (false)',
    rows: [21],
  },
  {
    name: 'the waiting for the rest of a torn mark',
    file: 'packages/callboard/dist/capture/scan-marks.js',
    find: 'if (this.#prefix.subarray(0, tail.length).equals(tail))',
    replace: 'if (false)',
    rows: [22],
  },
  {
    name: "the refusal of names that lead out of an archive's directory",
    file: 'packages/callboard/dist/remote/archive/read-entry.js',
    find: "if (parts.includes('..'))",
    replace: 'if (false)',
    rows: [23],
  },
  {
    name: 'the explanation of a file that is neither JSON nor YAML',
    file: 'packages/callboard/dist/config/load-input.js',
    find: "throw new CallboardError('ERR_INPUT_FILE', `${path} is neither",
    replace: "throw thrown; new CallboardError('ERR_INPUT_FILE', `${path} is neither",
    rows: [24],
  },
];
