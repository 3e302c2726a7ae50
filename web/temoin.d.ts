/**
 * Témoin in the page: what it offers to the site's own scripts.
 *
 * Ask through the queue, anywhere in the page. What is in it runs once `temoin.js`
 * is there: the first call fetches it.
 *
 * ```js
 * (window.temoin = window.temoin || []).push((t) => {
 *   t.when("audience").then(() => startMeasuring());
 * });
 * ```
 */

/** A recorded choice of the page's revision, as its cookie tells it. */
export interface Choice {
  /** The record's identifier, 26 characters; its proof is public to whoever holds it. */
  readonly id: string;
  readonly decidedAt: Date;
  /** The digest of what was consented to; another revision is no choice. */
  readonly revision: string;
  /** Purposes. One never asked about is in neither list. */
  readonly granted: readonly string[];
  readonly refused: readonly string[];
  /** Services that differ from their purpose: `"+youtube"`, `"-vimeo"`. */
  readonly exceptions: readonly string[];
}

export interface Temoin {
  /** The choice in force, or null: then only what is exempt may run. */
  choice(): Choice | null;

  /**
   * Accepts exactly these purposes, hence refuses the others; all without a list.
   * Resolves when the choice is recorded and the page has settled, with the
   * choice now in force; rejects when it could not be recorded, after three tries.
   * So do the next three.
   */
  accept(purposes?: readonly string[]): Promise<Choice | null>;
  refuse(): Promise<Choice | null>;
  /** Accepts one service and leaves the rest as it is. */
  acceptService(service: string): Promise<Choice | null>;
  withdraw(): Promise<Choice | null>;

  /** Shows the notice, again or for the first time; rejects when the server does not give it. */
  show(): Promise<void>;
  /** Opens the preferences; rejects when the server does not give them. */
  preferences(): Promise<void>;

  /** Resolves when the purpose is granted, at once if it is; never rejects. */
  when(purpose: string): Promise<Choice>;
  /**
   * Calls back after each choice, and now if there is one. Null when the choice
   * ended in another page. Returns what stops it.
   */
  on(name: "choice", listener: (choice: Choice | null) => void): () => void;

  /** Starts what waits under `root` and is allowed. Only for what the page moved or marked by hand: additions are seen. */
  scan(root?: Document | Element): void;
  /** The address of the record, or null without a choice. */
  proof(): string | null;
  /** Runs each callback at once; errors go to the console. */
  push(...callbacks: Array<(temoin: Temoin) => void>): void;
}

declare global {
  interface Window {
    temoin?: Temoin | Array<(temoin: Temoin) => void>;
  }
  interface DocumentEventMap {
    "temoin:choice": CustomEvent<Choice | null>;
  }
}

/** An answer, as it is posted. */
export interface Answer {
  action: string;
  granted?: readonly string[];
  exceptions?: readonly string[];
}

/** What the register says, for `temoin.js`. */
export interface Facts {
  revision: string;
  /** The purposes that need consent. */
  purposes: string[];
  /** Each service of these, with its purpose. */
  services: [id: string, purpose: string][];
}
