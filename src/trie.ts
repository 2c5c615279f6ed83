/** A place in a trie: a value, and what follows by token. The first token that followed is found without a look-up. */
export interface TrieNode<V> {
  value: V | undefined
  token: unknown
  only: TrieNode<V> | undefined
  more: Map<unknown, TrieNode<V>> | undefined
}

/**
 * Values by sequences of tokens: texts, numbers and objects by identity. Whoever walks it makes no text of the whole, and
 * compares each token with those that were there before. Bounded: beyond `limit` places it starts anew, which costs
 * time and changes nothing.
 */
export interface Trie<V> {
  /** Where every walk starts; another one after the trie started anew. */
  readonly root: TrieNode<V>
  /** The place behind a token, made where there is none. */
  grow(node: TrieNode<V>, token: unknown): TrieNode<V>
}

export function createTrie<V>(limit: number): Trie<V> {
  let root = createNode<V>()
  let size = 0
  return {
    get root() {
      if (size >= limit) {
        root = createNode<V>()
        size = 0
      }
      return root
    },
    grow(node, token) {
      const known = follow(node, token)
      if (known !== undefined) return known
      const kept = typeof token === 'string' ? ownText(token) : token
      const made = createNode<V>()
      size += 1
      if (node.only === undefined) {
        node.token = kept
        node.only = made
      } else {
        node.more ??= new Map()
        node.more.set(kept, made)
      }
      return made
    },
  }
}

/** The place behind a token, if it was met before. */
export function follow<V>(node: TrieNode<V>, token: unknown): TrieNode<V> | undefined {
  if (node.token === token && node.only !== undefined) return node.only
  return node.more === undefined ? undefined : node.more.get(token)
}

const createNode = <V>(): TrieNode<V> => ({ value: undefined, token: undefined, only: undefined, more: undefined })

/** Shorter texts are never parts of longer ones. */
const WHOLE = 13

/** The same text on its own: one cut from a long line would keep the whole line in memory. */
const ownText = (text: string): string => (text.length < WHOLE ? text : (JSON.parse(JSON.stringify(text)) as string))
