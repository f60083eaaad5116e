import type { MaybeTaskContext } from './event-context.js';

/** Names of Ansible 1's callbacks: accepted and passed on, though no supported Ansible sends them. */
export interface LegacyEventData {
  runner_on_no_hosts: MaybeTaskContext;
  playbook_on_setup: MaybeTaskContext;
  playbook_on_import_for_host: MaybeTaskContext;
  playbook_on_not_import_for_host: MaybeTaskContext;
}
