/** Other names that clients declare, by the type that `file-type` finds. */
const OTHER_NAMES: Record<string, readonly string[]> = {
  'application/gzip': ['application/x-gzip'],
  'application/rtf': ['text/rtf'],
  'application/x-cfb': [
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.ms-outlook',
  ],
  'application/x-rar-compressed': ['application/vnd.rar', 'application/x-rar'],
  'application/zip': ['application/x-zip-compressed', 'application/x-zip'],
  'audio/mpeg': ['audio/mp3'],
  'audio/wav': ['audio/x-wav', 'audio/wave'],
  'audio/x-m4a': ['audio/mp4', 'audio/m4a'],
  'image/bmp': ['image/x-ms-bmp'],
  'image/jpeg': ['image/jpg', 'image/pjpeg'],
  'image/x-icon': ['image/vnd.microsoft.icon'],
  'video/vnd.avi': ['video/x-msvideo', 'video/avi'],
}

/** Documents that are zip archives. Where their parts stand in an unusual order, only the archive is recognized. */
const ARCHIVES = /^application\/(vnd\.openxmlformats-officedocument|vnd\.oasis\.opendocument|epub\+zip)/
/** Types of text, which cannot be recognized by their content. */
const TEXTS = /^text\/|\+(json|xml)$|^application\/(json|xml|yaml|x-yaml|x-ndjson|csv|sql|javascript)$/
/** A type as a header may carry it. */
const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/
const MOST_LENGTH = 127

/**
 * Whether content that was recognized as `found` may be declared as `declared`. Texts are never recognized, and
 * `application/octet-stream` fits everything.
 */
export function isOfType(found: string | undefined, declared: string): boolean {
  if (!TYPE.test(declared) || declared.length > MOST_LENGTH) return false
  if (declared === 'application/octet-stream') return true
  if (found === undefined) return TEXTS.test(declared)
  const [type = ''] = found.split(';')
  if (type === declared || OTHER_NAMES[type]?.includes(declared)) return true
  if (type === 'application/xml') return /^text\/|[/+]xml$/.test(declared)
  if (type.startsWith('text/')) return declared.startsWith('text/')
  return type === 'application/zip' && ARCHIVES.test(declared)
}
