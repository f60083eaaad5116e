/** Names and types of every setting. The first three, with their variables, are those of Python's plugin. */
export const settings = {
  runner_http_url: {
    type: 'string',
    required: true,
    description:
      'Where records are sent: an http or https URL, or a unix socket (its path, unix:///path, http+unix://%2Fpath/…).',
  },
  runner_http_path: {
    type: 'string',
    description: 'The path of the request behind a unix socket; without meaning for http and https.',
  },
  runner_http_headers: {
    type: 'object',
    env: false,
    secret: 'by-name',
    description: 'More headers for each request, by name.',
  },
  runner_http_format: {
    type: 'string',
    enum: ['json', 'json-array', 'ndjson', 'cloudevents', 'cloudevents-binary', 'cloudevents-batch'],
    default: 'json',
    description: 'What a request holds: one record as it is, several as a JSON array or as lines, or CloudEvents 1.0.',
  },
  runner_http_source: {
    type: 'string',
    description: 'The `source` of CloudEvents, a URI; //<host name>/callboard when not set.',
  },
  runner_http_token: {
    type: 'string',
    secret: true,
    description: 'A bearer token, sent as Authorization.',
  },
  runner_http_token_file: {
    type: 'string',
    description: 'A file that holds the bearer token; it is read again when it changes.',
  },
  runner_http_signing_keys: {
    type: 'any',
    secret: true,
    description:
      'Keys that sign each request as Standard Webhooks say: whsec_… (HMAC) or whsk_… (ed25519); several while one replaces another.',
  },
  runner_http_gzip_from: {
    type: 'integer',
    description: 'Bodies of this many bytes and more are sent gzipped; none when not set.',
  },
  runner_http_connect_timeout: {
    type: 'number',
    default: 10,
    description: 'Seconds to connect, TLS included.',
  },
  runner_http_headers_timeout: {
    type: 'number',
    default: 20,
    description: 'Seconds from the request to the headers of its answer.',
  },
  runner_http_body_timeout: {
    type: 'number',
    default: 5,
    description: 'Seconds between two pieces of the answer.',
  },
  runner_http_timeout: {
    type: 'number',
    default: 25,
    description: 'Seconds for one request and its answer, all in all.',
  },
  runner_http_retry_after_max: {
    type: 'number',
    default: 300,
    description: 'Seconds that a Retry-After is heeded at most.',
  },
  runner_http_reject_statuses: {
    type: 'any',
    default: [400, 413, 422],
    description:
      'Status codes that speak of the records and not of the way to send them: what they are about becomes a dead letter.',
  },
  runner_http_tls_ca: {
    type: 'string',
    description: 'A PEM file of the authorities to trust, instead of those that Node knows.',
  },
  runner_http_tls_cert: {
    type: 'string',
    description: "A PEM file with the client's certificate.",
  },
  runner_http_tls_key: {
    type: 'string',
    description: 'A PEM file with its key; the file of the certificate when not set.',
  },
  runner_http_tls_key_passphrase: {
    type: 'string',
    secret: true,
    description: 'What the key is encrypted with.',
  },
  runner_http_tls_servername: {
    type: 'string',
    description: "The name that the receiver's certificate must have, where it isn't the URL's host.",
  },
  runner_http_tls_min_version: {
    type: 'string',
    enum: ['TLSv1.2', 'TLSv1.3'],
    default: 'TLSv1.2',
    description: 'The oldest version of TLS that is spoken.',
  },
  runner_http_proxy: {
    type: 'string',
    description: "A proxy's URL, or `none`; HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY decide when not set.",
  },
  runner_http_allowed_hosts: {
    type: 'any',
    description: 'The only hosts (name, name:port, *.domain, path of a socket) that may be sent to.',
  },
} as const;

export type HttpSchema = typeof settings;
