import type { SettingsOf } from '@callboard/contract';
import type { HttpSchema } from './settings.js';

/** Times in milliseconds, sizes in bytes. */
export interface Limits {
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly timeoutMs: number;
  readonly retryAfterMaxMs: number;
  /** Bodies from this size on are compressed. */
  readonly gzipFrom: number;
}

/** Checks every setting that is a number. Throws where one makes no sense. */
export function readLimits(settings: SettingsOf<HttpSchema>): Limits {
  const readMs = (name: Named<number>, least: number): number => {
    const seconds = settings[name];
    if (seconds >= least && seconds <= 86_400) return seconds * 1000;
    throw new Error(`${name} must be at least ${least} and at most 86400 (seconds).`);
  };
  const gzipFrom = settings.runner_http_gzip_from ?? Infinity;
  if (gzipFrom < 0) throw new Error('runner_http_gzip_from must be 0 or more (bytes).');
  return {
    connectTimeoutMs: readMs('runner_http_connect_timeout', 0.001),
    headersTimeoutMs: readMs('runner_http_headers_timeout', 0.001),
    bodyTimeoutMs: readMs('runner_http_body_timeout', 0.001),
    timeoutMs: readMs('runner_http_timeout', 0.001),
    retryAfterMaxMs: readMs('runner_http_retry_after_max', 0),
    gzipFrom,
  };
}

type Named<Type> = {
  [Name in keyof HttpSchema]: SettingsOf<HttpSchema>[Name] extends Type ? Name : never;
}[keyof HttpSchema];
