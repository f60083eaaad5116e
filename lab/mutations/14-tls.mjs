export const mutations = [
  {
    name: "the check of the receiver's certificate",
    file: 'plugins/http/dist/read-tls.js',
    find: 'minVersion, ...(servername',
    replace: 'minVersion, rejectUnauthorized: false, ...(servername',
    rows: [14],
  },
];
