/** The envelope of the control API around a successful reply. */
export function success(data: unknown, status = 200) {
  return { status, body: { data, meta: {} } }
}

export function created(data: unknown) {
  return success(data, 201)
}

/** The envelope of the control API around the last page of a list, or around an earlier one when `next` is given. */
export function list(data: unknown[], { limit = 100, next = null as number | null } = {}) {
  return { status: 200, body: { data, meta: { limit, next } } }
}

export function refusal(status: number, code: string, message: string, fields: object = {}) {
  return { status, body: { error: { code, message, fields } } }
}

export function invalid(fields: object) {
  return refusal(422, 'invalid', 'The request is not valid.', fields)
}

export function notFound(noun: string, fields: object) {
  const code = `${noun.replaceAll(' ', '_')}_not_found`
  return refusal(404, code, `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found.`, fields)
}

export const base = '/api/control/v1'
