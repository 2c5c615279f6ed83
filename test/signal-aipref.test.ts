import { describe } from 'vitest'
import { under } from './signal-kit.ts'

describe('AIPREF', () => {
  under('content-usage', [
    ['train-ai=n', 'reserved'],
    ['train-ai=n, search=y', 'reserved'],
    ['search=y,train-ai=n', 'reserved'],
    ['Content-Usage: train-ai=n', 'reserved'],
    ['content-usage:train-ai=n', 'reserved'],
    ['train-ai=y', 'free'],
    ['train-ai=y, search=n', 'free'],
    ['search=n', 'free'],
    ['', 'free'],
    // any disallowing counts, wherever it stands
    ['train-ai=n, train-ai=y', 'reserved'],
    ['train-ai=y, train-ai=n', 'reserved'],
    ['train-ai=y\ntrain-ai=n', 'reserved'],
    ['search=y\r\ntrain-ai=n\r\n', 'reserved'],
    // what can't be read, or is no preference, is open
    ['Train-AI=n', 'open'],
    ['train-ai=n,', 'open'],
    ['train-ai = n', 'open'],
    ['train-ai', 'open'],
    ['train-ai="n"', 'open'],
    ['train-ai=?0', 'open'],
    ['train-ai=maybe', 'open'],
    ['train-ai=(n y)', 'open'],
    ['train-ai=y, train-ai', 'open'],
    ['no training, please', 'open'],
    // labels that nobody knows are ignored, unless they may be about training
    ['train-ai=y, ads=n', 'free'],
    ['ads=n', 'free'],
    ['ads="x"', 'free'],
    ['train-music=n', 'open'],
    ['ml-models=y', 'open'],
    ['*=n', 'open'],
    // parameters are no preferences, but what was meant as one is not lost
    ['train-ai=n;exceptions=x', 'reserved'],
    ['train-ai=y;note="a, b";until=@1700000000', 'free'],
    ['search=y; train-ai=n', 'reserved'],
    ['ai=n; tdm=n; train-ai=n', 'reserved'],
    // labels of earlier drafts: what is said of training comes before what is said of all mining
    ['genai=n', 'reserved'],
    ['train-genai=n, train-ai=y', 'reserved'],
    ['ai=n', 'reserved'],
    ['tdm=n', 'reserved'],
    ['bots=n', 'reserved'],
    ['bots=n, train-ai=y', 'reserved'],
    ['bots=n, train-ai=y, train-ai=n', 'reserved'],
    ['bots=n, search=y', 'reserved'],
    ['bots=n, train-genai=y', 'reserved'],
    ['bots=n\ntrain-ai=y', 'reserved'],
    // input to a model that answers is no training
    ['ai-use=n', 'free'],
    ['ai-use=n, train-ai=n', 'reserved'],
    // a rule of a robots.txt is for a path
    ['/ train-ai=n', 'reserved'],
    ['Content-Usage: /* train-ai=n # no', 'reserved'],
    ['/blog/ train-ai=n', 'open'],
    ['/blog/ train-ai=y', 'free'],
    ['/blog/ train-ai=y\n/ train-ai=n', 'reserved'],
  ])
  under('Content_Usage', [['train-ai=n', 'reserved']])
  under('aipref', [
    ['train-ai=n', 'reserved'],
    [0, 'open'],
  ])
  under('content-signal', [
    ['search=yes, ai-train=no', 'reserved'],
    ['Content-Signal: search=yes,ai-train=yes,ai-input=no', 'free'],
  ])
  under('train-ai', [
    ['n', 'reserved'],
    ['y', 'free'],
    ['N', 'reserved'],
    [false, 'reserved'],
    [true, 'free'],
    ['disallow', 'reserved'],
    ['perhaps', 'open'],
    [0, 'open'],
  ])
  under('search', [
    ['n', 'free'],
    ['y', 'free'],
  ])
})
