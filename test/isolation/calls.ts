import type { Settings } from '../../src/domain/settings.ts'
import type { Ids } from './everything.ts'

/** What an operation is sent besides the ids in its path and query, which follow from their names. */
export interface Call {
  /** The body of the `nth` call; `nth` makes unique values. */
  body?: (ids: Ids, nth: number) => unknown
  /** The body has lines: this one, which refers to the ids. */
  line?: (ids: Ids, nth: number) => unknown
  /** The body is a form with a file. */
  form?: true
  query?: Record<string, string>
  /** The settings of both stores, when the operation needs them. */
  settings?: Partial<Settings>
  /** Names in the body that look like ids of existing objects, but are not. */
  free?: readonly string[]
}

/** By method and path. */
export type Calls = Record<string, Call>

/** Settings that let customer groups become companies. */
export const dependent = { companyBehavior: 'dependent', multiStorefront: false } as const

const names = { firstName: 'Pat', lastName: 'Person' }

/** Somebody who is new to the store, with an email that somebody of another store may have. */
export const person = (ids: Ids, nth: number) => ({ ...names, email: newEmail(ids, nth) })

/** Somebody else in the same body. */
export const another = (nth: number) => ({ ...names, email: `another${nth}@hereabouts.example` })

export const newEmail = (ids: Ids, nth: number) => ids.newEmail.replace('nth', String(nth))

export const channelIds = ({ channelId, secondChannelId }: Ids) => [channelId, secondChannelId]

/** The value of an extra field, in a list. */
export const valued = (fieldName: string) => [{ fieldName, fieldValue: 'some' }]
