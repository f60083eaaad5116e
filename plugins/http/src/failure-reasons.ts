const unknownAuthority =
  'its certificate comes from an authority that is not known here; put that authority in a file and name it in runner_http_tls_ca';
const clientCertificate = 'it asks for a client certificate; set runner_http_tls_cert and runner_http_tls_key';
const refusedCertificate =
  'it refused our client certificate; check runner_http_tls_cert, its expiry, and which authorities the receiver trusts';
const otherVersion = 'there is no TLS version in common; check runner_http_tls_min_version';
const noTls = 'it does not speak TLS there; is runner_http_url rather http:// than https://?';
export const noHttp: string = 'its answer is not HTTP; check the port and the scheme of runner_http_url';
const wrongFraming = 'its answer breaks the rules of HTTP';
export const closed: string = 'it closed the connection before it answered';
/** Not every receiver says why it ends a TLS connection. */
export const closedSecure: string = `${closed}; where it wants (another) client certificate, see runner_http_tls_cert`;

/** By the error's code: what happened, and what to do about it. */
export const failureReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there; start the receiver, or check host and port in runner_http_url',
  ENOTFOUND: 'there is no such host; check the name in runner_http_url, and the DNS of this machine',
  EAI_AGAIN: 'the host name cannot be looked up at the moment; check the DNS of this machine',
  EHOSTUNREACH: 'there is no way to that host; check the network and its firewalls',
  ENETUNREACH: 'there is no way to that network; check the network of this machine',
  ETIMEDOUT: 'the connection was lost in silence; check the network and its firewalls',
  ENOENT: 'there is no such socket; start the receiver, or check runner_http_url',
  EACCES: 'this user may not write to the socket; check its permissions',
  ECONNRESET: closed,
  EPIPE: closed,
  UND_ERR_SOCKET: closed,
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time (runner_http_connect_timeout); check the network and its firewalls',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time (runner_http_headers_timeout)',
  UND_ERR_BODY_TIMEOUT: 'no answer in time (runner_http_body_timeout)',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: wrongFraming,
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are larger than 16 KiB',
  ERR_TOO_LATE: 'no answer in time (runner_http_timeout)',
  CERT_HAS_EXPIRED: 'its certificate has expired; it must be renewed, unless the clock of this machine is wrong',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clock of this machine',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID:
    "its certificate is another host's; check the name in runner_http_url, or set runner_http_tls_servername",
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_UNTRUSTED: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: `${clientCertificate}, or it has no cipher in common with us`,
  ERR_SSL_SSL_TLSV1_ALERT_HANDSHAKE_FAILURE: clientCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: refusedCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: refusedCertificate,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: otherVersion,
  ERR_SSL_UNSUPPORTED_PROTOCOL: otherVersion,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME:
    'it does not know that host name; check runner_http_url and runner_http_tls_servername',
  ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME:
    'it does not know that host name; check runner_http_url and runner_http_tls_servername',
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
};
