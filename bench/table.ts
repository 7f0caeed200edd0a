export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

export function amount(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function decimals(value: number): string {
  return value.toFixed(2)
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
