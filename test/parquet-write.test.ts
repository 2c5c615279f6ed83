import { beforeAll, describe, test } from 'vitest'
import { type Duck, expectSplit, openDuck } from './parquet-kit.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

const N = 'FROM range(5000) t(i)'
const SHAPES: readonly (readonly [what: string, select: string])[] = [
  [
    'integers',
    `SELECT (i % 250 - 122)::TINYINT a, i::SMALLINT b, (i - 2500)::INTEGER c, (i - 2500) * 3689348814741910 d, (i % 250)::UTINYINT e, i::UINTEGER * 800000 f, i::UBIGINT * 3689348814741910 g ${N}`,
  ],
  [
    'floats',
    `SELECT CASE i % 5 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN -0.0 WHEN 2 THEN 'inf'::DOUBLE ELSE i / 7 END a, CASE i % 4 WHEN 0 THEN 'nan'::FLOAT WHEN 1 THEN '-0.0'::FLOAT ELSE i / 3 END b ${N}`,
  ],
  [
    'decimals',
    `SELECT (i / 7)::DECIMAL(4, 1) a, (i / 7)::DECIMAL(9, 3) b, (i / 7)::DECIMAL(18, 9) c, (i * 123456789012345678::HUGEINT)::DECIMAL(38, 10) d ${N}`,
  ],
  [
    'times',
    `SELECT DATE '1969-01-01' + i::INT a, TIMESTAMP '1677-10-01 00:00:00' + to_microseconds(i * 987654321987) b, TIMESTAMP_NS '2020-01-01 00:00:00.123456789' c, TIMESTAMP_MS '2020-01-01 00:00:00.123' d, TIME '12:34:56.123456' e, TIMESTAMPTZ '2020-01-01 00:00:00+02' f, to_days(i::INT) g ${N}`,
  ],
  [
    'text and bytes',
    `SELECT 'row ' || i || ' – ünïcödé 🦆' a, encode('blob ' || i) || '\\xFF\\x00'::BLOB b, CASE WHEN i % 3 = 0 THEN '' WHEN i % 3 = 1 THEN NULL ELSE repeat('x', i % 50) END c, md5(i::VARCHAR)::UUID d ${N}`,
  ],
  [
    'few values',
    `SELECT ['mit', 'apache-2.0', NULL, 'cc-by-4.0'][i % 4 + 1] a, i % 3 b, i % 2 = 0 c, NULL::VARCHAR d, 'one' e, (i // 1000)::UTINYINT f ${N}`,
  ],
  [
    'lists',
    `SELECT CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5 = 1 THEN [] ELSE list_transform(range(i % 7), x -> CASE WHEN x % 2 = 0 THEN NULL ELSE 'v' || x || '-' || i END) END a, [[i, NULL], [], NULL, [1]] b, CASE WHEN i % 2 = 0 THEN [[[i]]] ELSE [[], [[], NULL]] END c ${N}`,
  ],
  [
    'structs and maps',
    `SELECT CASE WHEN i % 4 = 0 THEN NULL ELSE {'a': i, 'b': {'c': CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' || i % 9 END, 'd': NULL::INTEGER}} END a, [{'role': 'user', 'content': 'hello ' || i}, {'role': 'assistant', 'content': NULL}] b, CASE WHEN i % 6 = 0 THEN MAP {} WHEN i % 6 = 1 THEN NULL ELSE MAP {'k' || i: [i], 'z': NULL} END c ${N}`,
  ],
]

const WRITERS = ['', 'ROW_GROUP_SIZE 2048', "PARQUET_VERSION V2, ROW_GROUP_SIZE 2048, CODEC 'zstd'"]

describe('the rows that are kept and the rows that are not are those of the input', () => {
  test.each(SHAPES.flatMap(([what, select]) => WRITERS.map((options) => [what, options, select] as const)))(
    '%s, written with "%s"',
    async (_, options, select) => {
      const path = await duck.file(select, options)
      await expectSplit(duck, path, 3)
    },
  )

  test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'lz4_raw'])('codec %s', async (codec) => {
    const path = await duck.file(
      `SELECT i a, 'text ' || i % 7 b, repeat('some words ', 20) || i c FROM range(3000) t(i)`,
      `CODEC '${codec}', ROW_GROUP_SIZE 2048`,
    )
    await expectSplit(duck, path, 2)
    await expectSplit(duck, path, 1)
  })
})
