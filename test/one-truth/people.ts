import fc from 'fast-check'
import { channels, type View } from './dialects.ts'

/** A company user or super admin, as tests write one. */
export interface Person {
  email?: string
  firstName?: string
  lastName?: string
  phone?: string
  uuid?: string
  role?: 0 | 1 | 2 | 'custom'
  channelIds?: number[]
  extraFields?: { fieldName: string; fieldValue: string }[]
}

export interface PersonKey {
  companyId: number
  userId: number
  customerId: number
  /** Everything written before. */
  written: Person
  customRoleId: number
}

/** A text of any letters. */
export const text = (minLength = 0) => fc.string({ unit: 'grapheme', minLength, maxLength: 8 })

/** Whether a text is more than blanks, as names must be. */
export const isFilled = (value: string) => /\S/.test(value)

const valuesByField: Record<string, fc.Arbitrary<string>> = {
  'Cost centre': text(1).filter((value) => value.length <= 20),
  Limit: fc.integer({ min: 0, max: 1000 }).map(String),
  Team: fc.constantFrom('red', 'blue'),
}

const extraFields = fc
  .subarray(Object.keys(valuesByField))
  .chain((names) =>
    fc.tuple(
      ...names.map((fieldName) =>
        (valuesByField[fieldName] ?? text(1)).map((fieldValue) => ({ fieldName, fieldValue })),
      ),
    ),
  )

const parts = {
  email: fc.constantFrom('ann@acme.example', 'ANN@Acme.example', "o'ann+b@acme.example"),
  firstName: text(1).filter(isFilled),
  lastName: text(1).filter(isFilled),
  phone: text(),
  uuid: text(),
  role: fc.constantFrom(0 as const, 1 as const, 2 as const, 'custom' as const),
  channelIds: fc.subarray([1, 2], { minLength: 1 }),
  extraFields,
}

export const newPerson: fc.Arbitrary<Person> = fc.record(parts, {
  requiredKeys: ['email', 'firstName', 'lastName', 'phone', 'role'],
})
export const changedPerson: fc.Arbitrary<Person> = fc.record(parts, { requiredKeys: [] })

/** What every dialect's record of a person has in common; V2 writes numbers as texts. */
export function viewOf(record: Record<string, unknown>): View {
  const { firstName, lastName, email, uuid, phoneNumber, phone, extraFields, channelList } = record
  return {
    id: Number(record['id']),
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    email,
    uuid,
    phone: phoneNumber ?? phone,
    channels: channelList,
    createdAt: Number(record['createdAt']),
    updatedAt: Number(record['updatedAt']),
    ...(record['customerId'] !== undefined && { customerId: Number(record['customerId']) }),
    ...(extraFields !== undefined && { extraFields }),
  }
}

/** Makes every email unique. */
export function distinctEmails() {
  let nth = 0
  return ({ email, ...person }: Person): Person => {
    nth += 1
    return { ...person, email: `${nth}.${email}` }
  }
}

/** What is shown of a person who was written like this. */
export function shownPerson({ userId, customerId, written }: PersonKey): View {
  const { email, firstName, lastName, phone, uuid = '', channelIds = [1], extraFields = [] } = written
  return {
    id: userId,
    customerId,
    email,
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    phone,
    uuid,
    channels: channels.filter(({ channelId }) => channelIds.includes(channelId)),
    extraFields,
  }
}
