import type { Database } from '../db/database.ts'
import type { Tx } from '../db/schema.ts'

/** How often in a row the beat must be found unchanged before its holder counts as gone. */
const MOST_MISSED = 3

/**
 * Decides which of several processes sends. The holder increases a count, the beat; a process that finds it unchanged
 * takes over. So no clock is compared with another machine's.
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

  /** Tries to get the lease. Calls with `beat: true` come at even intervals, by which missed beats are counted. */
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

  /** Beats, in a transaction that only the holder may commit; false when another process has the lease. */
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

  /** Lets another process take over without waiting for missed beats. */
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
