import type { Migration } from '../migrate.ts'
import { peopleAndAccess } from './0001-people-and-access.ts'
import { eventLog } from './0002-event-log.ts'
import { webhooks } from './0003-webhooks.ts'
import { speed } from './0004-speed.ts'
import { requestCounts } from './0005-request-counts.ts'
import { keptAnswers } from './0006-kept-answers.ts'
import { filing } from './0007-filing.ts'
import { growth } from './0008-growth.ts'
import { searchQueue } from './0009-search-queue.ts'

/** In the order they run. One that has landed is never edited or moved. */
export const migrations: readonly Migration[] = [
  peopleAndAccess,
  eventLog,
  webhooks,
  speed,
  requestCounts,
  keptAnswers,
  filing,
  growth,
  searchQueue,
]
