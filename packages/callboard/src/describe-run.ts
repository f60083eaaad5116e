import type { JsonObject, RunnerConfig, StartingStatus } from '@callboard/contract';
import type { Plan } from './config/prepare.js';
import { mask } from './redact/mask-spans.js';
import { nameSaysSecret } from './redact/name-secrets.js';
import type { Redactor } from './redact/redact.js';

/** The first status: what runs, where, and with which environment. No secrets: names that say so hide any value. */
export function describeStarting(plan: Plan, redactor: Redactor): StartingStatus {
  const env = Object.entries(plan.env)
    .filter(([name]) => !name.startsWith('CALLBOARD_'))
    .map(([name, value]) => [name, isSecret(plan, name) ? mask : redactor.text(value)]);
  return {
    status: 'starting',
    runner_ident: plan.ident,
    command: plan.command.map((word) => redactor.text(word)),
    env: Object.fromEntries(env) as Record<string, string>,
    cwd: plan.cwd,
  };
}

export function describeForHandlers(plan: Plan, redactor: Redactor): RunnerConfig {
  const { ident, privateDataDir, artifactDir, projectDir, cwd, settings } = plan;
  const command = plan.command.map((word) => redactor.text(word));
  return { ident, privateDataDir, artifactDir, projectDir, cwd, command, settings: settings.all as JsonObject };
}

function isSecret({ settings }: Plan, name: string): boolean {
  return nameSaysSecret(name, settings.redact.names);
}
