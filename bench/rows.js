// Rows for the benches: deterministic, of about a kilobyte, with few or many distinct origins.

const WORDS =
  'the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part'.split(
    ' ',
  )

const ORIGINS = [
  { model: 'mistralai/Mistral-7B-Instruct-v0.2', channel: 'weights', role: 'output' },
  { model: 'gpt-4o-2024-08-06', channel: 'api', account: 'own', date: '2025-03-10', role: 'output' },
  { license: 'cc-by-4.0', author: 'human', dataset: 'example/handbook' },
  { license: 'mit', url: 'https://example.org/code' },
  { model: 'a-model-that-nobody-knows', role: 'output' },
]

/** @param {number} seed */
function random(seed) {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

/**
 * A maker of rows.
 * @param {{ seed?: number, words?: number, origins?: number }} options
 */
export function rowMaker({ seed = 1, words = 180, origins = ORIGINS.length } = {}) {
  const next = random(seed)
  let id = 0
  return () => {
    id++
    const text = Array.from({ length: words }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ')
    const at = Math.floor(next() * origins)
    const base = ORIGINS[at % ORIGINS.length]
    const provenance = origins > ORIGINS.length ? { ...base, dataset: `example/set-${at}` } : base
    return { id, text, provenance }
  }
}
