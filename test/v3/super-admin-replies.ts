import { NOW } from '../databases.ts'
import type { App } from '../harness.ts'
import { refusal } from './replies.ts'

export const success = (data: unknown) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'Success' } },
})
export const list = (data: unknown[], { totalCount = data.length, limit = 10, offset = 0 } = {}) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'Success', pagination: { totalCount, limit, offset } } },
})
export const notFound = refusal(
  404,
  'The ID provided does not match an available resource of the appropriate type.',
)

export const REQUIRED = ['This field is required']
export const NOT_TEXT = ['Not a valid string.']
export const NOT_INTEGER = ['A valid integer is required.']
export const NOT_LIST = ['Expected a list of items.']
export const NOT_OBJECT = ['Invalid data. Expected a dictionary.']
export const NO_NULLS = ['Null characters and unpaired surrogates are not allowed.']

export const storefront = { channelId: 1, channelName: 'Demo storefront', iconUrl: '' }
export const wholesale = { channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }

/** A super admin in a list, made by `aSuperAdmin` at `NOW`. */
export const item = (id: number, email = 'super@demo.example') => ({
  id,
  firstName: 'Sue',
  lastName: 'Super',
  phone: '',
  uuid: '',
  email,
  createdAt: NOW,
  updatedAt: NOW,
  channelList: [storefront],
})

/** Sends a text that is not JSON. */
export async function sendBroken(app: App, method: 'POST' | 'PUT', url: string) {
  const headers = {
    'X-Auth-Token': 'demo-token',
    'X-Store-Hash': 'demo1234',
    'content-type': 'application/json',
  }
  const response = await app.server.inject({ method, url, headers, payload: '{"firstName": ' })
  return { status: response.statusCode, body: response.json() }
}

/** The address of a company's super admins. */
export const superAdminsUrl = (companyId: number) => `/api/v3/io/companies/${companyId}/super-admins`

/** The ids in the list at an address, in its order. */
export async function idsOf(app: App, url: string): Promise<number[]> {
  const { body } = await app.send('GET', url)
  return body.data.map(({ id }: { id: number }) => id)
}
