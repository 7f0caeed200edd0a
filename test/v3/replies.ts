/** A refusal in the envelope of V3. */
export const refusal = (code: number, message: string, data: unknown = {}) => ({
  status: code,
  body: { code, data, meta: { message } },
})

export const parameterError = (errMsg: unknown) => refusal(422, 'Parameter Error', { errMsg })

/** A successful reply of the operations that say so in capitals. */
export const success = (data: unknown) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'SUCCESS' } },
})
