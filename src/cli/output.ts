/** The options of a command that prints an answer. */
export interface OutputOptions {
  json?: true
}

/** Prints `value` for programs where JSON was asked for, else `text` for people. */
export function print({ json }: OutputOptions, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value, null, 2) : text)
}

/** Rows below their headings, each column as wide as its widest cell. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map((cell) => harmless(String(cell))))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A time as people read it. */
export function toDateTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A name from the database must not be able to steer the terminal. */
function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '�')
}

function widthOf(text: string): number {
  return [...text].length
}
