/**
 * What the fake Ansible does. It is the fake's playbook, as JSON; each member is also an option of its own
 * (`--text-bytes 100`), which wins.
 */
export interface Scenario {
  /** How many events, the final statistics not counted. @defaultValue 10 */
  readonly events?: number;
  /** Of each event's text. @defaultValue 60 */
  readonly textBytes?: number;
  /** Of each event's result, beyond the usual. */
  readonly dataBytes?: number;
  /** A seed: texts of all kinds and sizes instead of equal ones, some outside events. */
  readonly variety?: number;
  /** Milliseconds after each event. */
  readonly delayMs?: number;
  /** Events to a write; many for speed. Then there is no variety and no oracle. @defaultValue 1 */
  readonly batch?: number;
  /** The terminal is written in pieces of that size, so that marks are torn. */
  readonly chunkBytes?: number;
  /** A line that belongs to no event, after every so many events. */
  readonly outsideEvery?: number;
  /** A mark of another run, after every so many events. */
  readonly foreignEvery?: number;
  /** Every so many, an event's text holds a mark of the run's own that is torn or says nonsense. */
  readonly tornEvery?: number;
  /** Events (from 1) whose marks and text never reach the terminal. */
  readonly dropMarks?: readonly number[];
  /** Every so many, an event's text and marks go to stderr. */
  readonly stderrEvery?: number;
  /** ASCII text in every event's text and data. */
  readonly say?: string;
  /** Whether `playbook_on_stats` comes at the end. @defaultValue true */
  readonly stats?: boolean;
  /** Printed to stderr at the end. */
  readonly stderr?: string;
  /** A prompt, before everything else. The answer's length is shown, never the answer. */
  readonly ask?: string;
  readonly ignoreSigterm?: boolean;
  /** A file that gets the pid of a grandchild in a session of its own that ignores SIGTERM. */
  readonly flee?: string;
  /** Seconds to stay after all was said. */
  readonly linger?: number;
  /** A file that gets a copy of all that was said; `readOracle` reads it. */
  readonly oracle?: string;
  readonly exitCode?: number;
  /** A signal's name: how the fake ends, instead of an exit code. */
  readonly killedBy?: string;
}
