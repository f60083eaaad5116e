import type { JsonObject, JsonValue } from './json.js';

/**
 * What a module or action returned. The keys here are Ansible's conventions; a module may add
 * others and may break them, so the JSON Schema asks for an object and no more.
 * `no_log` leaves only `censored`.
 */
export interface TaskResult extends JsonObject {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly skipped?: boolean;
  readonly unreachable?: boolean;
  /** Usually text; `debug` puts any value here. */
  readonly msg?: JsonValue;
  readonly rc?: number;
  readonly stdout?: string;
  readonly stdout_lines?: readonly string[];
  readonly stderr?: string;
  readonly stderr_lines?: readonly string[];
  /** One result for each item of a loop. */
  readonly results?: readonly TaskResult[];
  /** The loop's item, under the name that `ansible_loop_var` says. */
  readonly item?: JsonValue;
  readonly ansible_loop_var?: string;
  readonly ansible_facts?: JsonObject;
  readonly ansible_job_id?: string;
  readonly attempts?: number;
  readonly retries?: number;
  readonly skip_reason?: string;
  readonly false_condition?: JsonValue;
  readonly exception?: JsonValue;
  readonly warnings?: readonly JsonValue[];
  readonly deprecations?: readonly JsonValue[];
  readonly diff?: FileDiff | readonly FileDiff[];
  readonly invocation?: JsonObject;
  readonly censored?: string;
}

/** One difference that a task made or would make. */
export interface FileDiff extends JsonObject {
  /** Text, or a structure that Ansible shows as JSON. */
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly before_header?: string;
  readonly after_header?: string;
  /** A diff that the module made itself. */
  readonly prepared?: string;
}

/** Says that `res` was longer than `MAX_EVENT_RES` and was replaced by `{}`. Both in characters. */
export interface ResultTruncation {
  size: number;
  limit: number;
}

/** `res`, and beside it what happened if it was too long. */
export interface WithResult {
  res: TaskResult;
  res_truncated?: ResultTruncation;
}
