import { Field, Int64, LargeUtf8, RecordBatchStreamWriter, Schema, tableFromIPC } from 'apache-arrow'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { thriftStruct } from '../adapters/formats/parquet/thrift.ts'
import { bufferOf } from './format-kit.ts'
import { binary, craftedParquet, int } from './parquet-craft.ts'
import { footerOf, stampBytes } from './stamp-kit.ts'

const NAME = 'in.parquet'

describe('metadata that list the columns once more', () => {
  const written = (kvMetadata: { key: string; value?: string }[]) =>
    new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: [1n, 2n] }], kvMetadata }))
  const arrowSchema = (fields: Field[]) => {
    const writer = new RecordBatchStreamWriter()
    writer.reset(undefined, new Schema(fields, new Map([['x', 'ключ']])))
    return Buffer.from(writer.finish().toUint8Array(true).slice(0, -8)).toString('base64')
  }
  const id = new Field('id', new Int64(), true, new Map([['of', 'a column']]))
  const stampedNote = async (key: string, value: string) => {
    const kvMetadata = [
      { key: 'other', value: '' },
      { key, value },
      { key: 'pandas', value: '{"columns": []}' },
    ]
    const { bytes } = await stampBytes(NAME, written(kvMetadata))
    const found = parquetMetadata(bufferOf(bytes)).key_value_metadata!
    expect(found.filter((pair) => pair.key !== key)).toEqual(kvMetadata.filter((pair) => pair.key !== key))
    return found.find((pair) => pair.key === key)?.value
  }

  test("Arrow's schema has it too, with all that it says of the others", async () => {
    const value = await stampedNote('ARROW:schema', arrowSchema([id]))
    const end = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)
    const { schema } = tableFromIPC(new Uint8Array(Buffer.concat([Buffer.from(value!, 'base64'), end])))
    expect(schema.fields.map((field) => `${field}`)).toEqual(['id: Int64', 'provenance: Utf8'])
    expect([...schema.fields[0]!.metadata]).toEqual([['of', 'a column']])
    expect([...schema.metadata]).toEqual([['x', 'ключ']])
  })

  test.each([
    ['of other columns', arrowSchema([id, new Field('gone', new LargeUtf8(), true)])],
    ['that is cut short', arrowSchema([id]).slice(0, 40)],
    ['that is no base64', '–'],
    ['that is empty', ''],
  ])("Arrow's schema %s is left out, since readers would refuse the file", async (_, value) => {
    expect(await stampedNote('ARROW:schema', value)).toBeUndefined()
  })

  const SPARK = 'org.apache.spark.sql.parquet.row.metadata'
  const column = { name: 'provenance', type: 'string', nullable: true, metadata: {} }
  test.each<[string, string, string]>([
    [SPARK, '{"type":"struct","fields":[]}', `{"type":"struct","fields":[${JSON.stringify(column)}]}`],
    [
      SPARK,
      '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{"n":12345678901234567890}}]}',
      `{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{"n":12345678901234567890}},${JSON.stringify(column)}]}`,
    ],
    [SPARK, 'no JSON', 'no JSON'],
    [SPARK, '[]', '[]'],
    [
      'huggingface',
      '{"info": {"features": {"id": {"dtype": "int64", "_type": "Value"}}}}',
      '{"info":{"features":{"id":{"dtype":"int64","_type":"Value"},"provenance":{"dtype":"string","_type":"Value"}}}}',
    ],
    ['huggingface', '{"info": {"features": null}}', '{"info": {"features": null}}'],
    ['huggingface', '{"fingerprint": "f"}', '{"fingerprint": "f"}'],
    ['__proto__', '{"info": {"features": {}}}', '{"info": {"features": {}}}'],
  ])('%s: %s', async (key, value, expected) => expect(await stampedNote(key, value)).toBe(expected))

  test('fields of the footer that are newer than these are kept, but for a second footer in it', async () => {
    const schema = { 40: int(7), 32767: binary('of a row group?') }
    const input = craftedParquet({ chunk: schema, file: { 32767: binary('a footer once more') } })
    const { bytes } = await stampBytes(NAME, input)
    const footer = thriftStruct(bytes.slice(footerOf(bytes), -8))
    expect(footer.ids()).toEqual([1, 2, 3, 4])
    const [group] = [...footer.list(4)!.structs()]
    const [chunk] = [...group!.list(1)!.structs()]
    expect(chunk!.ids()).toEqual([2, 3, 40, 32767])
    expect(chunk!.int(40)).toBe(7)
  })
})
