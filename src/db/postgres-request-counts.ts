import type { RequestToCount } from './database.ts'
import type { Reading } from './postgres-reading.ts'

/** A server whose clock is behind counts in the minute that another has begun. */
const COUNT = `insert into request_count as known (store_id, quota, minute, requests) values ($1, $2, $3, 1)
  on conflict (store_id, quota) do update set minute = greatest(known.minute, excluded.minute),
    requests = case when known.minute < excluded.minute then 1 else known.requests + 1 end
  returning requests`

/** Answers `Database.countRequest`: a statement that commits by itself, in a table that is not waited for to be on the disk. */
export function countRequestOn(reading: Reading): (request: RequestToCount) => Promise<number> {
  return async ({ storeId, quota, minute }) => {
    const { rows } = await reading.send(COUNT, [storeId, quota, minute])
    return requestsIn(rows)
  }
}

/** Safe because the statement answers one row, with the number that it has written. */
function requestsIn(rows: readonly unknown[]): number {
  const [row] = rows as [{ requests: number }]
  return row.requests
}
