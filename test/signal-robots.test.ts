import { describe } from 'vitest'
import { together, under } from './signal-kit.ts'

const group = (agent: string, ...rules: string[]): string => [`User-agent: ${agent}`, ...rules, ''].join('\n')

describe('words of the robots meta tag and header', () => {
  under('x-robots-tag', [
    ['noai', 'reserved'],
    ['noai, noimageai', 'reserved'],
    ['NOAI,NOIMAGEAI', 'reserved'],
    ['index, follow\nnoai', 'reserved'],
    ['noindex; noai', 'reserved'],
    ['X-Robots-Tag: noai', 'reserved'],
    ['otherbot: noai, noindex', 'reserved'],
    ['max-snippet:-1, noai', 'reserved'],
    // what search is told says nothing of training
    ['index, follow', 'free'],
    ['all', 'free'],
    ['noindex, nofollow, max-snippet: 50, max-image-preview:large', 'free'],
    ['googlebot: noindex', 'free'],
    ['', 'free'],
    // of images, or of nothing that is known
    ['noimageai', 'open'],
    ['noindex, noimageai', 'open'],
    ['noaii', 'open'],
    ['no ai', 'open'],
    ['index, noplease', 'open'],
    [true, 'open'],
  ])
  for (const name of ['X_Robots_Tag', 'robots-meta', 'meta_robots', 'header_x_robots_tag'])
    under(name, [['noai', 'reserved']])
  under('noai', [
    [true, 'reserved'],
    [1, 'reserved'],
    [false, 'free'],
    ['perhaps', 'open'],
  ])
  under('noimageai', [
    [true, 'open'],
    [false, 'free'],
  ])
})

describe('rules for crawlers', () => {
  for (const name of ['robots.txt', 'robots_txt', 'robotstxt', 'ai.txt', 'ai_txt'])
    under(name, [
      ['disallow', 'reserved'],
      ['allow', 'free'],
      ['allowed', 'free'],
      ['disallow, allow', 'reserved'],
      ['allow\ndisallow', 'reserved'],
      ['unreachable', 'open'],
      [true, 'open'],
      [group('*', 'Disallow: /'), 'reserved'],
      [group('*', 'Disallow: /', 'Allow: /public/'), 'reserved'],
      [group('*', 'Disallow:'), 'free'],
      [group('*', 'Allow: /', 'Crawl-delay: 5', '# Disallow: /', 'Sitemap: https://example.org/s.xml'), 'free'],
      ['# nothing', 'free'],
      ['Disallow: /', 'reserved'],
      // which pages a rule for a part is about is not known
      [group('*', 'Disallow: /private/'), 'open'],
      [group('*', 'Disallow: *.txt'), 'open'],
      [group('*', 'Allow: /public/'), 'free'],
      // crawlers for training, for answers and for search
      [group('GPTBot', 'Disallow: /'), 'reserved'],
      [group('CCBot', 'Disallow: /private/'), 'open'],
      [group('Googlebot', 'Disallow: /'), 'free'],
      [group('Googlebot', 'User-agent: ClaudeBot', 'Disallow: /'), 'reserved'],
      [group('ClaudeBot', 'Allow: /') + group('*', 'Disallow:'), 'free'],
      [group('Googlebot', 'Disallow: /') + group('Google-Extended', 'Disallow: /'), 'reserved'],
      [group('Google-Extended', 'Allow: /') + group('Googlebot', 'Disallow: /'), 'free'],
      [group('ChatGPT-User', 'Disallow: /'), 'free'],
      [group('SomeNewBot', 'Disallow: /'), 'open'],
      [group('SomeNewBot', 'Allow: /'), 'free'],
      // preferences stand in the same file
      [group('*', 'Allow: /', 'Content-Usage: / train-ai=n'), 'reserved'],
      [group('*', 'Allow: /', 'Content-Signal: search=yes, ai-train=no'), 'reserved'],
      [group('*', 'Allow: /', 'Content-Usage: train-ai=y'), 'free'],
      [group('*', 'Allow: /', 'Content-Usage: Train'), 'open'],
      [group('*', 'Disallow-AI: training'), 'open'],
    ])
  for (const name of [
    'robots_gptbot',
    'robots.txt_gptbot',
    'robots:GPTBot',
    'robots_txt_ccbot',
    'robots-google-extended',
  ])
    under(name, [
      ['disallow', 'reserved'],
      ['Disallowed', 'reserved'],
      ['allow', 'free'],
      ['n', 'open'],
      [false, 'open'],
    ])
  under('robots_claudebot', [['disallow', 'reserved']])
  under('robots_googlebot', [['disallow', 'free']])
  under('robots_perplexitybot', [['disallow', 'free']])
  under('robots_somenewbot', [
    ['disallow', 'open'],
    ['', 'free'],
  ])
})

describe('several signals add up:', () => {
  together([
    [{ 'tdm-reservation': 0, 'content-usage': 'train-ai=n' }, 'reserved'],
    [{ robots_gptbot: 'allow', robots_ccbot: 'disallow' }, 'reserved'],
    [{ 'train-ai': 'y', noai: true }, 'reserved'],
    [{ 'train-ai': 'y', 'cawg.data_mining': 'allowed', 'tdm-reservation': 0, 'robots.txt': 'allow' }, 'free'],
    [{ 'train-ai': 'y', 'no-robots-please': 1 }, 'open'],
    [{ tdm_reservation: 0, 'tdm-reservation': 1 }, 'reserved'],
  ])
})

describe('padding and characters that cannot be seen never match:', () => {
  together([
    [{ 'content-usage': ' train-ai=y' }, 'open'],
    [{ 'content-usage': 'train-ai=y ' }, 'open'],
    [{ 'content-usage': 'train-ai=y\n' }, 'free'],
    [{ 'content-usage': ' train-ai=n ' }, 'reserved'],
    [{ 'content-usage': 'train\u200b-ai=y' }, 'open'],
    [{ 'content-usage': 'train-ai=y, ads=\u200by' }, 'open'],
    [{ 'train-ai': 'y\u200b' }, 'open'],
    [{ 'train-ai': '\u00a0y' }, 'open'],
    [{ 'train-ai': '\ufeffy' }, 'open'],
    [{ 'train-ai': 'ｙ' }, 'open'],
    [{ 'train-ai ': 'y' }, 'open'],
    [{ ' train-ai': 'y' }, 'open'],
    [{ 'train\u200b-ai': 'y' }, 'open'],
    [{ 'robots.txt': 'allow ' }, 'open'],
    [{ 'robots.txt': 'User-agent: *\nAllow: /\u200b' }, 'open'],
    [{ 'x-robots-tag': 'index,\u00a0follow' }, 'open'],
    [{ 'x-robots-tag': '\ufeffindex' }, 'open'],
    [{ 'tdm-reservation': ' 0' }, 'open'],
    [{ 'tdm-reservation': ' 1' }, 'reserved'],
  ])
})
