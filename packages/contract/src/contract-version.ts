/** The version of the contract that these types are. */
export type ContractVersion = 1;

/** Grows when a plugin written for the version before would no longer work. */
export const contractVersion: ContractVersion = 1;
