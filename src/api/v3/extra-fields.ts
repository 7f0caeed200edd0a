import { Type } from 'typebox'
import { type ExtraFieldDefinition, listExtraFieldDefinitions } from '../../domain/extra-field-definitions.ts'
import type { Subject } from '../../domain/extra-fields.ts'
import { paging, toPage } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { read } from '../read.ts'
import { List, list } from './envelope.ts'

const MOST = 250

const Definition = Type.Object({
  id: Type.Integer(),
  uuid: Type.String(),
  fieldName: Type.String(),
  fieldType: Type.Integer(),
  isRequired: Type.Boolean(),
  isUnique: Type.Boolean(),
  visibleToEnduser: Type.Boolean(),
  configType: Type.Integer(),
  defaultValue: Type.String(),
  maximumLength: Type.String(),
  numberOfRows: Type.String(),
  maximumValue: Type.String(),
  listOfValue: Type.Array(Type.String()),
})

const summaries: Record<Subject, string> = {
  address: 'List Address Extra Field Configs',
  company: 'List Company Extra Field Configs',
  user: 'List User Extra Field Configs',
}

export const extraFields: Operation[] = [
  extraFieldDefinitions('/addresses/extra-fields', 'address', 'Success'),
  extraFieldDefinitions('/companies/extra-fields', 'company', 'SUCCESS'),
  extraFieldDefinitions('/users/extra-fields', 'user', 'Success'),
]

function extraFieldDefinitions(url: string, subject: Subject, message: 'Success' | 'SUCCESS'): Operation {
  return read({
    method: 'GET',
    url,
    summary: summaries[subject],
    query: Type.Object(paging),
    reply: List(Definition),
    async handle(reader, { query }) {
      const page = toPage(query, MOST)
      const { rows, total } = await listExtraFieldDefinitions(reader, subject, page)
      return list(rows.map(toDefinition), total, page, message)
    },
  })
}

function toDefinition(field: ExtraFieldDefinition) {
  return {
    id: field.id,
    uuid: field.uuid,
    fieldName: field.field_name,
    fieldType: field.field_type,
    isRequired: field.is_required === 1,
    isUnique: field.is_unique === 1,
    visibleToEnduser: field.visible_to_enduser === 1,
    configType: field.config_type,
    defaultValue: field.default_value,
    maximumLength: textOf(field.maximum_length),
    numberOfRows: textOf(field.number_of_rows),
    maximumValue: textOf(field.maximum_value),
    listOfValue: field.listOfValue,
  }
}

/** These limits are texts in replies, empty where there is none. */
function textOf(limit: number | null): string {
  return limit === null ? '' : String(limit)
}
