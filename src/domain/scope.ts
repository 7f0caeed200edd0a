import type { Db, Tx, UnixSeconds } from '../db/schema.ts'

/** What a read needs to know: the database, whose data it is, and when the request came in. */
export interface Reader {
  db: Db
  /** The store the caller speaks for; every query names it. */
  storeId: number
  now: UnixSeconds
}

/** What a write needs: a reader whose database is an open transaction. */
export interface Writer extends Reader {
  db: Tx
}
