/** How a container is ended: each a whole command line. */
export interface EngineCommands {
  readonly askToEnd: readonly string[];
  readonly kill: readonly string[];
  /** Removes what is left of it, also where it never started. */
  readonly remove: readonly string[];
}
