import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import type { Issue } from '../invalid.ts'
import { byField } from '../sentences.ts'
import { refusal } from './envelope.ts'

/** How authentication refuses. */
export const words: Words = {
  refused,
  invalid: (issues) => parameterError(issues.some(isOfWhole) ? wrongBody : byField(issues)),
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'token_not_found':
      return refusal(404, 'Not Found', { errMsg: 'No matching token was found.' })
    case 'jwt_refused':
      return refusal(401, 'Invalid access token', { errMsg: 'The JWT is invalid or has expired.' })
    case 'channel_not_found':
      return parameterError({ channelId: ['Channel does not exist.'] })
    case 'customer_not_found':
      return parameterError({ customerId: ['Customer does not exist.'] })
    case 'login_failed':
      return logicError('The email or password you have entered is incorrect. Please try again.')
    case 'login_role_forbidden':
      return logicError('role forbidden')
    default:
      return logicError(refused.code)
  }
}

function logicError(errMsg: string): Answer {
  return refusal(400, 'API logic error', { errMsg })
}

const wrongBody = 'Invalid data. Expected an object.'

function parameterError(errMsg: unknown): Answer {
  return refusal(422, 'Parameter Error', { errMsg })
}

/** The body itself is of the wrong type. */
function isOfWhole({ path, problem }: Issue): boolean {
  return path.length === 0 && problem === 'type'
}
