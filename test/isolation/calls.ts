import type { Settings } from '../../src/domain/settings.ts'
import type { Ids } from './everything.ts'

/** What an operation is sent beside the ids in its path and its query, which follow from their names. */
export interface Call {
  /** A body of this `nth` call: what has to be unlike before is made of it. */
  body?: (ids: Ids, nth: number) => unknown
  /** The body is lines, of this one and whatever it means. */
  line?: (ids: Ids, nth: number) => unknown
  /** The body is a form with a file. */
  form?: true
  query?: Record<string, string>
  /** What both stores are set to, where the operation asks for it. */
  settings?: Partial<Settings>
  /** Names in the body that look like ids of what there is, and are not. */
  free?: readonly string[]
}

/** By method and path. */
export type Calls = Record<string, Call>

/** Stores whose customer groups can become companies. */
export const dependent = { companyBehavior: 'dependent', multiStorefront: false } as const

const names = { firstName: 'Pat', lastName: 'Person' }

/** Somebody whom the store does not have, with an email that somebody of another store may have. */
export const person = (ids: Ids, nth: number) => ({ ...names, email: newEmail(ids, nth) })

/** Somebody else in the same body. */
export const another = (nth: number) => ({ ...names, email: `another${nth}@hereabouts.example` })

export const newEmail = (ids: Ids, nth: number) => ids.newEmail.replace('nth', String(nth))

export const channelIds = ({ channelId, secondChannelId }: Ids) => [channelId, secondChannelId]

/** The value of an extra field, in a list. */
export const valued = (fieldName: string) => [{ fieldName, fieldValue: 'some' }]
