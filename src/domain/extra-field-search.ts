import { type Subject, valueHash } from './extra-fields.ts'
import type { Reader } from './scope.ts'
import { found, type Search, searchFor } from './search.ts'

export interface FieldFilter {
  fieldName: string
  /** The whole value when `exact`, else a part of it in any case. */
  value: string
  exact: boolean
}

/** A filter as a query takes it. */
export type FieldSearch = Pick<FieldFilter, 'fieldName'> & ({ valueHash: string } | { search: Search })

export function toFieldSearch({ fieldName, value, exact }: FieldFilter): FieldSearch {
  return exact ? { fieldName, valueHash: valueHash(value) } : { fieldName, search: searchFor(value) }
}

/** The ids of the companies, users or addresses whose extra field matches. */
export function matchingExtraFields(
  { db, storeId }: Pick<Reader, 'db' | 'storeId'>,
  subject: Subject,
  filter: FieldSearch,
) {
  const matching = db
    .selectFrom('extra_field_value as given')
    .innerJoin('extra_field', (join) =>
      join
        .onRef('extra_field.store_id', '=', 'given.store_id')
        .onRef('extra_field.id', '=', 'given.extra_field_id'),
    )
    .select(`given.${subject}_id as id`)
    .where('given.store_id', '=', storeId)
    .where('extra_field.subject', '=', subject)
    .where('extra_field.field_name', '=', filter.fieldName)
  return 'search' in filter
    ? matching.where(found('extra_field_value', filter.search, 'given'))
    : matching.where('given.value_hash', '=', filter.valueHash)
}
