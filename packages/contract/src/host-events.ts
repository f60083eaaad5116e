import type { TaskContext } from './event-context.js';
import type { FileDiff, WithResult } from './task-result.js';

interface HostData extends TaskContext {
  /** Name in the inventory. */
  host: string;
}

/** ISO times and seconds; null when Ansible did not say that the host had started. */
interface Timing {
  start: string | null;
  end: string | null;
  duration: number | null;
}

interface HostOutcomeData extends HostData, Timing {
  /** `ansible_host`, or the name in the inventory. */
  remote_addr: string;
}

interface Looped {
  /** The kind of loop (`items`, `dict` …); null without one, and for the keyword `loop`. */
  event_loop: string | null;
}

interface OkData extends HostOutcomeData, WithResult, Looped {}

interface FailedData extends HostOutcomeData, WithResult, Looped {
  /** True: the play goes on. Null where the task does not say. */
  ignore_errors: boolean | null;
}

/** The peer leaves `res` out here, so it is optional. */
interface SkippedData extends HostOutcomeData, Partial<WithResult>, Looped {}

interface UnreachableData extends HostOutcomeData, WithResult {}

interface ItemData extends HostData, WithResult {}

interface AsyncData extends HostData, WithResult {
  /** The job's id on the host. */
  jid: string | null;
}

interface FileDiffData extends HostData {
  /** By convention, like the keys of `res`: the schema takes any value. Null when nothing differs. */
  diff: FileDiff | readonly FileDiff[] | null;
}

/** `event_data` of the events about one task on one host. */
export interface HostEventData {
  runner_on_start: HostData;
  runner_on_ok: OkData;
  runner_on_failed: FailedData;
  runner_on_skipped: SkippedData;
  runner_on_unreachable: UnreachableData;
  runner_item_on_ok: ItemData;
  runner_item_on_failed: ItemData;
  runner_item_on_skipped: ItemData;
  runner_retry: ItemData;
  runner_on_file_diff: FileDiffData;
  runner_on_async_poll: AsyncData;
  runner_on_async_ok: AsyncData;
  runner_on_async_failed: AsyncData;
}
