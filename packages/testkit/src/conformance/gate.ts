/** A promise that is resolved from outside. (Node 20 has no Promise.withResolvers.) */
export interface Gate {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

export function makeGate(): Gate {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
