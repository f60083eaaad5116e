/** A number for each host. Hosts with zero are left out, as Ansible does. */
export type HostCounts = Record<string, number>;

/** How a run ended for each host, as in the event `playbook_on_stats`. */
export interface RunStats {
  skipped: HostCounts;
  ok: HostCounts;
  /** Unreachable. */
  dark: HostCounts;
  failures: HostCounts;
  ignored: HostCounts;
  rescued: HostCounts;
  /** 1 for each host that took part. */
  processed: HostCounts;
  changed: HostCounts;
}
