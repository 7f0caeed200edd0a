import { type Page, type Paged, paged } from '../db/paging.ts'
import type { ExtraField } from '../db/schema.ts'
import { listOfValue, type Subject } from './extra-fields.ts'
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
  maximumLength?: number | undefined
  /** Most lines of a multi-line text. */
  numberOfRows?: number | undefined
  /** Largest number. */
  maximumValue?: number | undefined
  /** What a dropdown offers. */
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
  return { rows: rows.map((row) => ({ ...row, listOfValue: listOfValue(row) })), total }
}

/** Defines an extra field of the store. */
export async function createExtraField({ db, storeId, now }: Writer, input: NewExtraField): Promise<void> {
  await db
    .insertInto('extra_field')
    .values({
      store_id: storeId,
      subject: input.subject,
      uuid: input.uuid,
      field_name: input.fieldName,
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
      created_at: now,
    })
    .execute()
}
