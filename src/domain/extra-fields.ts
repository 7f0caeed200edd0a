import { createHash } from 'node:crypto'
import type { Insertable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { compiledByKey } from '../db/compiled-by-key.ts'
import type { ExtraField, Tables } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { objectionTo } from './extra-field-types.ts'
import type { Reader, Writer } from './scope.ts'

export type Subject = ExtraField['subject']

export interface FieldValue {
  fieldName: string
  fieldValue: string
}

/** A value with what its field is. */
export interface FieldDetails extends FieldValue {
  labelName: string
  fieldType: number
  isRequired: boolean
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
  const before = new Map(had.map(({ extra_field_id, value }) => [extra_field_id, value]))
  return {
    before: fieldValues(fields, ({ id }) => before.get(id)),
    after: await addExtraFields(writer, subject, subjectId, fields, values),
  }
}

/**
 * Gives these extra fields to a company, a user or an address that has none; `fields` are those of its subject. An empty
 * value is none; of two values for one field the last stands. Answers the values.
 *
 * @throws extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function addExtraFields(
  writer: Writer,
  subject: Subject,
  subjectId: number,
  fields: readonly ExtraField[],
  values: readonly FieldValue[],
): Promise<FieldValue[]> {
  const wanted = new Map(values.map(({ fieldName, fieldValue }) => [fieldName, fieldValue]))
  for (const fieldName of wanted.keys()) {
    if (!fields.some((field) => field.field_name === fieldName))
      refuse({ code: 'extra_field_unknown', fieldName })
  }
  for (const field of fields) {
    const value = wanted.get(field.field_name) ?? ''
    if (value !== '') await insertValue(writer, subject, subjectId, field, value)
    else if (field.is_required) refuse({ code: 'extra_field_required', fieldName: field.field_name })
  }
  return fieldValues(fields, ({ field_name }) => wanted.get(field_name))
}

/** The fields that have a value, in the order of their definitions. */
function fieldValues(
  fields: readonly ExtraField[],
  valueIn: (field: ExtraField) => string | undefined,
): FieldValue[] {
  return fields.flatMap((field) => {
    const fieldValue = valueIn(field)
    return fieldValue ? [{ fieldName: field.field_name, fieldValue }] : []
  })
}

const valuesOf = compiledByKey<{ storeId: number; subject: Subject }, number>('subject')(
  (db, { storeId, subject, keys: subjectIds }) =>
    db
      .selectFrom('extra_field_value as given')
      .innerJoin('extra_field', (join) =>
        join
          .onRef('extra_field.store_id', '=', 'given.store_id')
          .onRef('extra_field.id', '=', 'given.extra_field_id'),
      )
      .select([`given.${subject}_id as subject_id`, 'given.value as fieldValue'])
      .select([
        'extra_field.field_name as fieldName',
        'extra_field.label_name as labelName',
        'extra_field.field_type as fieldType',
        'extra_field.is_required',
      ])
      .where('given.store_id', '=', storeId)
      .where(`given.${subject}_id`, 'in', subjectIds)
      .orderBy('extra_field.id'),
  ({ subject_id }) => Number(subject_id),
)

/** The extra fields of each of `subjectIds`, in the order of their definitions. */
export async function listExtraFields(
  { db, storeId }: Reader,
  subject: Subject,
  subjectIds: readonly number[],
): Promise<Map<number, FieldDetails[]>> {
  const found = await valuesOf(db, { storeId, subject }, subjectIds)
  return new Map(
    subjectIds.map((id) => [
      id,
      (found.get(id) ?? []).map(({ fieldName, fieldValue, labelName, fieldType, is_required }) => ({
        fieldName,
        fieldValue,
        labelName,
        fieldType,
        isRequired: is_required === 1,
      })),
    ]),
  )
}

/** Names and values, and nothing else of each. */
export function extraFieldValues(fields: readonly FieldValue[]): FieldValue[] {
  return fields.map(({ fieldName, fieldValue }) => ({ fieldName, fieldValue }))
}

/** What an exact search compares. */
export function valueHash(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}

const fieldsOf = compiled<{ storeId: number; subject: Subject }>()((db, { storeId, subject }) =>
  db
    .selectFrom('extra_field')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
    .orderBy('id'),
)

/** The extra fields of a subject, in the order of their definitions. */
export async function listFields({ db, storeId }: Reader, subject: Subject): Promise<ExtraField[]> {
  return fieldsOf.all(db, { storeId, subject })
}

const insert = compiled<Omit<Insertable<Tables['extra_field_value']>, 'id'>>()((db, row) =>
  db
    .insertInto('extra_field_value')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

async function insertValue(
  { db, storeId }: Writer,
  subject: Subject,
  subjectId: number,
  field: ExtraField,
  value: string,
): Promise<void> {
  const fieldName = field.field_name
  const reason = objectionTo(field, value)
  if (reason) refuse({ code: 'extra_field_invalid', fieldName, reason })
  // The unique constraint decides, because two requests may race for one value.
  const inserted = await insert.first(db, {
    store_id: storeId,
    extra_field_id: field.id,
    company_id: subject === 'company' ? subjectId : null,
    user_id: subject === 'user' ? subjectId : null,
    address_id: subject === 'address' ? subjectId : null,
    value,
    search_key: value.toLowerCase(),
    value_hash: valueHash(value),
    unique_hash: field.is_unique ? valueHash(value) : null,
  })
  if (!inserted) refuse({ code: 'extra_field_taken', fieldName, value })
}
