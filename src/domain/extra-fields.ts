import { createHash } from 'node:crypto'
import { compiled } from '../db/compiled.ts'
import { compiledByKey } from '../db/compiled-by-key.ts'
import type { ExtraField } from '../db/schema.ts'
import type { Reader } from './scope.ts'

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
