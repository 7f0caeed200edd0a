import { type Cursor, type Page, type Paged, paged } from '../db/paging.ts'
import type { ExtraField } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { refuse } from './errors.ts'
import { extraFieldFields } from './event-fields.ts'
import { fieldTypes, listOfValue } from './extra-field-types.ts'
import type { Subject } from './extra-fields.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

export interface NewExtraField {
  subject: Subject
  uuid: string
  fieldName: string
  labelName: string
  /** 0 text, 1 multi-line text, 2 number, 3 dropdown. */
  fieldType: number
  isRequired?: boolean | undefined
  isUnique?: boolean | undefined
  /** Most characters of a text. */
  maximumLength?: number | null | undefined
  /** Most lines of a multi-line text. */
  numberOfRows?: number | null | undefined
  /** Largest number. */
  maximumValue?: number | null | undefined
  /** What a dropdown offers. */
  listOfValue?: readonly string[] | undefined
}

/** What is absent stays as it is. The subject, the name, the type and uniqueness of a field never change. */
export interface ExtraFieldChanges {
  labelName?: string | undefined
  isRequired?: boolean | undefined
  maximumLength?: number | null | undefined
  numberOfRows?: number | null | undefined
  maximumValue?: number | null | undefined
  listOfValue?: readonly string[] | undefined
}

export type ExtraFieldDefinition = ExtraField & { listOfValue: string[] }

/** The extra fields that companies, users or addresses of the store have, in the order they were defined. */
export async function listExtraFieldDefinitions(
  { db, storeId }: Reader,
  subject: Subject,
  page: Page,
): Promise<Paged<ExtraFieldDefinition>> {
  const query = db
    .selectFrom('extra_field')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
    .orderBy('id')
  const { rows, total } = await paged(query, page)
  return { rows: rows.map(toDefinition), total }
}

/** Extra fields by cursor, of one subject or of all. */
export async function listEveryExtraField(
  { db, storeId }: Reader,
  { subject }: { subject?: Subject | undefined },
  { limit, after }: Cursor,
): Promise<ExtraFieldDefinition[]> {
  const all = db.selectFrom('extra_field').selectAll().where('store_id', '=', storeId).where('id', '>', after)
  const some = subject === undefined ? all : all.where('subject', '=', subject)
  return (await some.orderBy('id').limit(limit).execute()).map(toDefinition)
}

/**
 * Defines an extra field of the store. What exists already has no value for it, even when the field is required.
 *
 * @throws extra_field_exists, extra_field_limit_unfit, extra_field_choices_missing
 */
export async function createExtraField(writer: Writer, input: NewExtraField): Promise<ExtraFieldDefinition> {
  const { subject, fieldName } = input
  assertFitting(input.fieldType, { ...input, listOfValue: input.listOfValue ?? [] })
  const field = await writer.db
    .insertInto('extra_field')
    .values({
      store_id: writer.storeId,
      subject,
      uuid: input.uuid,
      field_name: fieldName,
      label_name: input.labelName,
      field_type: input.fieldType,
      is_required: input.isRequired ? 1 : 0,
      is_unique: input.isUnique ? 1 : 0,
      visible_to_enduser: 1,
      config_type: 2,
      default_value: '',
      maximum_length: input.maximumLength ?? null,
      number_of_rows: input.numberOfRows ?? null,
      maximum_value: input.maximumValue ?? null,
      list_of_value: JSON.stringify(input.listOfValue ?? []),
      created_at: writer.now,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'subject', 'field_name']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!field) return refuse({ code: 'extra_field_exists', subject, fieldName })
  const definition = toDefinition(field)
  const change = created(extraFieldFields(definition))
  await record(writer, 'extra_field.created', { extraFieldId: field.id }, change)
  return definition
}

/**
 * Changes what is given; a limit of null is none. Existing values stay as they are.
 *
 * @throws extra_field_not_found, extra_field_limit_unfit, extra_field_choices_missing
 */
export async function updateExtraField(
  writer: Writer,
  extraFieldId: number,
  { labelName, isRequired, listOfValue, ...limits }: ExtraFieldChanges,
): Promise<ExtraFieldDefinition> {
  const { db, storeId } = writer
  const before = await lockExtraField(writer, extraFieldId)
  assertFitting(before.field_type, { ...limits, listOfValue })
  const updated = await db
    .updateTable('extra_field')
    .set({
      // An update has to set something.
      label_name: labelName ?? before.label_name,
      is_required: isRequired === undefined ? undefined : Number(isRequired),
      maximum_length: limits.maximumLength,
      number_of_rows: limits.numberOfRows,
      maximum_value: limits.maximumValue,
      list_of_value: listOfValue && JSON.stringify(listOfValue),
    })
    .where('store_id', '=', storeId)
    .where('id', '=', extraFieldId)
    .returningAll()
    .executeTakeFirstOrThrow()
  const after = toDefinition(updated)
  const change = changed(extraFieldFields(toDefinition(before)), extraFieldFields(after))
  await record(writer, 'extra_field.updated', { extraFieldId }, change)
  return after
}

/**
 * Deletes an extra field and every value of it.
 *
 * @throws extra_field_not_found
 */
export async function deleteExtraField(writer: Writer, extraFieldId: number): Promise<void> {
  const field = await writer.db
    .deleteFrom('extra_field')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', extraFieldId)
    .returningAll()
    .executeTakeFirst()
  if (!field) return refuse({ code: 'extra_field_not_found', extraFieldId })
  const change = deleted(extraFieldFields(toDefinition(field)))
  await record(writer, 'extra_field.deleted', { extraFieldId }, change)
}

/** An extra field, locked for the rest of the transaction and read as the last change left it. */
async function lockExtraField({ db, storeId }: Writer, extraFieldId: number): Promise<ExtraField> {
  const field = await db
    .selectFrom('extra_field')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', extraFieldId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return field ?? refuse({ code: 'extra_field_not_found', extraFieldId })
}

type Limits = Pick<ExtraFieldChanges, 'maximumLength' | 'numberOfRows' | 'maximumValue' | 'listOfValue'>

/** The types of fields that each limit applies to. */
const typesOf: readonly (readonly [keyof Limits, ...types: number[]])[] = [
  ['maximumLength', fieldTypes.text, fieldTypes.multiLineText],
  ['numberOfRows', fieldTypes.multiLineText],
  ['maximumValue', fieldTypes.number],
  ['listOfValue', fieldTypes.dropdown],
]

/** @throws extra_field_limit_unfit, extra_field_choices_missing */
function assertFitting(fieldType: number, limits: Limits): void {
  for (const [limit, ...types] of typesOf) {
    if (isGiven(limits[limit]) && !types.includes(fieldType)) {
      refuse({ code: 'extra_field_limit_unfit', limit, fieldType })
    }
  }
  if (fieldType === fieldTypes.dropdown && limits.listOfValue?.length === 0) {
    refuse({ code: 'extra_field_choices_missing' })
  }
}

function isGiven(limit: Limits[keyof Limits]): boolean {
  return typeof limit === 'object' ? limit !== null && limit.length > 0 : limit !== undefined
}

function toDefinition(row: ExtraField): ExtraFieldDefinition {
  return { ...row, listOfValue: listOfValue(row) }
}
