import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import {
  createExtraField,
  deleteExtraField,
  type ExtraFieldDefinition,
  listEveryExtraField,
  updateExtraField,
} from '../../domain/extra-field-definitions.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, Deleted, deleted, List, list, Nullable, Success, success } from './envelope.ts'

const ExtraFieldParams = Type.Object({ extraFieldId: Id })
const Subject = Type.Enum(['company', 'user', 'address'], { type: 'string' })
const Most = Nullable(Type.Integer({ minimum: 1, maximum: 10_000 }))

const limits = {
  isRequired: Type.Optional(Type.Boolean()),
  maximumLength: Type.Optional(Most),
  numberOfRows: Type.Optional(Most),
  maximumValue: Type.Optional(Nullable(Type.Number())),
  listOfValue: Type.Optional(Type.Array(Name, { maxItems: 1000 })),
}

const ExtraFieldReply = Type.Object({
  id: Type.Integer(),
  uuid: Type.String(),
  subject: Type.String(),
  fieldName: Type.String(),
  labelName: Type.String(),
  fieldType: Type.Integer(),
  isRequired: Type.Boolean(),
  isUnique: Type.Boolean(),
  maximumLength: Nullable(Type.Integer()),
  numberOfRows: Nullable(Type.Integer()),
  maximumValue: Nullable(Type.Number()),
  listOfValue: Type.Array(Type.String()),
  createdAt: Type.Integer(),
})

const createOne = write({
  method: 'POST',
  url: '/extra-fields',
  summary: 'Create an Extra Field',
  body: Type.Object({
    subject: Subject,
    fieldName: Name,
    labelName: Name,
    fieldType: Type.Enum([0, 1, 2, 3], { type: 'integer' }),
    isUnique: Type.Optional(Type.Boolean()),
    ...limits,
  }),
  status: 201,
  reply: Success(ExtraFieldReply),
  async handle(writer, { body }) {
    return success(toReply(await createExtraField(writer, { ...body, uuid: randomUUID() })))
  },
})

const listAll = read({
  method: 'GET',
  url: '/extra-fields',
  summary: 'List Extra Fields',
  query: Type.Object({ ...cursor, subject: Type.Optional(Subject) }),
  reply: List(ExtraFieldReply),
  async handle(reader, { query: { subject, ...cursor } }) {
    return list((await listEveryExtraField(reader, { subject }, cursor)).map(toReply), cursor.limit)
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/extra-fields/:extraFieldId',
  summary: 'Update an Extra Field',
  params: ExtraFieldParams,
  body: Type.Object({ labelName: Type.Optional(Name), ...limits }),
  reply: Success(ExtraFieldReply),
  async handle(writer, { params, body }) {
    return success(toReply(await updateExtraField(writer, params.extraFieldId, body)))
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/extra-fields/:extraFieldId',
  summary: 'Delete an Extra Field',
  params: ExtraFieldParams,
  reply: Deleted,
  async handle(writer, { params }) {
    await deleteExtraField(writer, params.extraFieldId)
    return deleted(params.extraFieldId)
  },
})

export const extraFields: Operation[] = [createOne, listAll, updateOne, deleteOne]

function toReply(field: ExtraFieldDefinition) {
  return {
    id: field.id,
    uuid: field.uuid,
    subject: field.subject,
    fieldName: field.field_name,
    labelName: field.label_name,
    fieldType: field.field_type,
    isRequired: field.is_required === 1,
    isUnique: field.is_unique === 1,
    maximumLength: field.maximum_length,
    numberOfRows: field.number_of_rows,
    maximumValue: field.maximum_value,
    listOfValue: field.listOfValue,
    createdAt: field.created_at,
  }
}
