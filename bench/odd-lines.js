// Lines that are nearly JSON, always the same for a seed: records with a few bytes changed, moved or left out, so that
// about every second one is wrong somewhere.

const PIECES = [
  '{"m":"a","t":1}',
  '{"t":{"m":[1,{"m":2}]},"m":"a","x":"m"}',
  '{"m":"a","m":"b"}',
  '{"\\u006d":"a","t":"\\ud83d\\ude00"}',
  '{ "m" : "a" ,\t"t":[true,false,null,-0.5e+10,"\\"\\\\\\/\\b\\f\\n\\r\\t"] }\r',
  '{"text":"line one\\nline two, a long one that goes on for more than sixteen bytes","m":null}',
  '{"text":"漢字 é “quoted” 😀","m":{"a":{"b":{"c":[[[[]]]]}}}}',
  '{"m":"0123456789abcdef0123456789abcdef","t":"0123456789abcde"}',
  '{}',
  '[]',
  '{"":"","m":""}',
  ' ',
  '',
  'null',
  '{"a":1}{"a":2}',
  '{"n":[0,-1,1.5,2e3,1E-7,0.25e+2,12345678901234567890]}',
]
const BYTES = [...'{}[]:,"\\ \t\r0123456789-+.eEtrufalsn/bx\u0000\u001f\u007f'].map((char) => char.charCodeAt(0))
/** What strings are made of where escapes stand side by side. */
const ESCAPES = ['\\\\', '\\"', '\\n', '\\u00e9', 'a', '0123456789', 'é', '\\u12', '\\', '"', '\\x', '\u0001']
const LF = 0x0a

/** @param {number} seed */
function randoms(seed) {
  let state = seed >>> 0 || 1
  return (/** @type {number} */ below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/**
 * A maker of blocks of `lines` lines each. Most are UTF-8; with `broken` some bytes are not.
 * @param {{ seed?: number, lines?: number, broken?: boolean }} options
 */
export function oddLines({ seed = 1, lines = 64, broken = false } = {}) {
  const next = randoms(seed)
  const pieces = PIECES.map((piece) => new TextEncoder().encode(piece))
  const block = new Uint8Array(lines * 512)
  const one = new Uint8Array(512)

  const escapes = () => {
    let text = next(2) === 0 ? '{"t":"' : '{"m":1,"t":"'
    // Wrong ones are few, so that about every second line is right.
    for (let parts = next(40); parts > 0; parts--) text += ESCAPES[next(next(24) === 0 ? ESCAPES.length : 7)]
    const { written } = new TextEncoder().encodeInto(`${text}","m":"b"}`, one)
    return one.subarray(0, written)
  }
  const line = () => {
    if (next(4) === 0) return escapes()
    const piece = pieces[next(pieces.length)] ?? one.subarray(0, 0)
    one.set(piece)
    let length = piece.length
    for (let changes = next(4); changes > 0 && length > 0; changes--) {
      const at = next(length)
      const byte = broken && next(8) === 0 ? 128 + next(128) : (BYTES[next(BYTES.length)] ?? 0)
      switch (next(4)) {
        case 0:
          one[at] = byte
          break
        case 1:
          one.copyWithin(at, at + 1, length--)
          break
        case 2:
          one.copyWithin(at + 1, at, length++)
          one[at] = byte
          break
        default: {
          // Repeats what stands before: members, brackets, escapes
          const from = next(at + 1)
          const more = Math.min(at - from, 40)
          one.copyWithin(at + more, at, length)
          one.copyWithin(at, from, from + more)
          length += more
        }
      }
      if (length > 400) length = 400
    }
    return one.subarray(0, length)
  }
  return () => {
    let used = 0
    for (let i = 0; i < lines; i++) {
      const bytes = line()
      block.set(bytes, used)
      used += bytes.length
      block[used++] = LF
    }
    // Now and then the last line lacks its newline.
    return block.slice(0, next(8) === 0 ? used - 1 : used)
  }
}
