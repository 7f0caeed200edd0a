import type { Database } from '../db/database.ts'
import type { Tx } from '../db/schema.ts'

/** So often does a beat have to be seen unmoved before its holder counts as gone. */
const MOST_MISSED = 3

/**
 * Says which of several processes sends. The one whose turn it is moves a count; whoever sees it stand still takes
 * over. No clock is compared with another machine's.
 */
export class Lease {
  readonly #database: Database
  readonly #holder: string
  #held = false
  #seen: number | undefined
  #missed = 0

  constructor(database: Database, holder: string) {
    this.#database = database
    this.#holder = holder
  }

  get held(): boolean {
    return this.#held
  }

  /** To be called at even intervals, and `beat: false` in between; answers whether the turn has just come. */
  async seek({ beat }: { beat: boolean }): Promise<boolean> {
    const sender = await this.#database.db
      .selectFrom('webhook_sender')
      .select(['holder', 'beat'])
      .executeTakeFirstOrThrow()
    if (sender.holder !== null) {
      if (sender.beat !== this.#seen) this.#missed = 0
      else if (beat) this.#missed += 1
      this.#seen = sender.beat
      if (this.#missed < MOST_MISSED) return false
    }
    this.#held = await this.#database.transaction((tx) => this.#take(tx, sender.beat))
    this.#missed = 0
    return this.#held
  }

  /** Inside the transaction of what only the holder may do; false when the turn has passed on. */
  async keep(tx: Tx): Promise<boolean> {
    const kept = await tx
      .updateTable('webhook_sender')
      .set((expression) => ({ beat: expression('beat', '+', 1) }))
      .where('holder', '=', this.#holder)
      .returning('id')
      .executeTakeFirst()
    this.#held = kept !== undefined
    return this.#held
  }

  /** Lets another one take over at once. */
  async release(): Promise<void> {
    if (!this.#held) return
    this.#held = false
    await this.#database.transaction((tx) =>
      tx.updateTable('webhook_sender').set({ holder: null }).where('holder', '=', this.#holder).execute(),
    )
  }

  async #take(tx: Tx, beat: number): Promise<boolean> {
    const taken = await tx
      .updateTable('webhook_sender')
      .set({ holder: this.#holder, beat: beat + 1 })
      .where('beat', '=', beat)
      .returning('id')
      .executeTakeFirst()
    return taken !== undefined
  }
}
