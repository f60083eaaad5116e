import { basename } from 'node:path';

/** What a command runs, in a word or two: its playbook, or its module. */
export function nameTarget(command: readonly string[], playbook: string | undefined): string | undefined {
  const words = unwrap(command);
  const module = basename(words[0] ?? '') === 'ansible' ? words[words.indexOf('-m') + 1] : undefined;
  if (module !== undefined) return `-m ${module}`;
  const named = playbook ?? (basename(words[0] ?? '') === 'ansible-playbook' ? words.at(-1) : words[0]);
  if (named === undefined) return undefined;
  return /^\.main-.*\.json$/.test(basename(named)) ? '(inline)' : named;
}

/** Inside of an ssh-agent the command is one of a shell. */
function unwrap(command: readonly string[]): readonly string[] {
  if (basename(command[0] ?? '') !== 'ssh-agent') return command;
  return (command.at(-1) ?? '').split(' && ').at(-1)?.split(' ') ?? command;
}
