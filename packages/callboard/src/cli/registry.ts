import type { Command } from 'commander';

/** What a command's file exports. */
export interface CommandModule {
  /** Adds its arguments, options, examples and action; `conclude` takes the exit code. */
  readonly define: (command: Command, conclude: (code: number) => void) => void;
}

export interface CommandEntry {
  /** Two words where it belongs to another command, which stands before it. */
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order of the help. Only the one that is called is loaded. */
export const registry: readonly CommandEntry[] = [
  { name: 'run', summary: 'run Ansible and wait for its end', load: () => import('./commands/run.js') },
  { name: 'start', summary: 'run Ansible in the background', load: () => import('./commands/start.js') },
  { name: 'stop', summary: 'stop what `start` started', load: () => import('./commands/stop.js') },
  { name: 'is-alive', summary: 'say whether it still runs', load: () => import('./commands/is-alive.js') },
  { name: 'transmit', summary: 'send a job to a worker elsewhere', load: () => import('./commands/transmit.js') },
  { name: 'worker', summary: 'receive a job, run it, and send back', load: () => import('./commands/worker.js') },
  {
    name: 'worker cleanup',
    summary: 'remove what workers have left',
    load: () => import('./commands/worker-cleanup.js'),
  },
  { name: 'process', summary: 'receive what a worker says, as a run', load: () => import('./commands/process.js') },
  { name: 'runs', summary: 'list the runs of a directory', load: () => import('./commands/runs.js') },
  { name: 'show', summary: 'sum up one run', load: () => import('./commands/show.js') },
  { name: 'events', summary: 'read the events of a run', load: () => import('./commands/events.js') },
  { name: 'plugins', summary: 'list plugins and whether they serve', load: () => import('./commands/plugins.js') },
  { name: 'plugins test', summary: 'try a plugin without Ansible', load: () => import('./commands/plugins-test.js') },
  {
    name: 'plugins new',
    summary: 'write a plugin package to begin with',
    load: () => import('./commands/plugins-new.js'),
  },
  {
    name: 'deliveries',
    summary: 'show what each sink has got of each run',
    load: () => import('./commands/deliveries.js'),
  },
  { name: 'deliver', summary: 'deliver what is owed, or once more', load: () => import('./commands/deliver.js') },
  { name: 'listen', summary: 'receive records, to try a sink', load: () => import('./commands/listen.js') },
];
