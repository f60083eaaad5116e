/** The maps of variables in inline plays: `vars` of plays, roles, blocks and tasks. */
export function listVariables(plays: unknown): unknown[] {
  if (Array.isArray(plays)) return plays.flatMap(listVariables);
  if (plays === null || typeof plays !== 'object') return [];
  return Object.entries(plays).flatMap(([key, value]) => (key === 'vars' ? [value] : listVariables(value)));
}
