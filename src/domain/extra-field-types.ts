import type { ExtraField } from '../db/schema.ts'

/** The values of `field_type`. */
export const fieldTypes = { text: 0, multiLineText: 1, number: 2, dropdown: 3 } as const

/** Why a field does not take a value, in the vendor's words; undefined when it does. */
export function objectionTo(field: ExtraField, value: string): string | undefined {
  const { field_type: type, maximum_length, number_of_rows, maximum_value } = field
  if (type === fieldTypes.number) {
    if (!/^-?\d+(\.\d+)?$/.test(value)) return 'A valid number is required.'
    if (maximum_value !== null && Number(value) > maximum_value) {
      return `Ensure this value is less than or equal to ${maximum_value}.`
    }
  }
  if (type === fieldTypes.dropdown && !listOfValue(field).includes(value))
    return `"${value}" is not a valid choice.`
  if (maximum_length !== null && [...value].length > maximum_length) {
    return `Ensure this field has no more than ${maximum_length} characters.`
  }
  if (number_of_rows !== null && value.split('\n').length > number_of_rows) {
    return `Ensure this field has no more than ${number_of_rows} rows.`
  }
  return undefined
}

/** What a dropdown offers. Safe because the column holds what the domain has written into it. */
export function listOfValue(field: ExtraField): string[] {
  return JSON.parse(field.list_of_value)
}
