/** A record as a receiver got it. */
export interface OfferedRecord {
  /** `<ident>:<n>`. */
  readonly id: string;
  /** What came with it: the same bytes each time. */
  readonly body: string;
}

/** What the receiver is to answer to a message with these records. */
export type Verdict =
  | { readonly answer: 'accept' }
  /** Come again. */
  | { readonly answer: 'retry' }
  /** Never. A receiver that can't name single records refuses the message as a whole. */
  | { readonly answer: 'reject'; readonly ids: readonly string[] }
  /** No answer at all, for as long as the sender waits. */
  | { readonly answer: 'hang' };

/** The receiver calls it once for each message, in the order in which they come, and answers what it says. */
export type Offer = (records: readonly OfferedRecord[]) => Promise<Verdict>;

/** A real receiver of the kind that the sink sends to. */
export interface ConformanceReceiver {
  /** Settings with which the sink finds it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Goes away; who is connected is cut off. */
  stop(): Promise<void>;
  /** Comes back at the same address. */
  start(): Promise<void>;
}

/** Which sink is tested, and what it sends to. */
export interface SinkConformance {
  /** The plugin's package, built. */
  readonly package: URL;
  readonly startReceiver: (offer: Offer) => Promise<ConformanceReceiver>;
  /** Values for its secret settings; they may show up nowhere. */
  readonly secrets?: Readonly<Record<string, string>>;
}
