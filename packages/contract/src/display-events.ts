import type { MaybeTaskContext } from './event-context.js';

type DisplayMethod = 'verbose' | 'debug' | 'deprecated' | 'warning' | 'system_warning' | 'error' | 'banner';

/**
 * Text that Ansible showed outside its callbacks. Each method of Ansible's display that had a
 * part in it leaves its name as a flag, so one text can have several: a system warning comes as
 * the event `warning` with both flags. The event is named after the first of `debug`, `verbose`,
 * `deprecated`, `warning`, `system_warning`, `error` that is set, else `verbose`.
 */
export type DisplayData = MaybeTaskContext & { [Method in DisplayMethod]?: true } & {
  /** Host that the text is about, where Ansible says so. */
  remote_addr?: string;
};

/** A warning of Ansible's, or the runner's own notice: then `notice` says which. */
export type WarningData = Omit<DisplayData, 'uuid' | 'warning'> & {
  uuid?: string;
  warning: true;
  /**
   * `unanswered_prompt`: Ansible waits for an answer that nobody here can give. `damaged_event`: an event's data is
   * lost. `lost_events`, `lost_output`: so is the data of events, or text, because something changed the run's own files.
   */
  notice?: string;
  /** What Ansible asks. */
  prompt?: string;
  /** The notice in words. */
  message?: string;
};

/** `event_data` of the events about text. */
export interface DisplayEventData {
  verbose: DisplayData;
  debug: DisplayData & { debug: true };
  deprecated: DisplayData & { deprecated: true };
  warning: WarningData;
  system_warning: DisplayData & { system_warning: true };
  error: DisplayData & { error: true };
}
