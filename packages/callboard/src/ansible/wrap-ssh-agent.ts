/**
 * The command inside an ssh-agent of its own that holds the run's key. The key comes through a named pipe and never
 * touches the disk; the pipe is gone before Ansible starts, also where ssh-add refuses the key. The agent is told to
 * end: by itself it would keep the key for up to ten seconds more.
 */
export function wrapInSshAgent(command: readonly string[], keyPipe: string): string[] {
  const remove = `rm -f ${quote(keyPipe)}`;
  const steps = [
    `trap ${quote(`${remove}; kill "$SSH_AGENT_PID"`)} EXIT`,
    `ssh-add ${quote(keyPipe)}`,
    remove,
    command.map(quote).join(' '),
  ];
  return ['ssh-agent', 'sh', '-c', steps.join(' && ')];
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
