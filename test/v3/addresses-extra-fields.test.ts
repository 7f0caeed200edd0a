import { expect } from 'vitest'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { fieldTypes } from '../../src/domain/extra-field-types.ts'
import type { Subject } from '../../src/domain/extra-fields.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'

const uuid = '7a1f0a5e-8f0e-4a3a-9d55-0d6a3f8f7f11'

async function defineFields(writer: Writer, subject: Subject): Promise<void> {
  await writer.db.deleteFrom('extra_field').where('subject', '=', subject).execute()
  const common = { subject, uuid, labelName: 'A label' }
  const { multiLineText, number, dropdown } = fieldTypes
  await createExtraField(writer, {
    ...common,
    fieldName: 'Notes',
    fieldType: multiLineText,
    isRequired: true,
    isUnique: true,
    maximumLength: 100,
    numberOfRows: 3,
  })
  await createExtraField(writer, { ...common, fieldName: 'Dock', fieldType: number, maximumValue: 9.5 })
  const choices = ['front', 'back']
  await createExtraField(writer, { ...common, fieldName: 'Door', fieldType: dropdown, listOfValue: choices })
}

const plain = {
  id: expect.any(Number),
  uuid,
  isRequired: false,
  isUnique: false,
  visibleToEnduser: true,
  configType: 2,
  defaultValue: '',
  maximumLength: '',
  numberOfRows: '',
  maximumValue: '',
  listOfValue: [],
}
const definitions = [
  {
    ...plain,
    fieldName: 'Notes',
    fieldType: 1,
    isRequired: true,
    isUnique: true,
    maximumLength: '100',
    numberOfRows: '3',
  },
  { ...plain, fieldName: 'Dock', fieldType: 2, maximumValue: '9.5' },
  { ...plain, fieldName: 'Door', fieldType: 3, listOfValue: ['front', 'back'] },
]

const operations = [
  { url: '/api/v3/io/addresses/extra-fields', subject: 'address', message: 'Success' },
  { url: '/api/v3/io/companies/extra-fields', subject: 'company', message: 'SUCCESS' },
  { url: '/api/v3/io/users/extra-fields', subject: 'user', message: 'Success' },
] as const

for (const { url, subject, message } of operations) {
  const page = (data: unknown[], pagination: object) => ({
    status: 200,
    body: { code: 200, data, meta: { message, pagination } },
  })

  test(`the definitions for ${subject} fields are listed in the order they were defined, page by page`, async ({
    app,
  }) => {
    await app.arrange((writer) => defineFields(writer, subject))

    expect(await app.send('GET', url, undefined, fromReader)).toEqual(
      page(definitions, { totalCount: 3, limit: 10, offset: 0 }),
    )
    expect(await app.send('GET', `${url}?limit=1&offset=1`)).toEqual(
      page(definitions.slice(1, 2), { totalCount: 3, limit: 1, offset: 1 }),
    )
    expect(await app.send('GET', `${url}?limit=1000&offset=5`)).toEqual(
      page([], { totalCount: 3, limit: 250, offset: 5 }),
    )
  })

  test(`the definitions for ${subject} fields are those of the caller’s store`, async ({ app }) => {
    await app.arrange((writer) => defineFields(writer, subject))

    expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(
      page([], { totalCount: 0, limit: 10, offset: 0 }),
    )
  })

  test(`unreadable page parameters for ${subject} field definitions are refused by name`, async ({ app }) => {
    expect(await app.send('GET', `${url}?limit=0`)).toEqual(
      parameterError({ limit: ['Ensure this value is greater than or equal to 1.'] }),
    )
  })
}
