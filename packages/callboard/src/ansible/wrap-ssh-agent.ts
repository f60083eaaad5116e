export interface AgentPlace {
  /** In a sandbox or container whatever is left ends with the command, the agent too. */
  readonly endsWithCommand: boolean;
}

/**
 * The command inside an ssh-agent of its own that holds the run's key. The key comes through a named pipe and never
 * touches the disk; the pipe is gone before Ansible starts, also where ssh-add refuses the key. The agent is told to
 * end: by itself it would keep the key for up to ten seconds more.
 */
export function wrapInSshAgent(command: readonly string[], keyPipe: string, place?: AgentPlace): string[] {
  const remove = `rm -f ${quote(keyPipe)}`;
  const run = command.map(quote).join(' ');
  const steps = [
    `trap ${quote(`${remove}; kill "$SSH_AGENT_PID"`)} EXIT`,
    `ssh-add ${quote(keyPipe)}`,
    remove,
    // A shell between would keep a container's signals from Ansible.
    place?.endsWithCommand ? `exec ${run}` : run,
  ];
  return ['ssh-agent', 'sh', '-c', steps.join(' && ')];
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
