type Note = (text: string, column: string) => string | undefined

/** Key-value metadata in which writers list the columns once more: those who read by it would not see a new one. */
const NOTES: Readonly<Record<string, Note>> = {
  huggingface(text, column) {
    const notes = parsed(text)
    const features = member(member(notes, 'info'), 'features')
    if (typeof features !== 'object' || features === null || Array.isArray(features)) return undefined
    Object.defineProperty(features, column, { value: { dtype: 'string', _type: 'Value' }, enumerable: true })
    return JSON.stringify(notes)
  },
  'org.apache.spark.sql.parquet.row.metadata'(text, column) {
    const fields = member(parsed(text), 'fields')
    if (!Array.isArray(fields) || !text.endsWith(']}')) return undefined
    const field = JSON.stringify({ name: column, type: 'string', nullable: true, metadata: {} })
    return `${text.slice(0, -2)}${fields.length > 0 ? ',' : ''}${field}]}`
  },
}

/** A value of key-value metadata that also knows a new column of text; as it was, where it lists no columns. */
export function noted(key: string, text: string, column: string): string {
  return (Object.hasOwn(NOTES, key) ? NOTES[key]?.(text, column) : undefined) ?? text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
