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
    find: 'if (this.#prefix.startsWith(block.slice(at)))',
    replace: 'if (false)',
    rows: [22],
  },
  {
    name: "the checksums of the spool's lines",
    file: 'packages/callboard/dist/capture/spool-line.js',
    find: 'return crc32(data) === Number.parseInt(line.slice(0, dataStart), 16) ? data : undefined;',
    replace: 'return data;',
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
