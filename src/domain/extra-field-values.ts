import type { Insertable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { inParts, MOST_ROWS } from '../db/parts.ts'
import type { ExtraField, Tables } from '../db/schema.ts'
import { type Refusal, refuse } from './errors.ts'
import { objectionTo } from './extra-field-types.ts'
import { type FieldValue, listFields, type Subject, valueHash } from './extra-fields.ts'
import type { Writer } from './scope.ts'

/** What a company, a user or an address is given. */
interface Given {
  subjectId: number
  values: readonly FieldValue[]
}

/** A value for a field that takes it. */
interface Entry {
  subjectId: number
  field: ExtraField
  value: string
}

/**
 * As `addExtraFields`, but replaces the values that there are. Answers those before and after.
 *
 * @throws extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function setExtraFields(
  writer: Writer,
  subject: Subject,
  subjectId: number,
  values: readonly FieldValue[],
): Promise<{ before: FieldValue[]; after: FieldValue[] }> {
  const fields = await listFields(writer, subject)
  const had = await writer.db
    .deleteFrom('extra_field_value')
    .where('store_id', '=', writer.storeId)
    .where(`${subject}_id`, '=', subjectId)
    .returning(['extra_field_id', 'value'])
    .execute()
  const valuesBefore = new Map(had.map(({ extra_field_id, value }) => [extra_field_id, value]))
  const before = fields.flatMap(({ id, field_name: fieldName }) => {
    const fieldValue = valuesBefore.get(id)
    return fieldValue ? [{ fieldName, fieldValue }] : []
  })
  const [after = []] = await addExtraFields(writer, subject, fields, [{ subjectId, values }])
  return { before, after }
}

/**
 * Gives extra fields to companies, users or addresses that have none; `fields` are those of the subject. An empty value
 * is none; of two values for one field the last stands. Answers the values of each, in the order of `given`.
 *
 * @throws extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function addExtraFields(
  writer: Writer,
  subject: Subject,
  fields: readonly ExtraField[],
  given: readonly Given[],
): Promise<FieldValue[][]> {
  const plans = given.map((one) => planOf(fields, one))
  const entries = plans.flatMap((plan) => plan.entries)
  for (const part of inParts(entries, MOST_ROWS)) await insertEntries(writer, subject, part)
  // Not before: the value of an earlier field may be taken.
  for (const { refusal } of plans) if (refusal) refuse(refusal)
  return plans.map((plan) =>
    plan.entries.map(({ field, value }) => ({ fieldName: field.field_name, fieldValue: value })),
  )
}

/** The values in the order of the fields, up to the first that is refused. */
function planOf(
  fields: readonly ExtraField[],
  { subjectId, values }: Given,
): { entries: Entry[]; refusal?: Refusal } {
  const wanted = new Map(values.map(({ fieldName, fieldValue }) => [fieldName, fieldValue]))
  const entries: Entry[] = []
  const unknown = [...wanted.keys()].find((name) => !fields.some(({ field_name }) => field_name === name))
  if (unknown !== undefined) return { entries, refusal: { code: 'extra_field_unknown', fieldName: unknown } }
  for (const field of fields) {
    const value = wanted.get(field.field_name) ?? ''
    const refusal = refusalOf(field, value)
    if (refusal) return { entries, refusal }
    if (value !== '') entries.push({ subjectId, field, value })
  }
  return { entries }
}

function refusalOf(field: ExtraField, value: string): Refusal | undefined {
  const fieldName = field.field_name
  if (value === '') return field.is_required ? { code: 'extra_field_required', fieldName } : undefined
  const reason = objectionTo(field, value)
  return reason === undefined ? undefined : { code: 'extra_field_invalid', fieldName, reason }
}

type Row = Omit<Insertable<Tables['extra_field_value']>, 'id'>

const insert = compiled<{ rows: readonly Row[] }>()((db, { rows }) =>
  db
    .insertInto('extra_field_value')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['extra_field_id', 'company_id', 'user_id', 'address_id']),
)

/** @throws extra_field_taken */
async function insertEntries(
  { db, storeId }: Writer,
  subject: Subject,
  entries: readonly Entry[],
): Promise<void> {
  const rows = entries.map(({ subjectId, field, value }) => ({
    store_id: storeId,
    extra_field_id: field.id,
    company_id: subject === 'company' ? subjectId : null,
    user_id: subject === 'user' ? subjectId : null,
    address_id: subject === 'address' ? subjectId : null,
    value,
    search_key: value.toLowerCase(),
    value_hash: valueHash(value),
    unique_hash: field.is_unique ? valueHash(value) : null,
  }))
  // The unique constraint decides, because two requests may race for one value.
  const inserted = await insert.all(db, { rows })
  const isInserted = ({ subjectId, field }: Entry) =>
    inserted.some((row) => row[`${subject}_id`] === subjectId && row.extra_field_id === field.id)
  const taken = inserted.length < entries.length && entries.find((entry) => !isInserted(entry))
  if (taken) refuse({ code: 'extra_field_taken', fieldName: taken.field.field_name, value: taken.value })
}
