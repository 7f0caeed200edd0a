import { type Static, Type } from 'typebox'
import { createCompanies, updateCompanies } from '../../domain/company-bulk.ts'
import type { Refusal } from '../../domain/errors.ts'
import { entryReader, type Reading } from '../entries.ts'
import type { Words } from '../failure.ts'
import { ExtraFields, Id, MailSwitch, Text } from '../fields.ts'
import { type BatchOutcome, batch, type Operation } from '../operation.ts'
import { isTooMany, MOST_AT_ONCE } from './bulk.ts'
import { ChangedCompany, NewCompany, toChanges, toNewCompany } from './company-body.ts'
import { companyWords, invalidSentence, refusalSentence } from './company-words.ts'
import { refusal, Success, success } from './envelope.ts'

const Entry = Type.Object({
  ...Type.Omit(NewCompany, ['catalogId', 'acceptCreationEmail', 'extraFields']).properties,
  catalogName: Type.Optional(Text),
  acceptWelcomeEmail: MailSwitch,
  extraFields: Type.Optional(ExtraFields),
})
const ChangedEntry = Type.Object({ companyId: Id, ...ChangedCompany.properties })

const readEntry = entryReader(Entry)
const readChangedEntry = entryReader(ChangedEntry)

/** Takes any entry, because a bad one must not stop the others. */
const entriesOf = <T extends typeof Entry | typeof ChangedEntry>(entry: T) =>
  Type.Array(Type.Union([entry, Type.Unknown()]), { maxItems: MOST_AT_ONCE })

const CompanyId = Type.Object({ companyId: Type.Integer() })

const words: Words = {
  refused: companyWords.refused,
  invalid(issues, body) {
    if (isTooMany(issues)) return refusal(413, 'Request Entity Too Large')
    return companyWords.invalid(issues, body)
  },
}

const createMany = batch({
  method: 'POST',
  url: '/companies/bulk',
  summary: 'Bulk Create Companies',
  body: entriesOf(Entry),
  // The vendor has exchanged `data` and `meta` here.
  reply: Type.Object({
    code: Type.Integer(),
    meta: Type.Array(CompanyId),
    data: Type.Object({ id: Type.String({ description: 'The ids of the companies, with commas.' }) }),
  }),
  words,
  async handle(writer, { body }) {
    const { values, failures } = readEntries(body, (entry) => readEntry(withFieldList(entry)))
    const outcomes = await createCompanies(
      writer,
      values.map(({ place, value }) => ({ ...toNew(value), place })),
    )
    for (const outcome of outcomes) {
      if ('refusal' in outcome) failures.set(outcome.input.place, toFailure(outcome.refusal))
    }
    const companyIds = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value.companyId] : []))
    const meta = companyIds.map((companyId) => ({ companyId }))
    return outcomeOf(failures, { code: 200, meta, data: { id: companyIds.join(',') } })
  },
})

const updateMany = batch({
  method: 'PUT',
  url: '/companies/bulk',
  summary: 'Bulk Update Companies',
  /** The reference shows a body of one company without a list, and so its answer. */
  body: Type.Union([entriesOf(ChangedEntry), ChangedEntry, Type.Object({})]),
  reply: Success(Type.Union([Type.Array(CompanyId), CompanyId])),
  words,
  async handle(writer, { body }) {
    const { values, failures } = readEntries(Array.isArray(body) ? body : [body], readChangedEntry)
    const outcomes = await updateCompanies(
      writer,
      values.map(({ place, value }) => ({ ...toChanges(value), companyId: value.companyId, place })),
    )
    for (const outcome of outcomes) {
      if ('refusal' in outcome) failures.set(outcome.input.place, toFailure(outcome.refusal))
    }
    const companies = outcomes.map(({ input: { companyId } }) => ({ companyId }))
    const [company = { companyId: 0 }] = companies
    return outcomeOf(failures, success(Array.isArray(body) ? companies : company, 'SUCCESS'))
  },
})

export const companyBulk: Operation[] = [createMany, updateMany]

/** Why an entry failed: a sentence, and the status of the answer when all fail with it. */
interface Failure {
  status: 404 | 409 | 422
  detail: string
}

/** The entries that can be read, and what is wrong with the others, by their places. */
function readEntries<T>(entries: readonly unknown[], read: (entry: unknown) => Reading<T>) {
  const failures = new Map<number, Failure>()
  const values = entries.flatMap((entry, place) => {
    const reading = read(entry)
    if ('value' in reading) return [{ place, value: reading.value }]
    failures.set(place, { status: 422, detail: invalidSentence(reading.issues, entry) })
    return []
  })
  return { values, failures }
}

/** The reference shows one extra field where a list is meant. */
function withFieldList(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('extraFields' in entry)) return entry
  const { extraFields } = entry
  if (typeof extraFields !== 'object' || extraFields === null || Array.isArray(extraFields)) return entry
  return { ...entry, extraFields: Object.keys(extraFields).length === 0 ? [] : [extraFields] }
}

function toNew({ catalogName, ...company }: Static<typeof Entry>) {
  return { ...toNewCompany(company), priceListName: catalogName }
}

function toFailure(refused: Refusal): Failure {
  switch (refused.code) {
    case 'company_not_found':
      return { status: 404, detail: 'This resource is not found.' }
    case 'email_taken':
    case 'extra_field_taken':
      return { status: 409, detail: refusalSentence(refused) }
    default:
      return { status: 422, detail: refusalSentence(refused) }
  }
}

function outcomeOf<T>(failures: ReadonlyMap<number, Failure>, value: T): BatchOutcome<T> {
  if (failures.size === 0) return { value }
  const [status = 400, ...others] = new Set([...failures.values()].map((failure) => failure.status))
  const errors = [...failures]
    .toSorted(([a], [b]) => a - b)
    .map(([place, { detail }]) => ({ id: String(place), _detail: detail }))
  const message = 'Some companies updated failed, you can see these in errors.'
  return { answer: refusal(others.length > 0 ? 400 : status, message, { errors }) }
}
