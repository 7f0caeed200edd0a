import type { RequestToCount } from './database.ts'
import type { Reading } from './postgres-reading.ts'

/** A server whose clock is behind counts in the newest minute that another one has counted in. */
const COUNT = `insert into request_count as known (store_id, quota, minute, requests) values ($1, $2, $3, 1)
  on conflict (store_id, quota) do update set minute = greatest(known.minute, excluded.minute),
    requests = case when known.minute < excluded.minute then 1 else known.requests + 1 end
  returning requests`

/** Answers `Database.countRequest`: one statement outside of a transaction, on an unlogged table. */
export function countRequestOn(reading: Reading): (request: RequestToCount) => Promise<number> {
  return async ({ storeId, quota, minute }) => {
    const { rows } = await reading.send(COUNT, [storeId, quota, minute])
    return requestsIn(rows)
  }
}

/** Safe because the statement returns one row, with the new count. */
function requestsIn(rows: readonly unknown[]): number {
  const [row] = rows as [{ requests: number }]
  return row.requests
}
