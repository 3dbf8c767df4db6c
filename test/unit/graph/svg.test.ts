import assert from 'node:assert/strict';

import { buildModel } from '../../../graph/build';
import type { GraphModel } from '../../../graph/model';
import { stable } from '../../../graph/naming';
import type { DrawnObject } from '../../../graph/objects';
import { dark, light } from '../../../graph/palette';
import { svgOf } from '../../../graph/svg';
import { structureOf } from '../../support/graph';
import { deployment, metadata, mounting, pod, podSpec, waiting, wholeStack } from './make-objects';

function model(live: readonly DrawnObject[]): GraphModel {
  return buildModel({ live, gone: [] }, stable);
}

/** The relative luminance of a colour, by WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, by WCAG 2.2: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe('The SVG of a stack', () => {
  it('has each part with its state in its class and in words, and each edge with what flows', async () => {
    const crashing = { containerStatuses: [waiting('sell', 'CrashLoopBackOff')] };
    const shown = structureOf(
      await svgOf(model([deployment('till', 2, 1), pod('till', 'a'), pod('till', 'b', crashing)])),
    );
    const till = 'market/shop';
    const of = 'market/Deployment/till';
    assert.deepEqual(shown, [
      ['cluster pod broken', `${of}/pod 1`, 'pod 1 · CrashLoopBackOff'],
      ['cluster pod ready', `${of}/pod 2`, 'pod 2 · ready'],
      ['cluster system broken', till, 'shop in namespace market · 1 of 2 ready'],
      ['cluster workload broken', of, 'Deployment till · 1 of 2 ready'],
      ['edge starts', `starts: ${of}/pod 1/fill → ${of}/pod 1/sell`, 'starts'],
      ['edge starts', `starts: ${of}/pod 2/fill → ${of}/pod 2/sell`, 'starts'],
      ['node container broken', `${of}/pod 1/sell`, 'sell', 'CrashLoopBackOff'],
      ['node container ready', `${of}/pod 1/fill`, 'fill', 'init · done'],
      ['node container ready', `${of}/pod 2/fill`, 'fill', 'init · done'],
      ['node container ready', `${of}/pod 2/sell`, 'sell', 'ready'],
    ]);
  });

  it('names the frames that an edge joins, not the containers where it is anchored', async () => {
    const edges = structureOf(await svgOf(model(wholeStack()))).filter(([classes]) =>
      classes.startsWith('edge'),
    );
    assert.ok(
      edges.some(([, name]) => name === 'traffic: market/Service/till → market/Deployment/till'),
      JSON.stringify(edges),
    );
    assert.equal(edges.length, model(wholeStack()).edges.length);
  });

  it('is the same each time, byte by byte', async () => {
    const drawn = await svgOf(model(wholeStack()));
    assert.equal(await svgOf(model(wholeStack().toReversed())), drawn);
  });

  it('draws a workload without pods', async () => {
    const shown = structureOf(await svgOf(model([deployment('till', 1, 0)])));
    assert.deepEqual(shown.at(-1), ['node none starting', 'market/Deployment/till/none', 'no pods']);
  });

  it('is XML whatever the cluster says, and shows it as it is', async () => {
    const odd = 'a<b>&"c" --> \\n \\N ]]>';
    const broken = { containerStatuses: [waiting('sell', odd)] };
    const system = { labels: { 'app.kubernetes.io/name': '<script>--' } };
    // What an init container leaves is named by its volume.
    const spec = podSpec({
      initContainers: [mounting('fill', 'a<b>&c')],
      containers: [mounting('sell', 'a<b>&c')],
      volumes: [{ name: 'a<b>&c', emptyDir: {} }],
    });
    const objects = [
      { ...deployment('till', 1, 0), metadata: metadata('till', system) },
      pod('till', 'a', broken, spec),
    ];
    const svg = await svgOf(model(objects));
    // Nothing but the elements of a picture; no character that begins one stands in a text.
    const elements = new Set([...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, name]) => name));
    const known = ['svg', 'title', 'desc', 'style', 'g', 'polygon', 'path', 'text', 'polyline'];
    assert.deepEqual(
      [...elements].filter((name) => !known.includes(name!)),
      [],
    );
    assert.doesNotMatch(svg, /&(?!amp;|lt;|gt;|quot;|#\d+;)/);
    const texts = structureOf(svg).flatMap(([, , ...all]) => all);
    const read = texts.map((text) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    );
    assert.ok(read.includes(odd), JSON.stringify(read));
  });

  it('tells in its description how the systems are, and each part that is not ready', async () => {
    const crashing = { containerStatuses: [waiting('sell', 'CrashLoopBackOff')] };
    const svg = await svgOf(model([deployment('till', 1, 0), pod('till', 'a', crashing)]));
    assert.match(svg, /^<svg [^>]*role="img" aria-labelledby="title description">\n<title id="title">[^<]+</);
    const [, described] = /<desc id="description">([^<]*)</.exec(svg) ?? [];
    assert.equal(
      described,
      'shop in namespace market: 0 of 1 ready. Not ready: market/Deployment/till: 0 of 1 ready, ' +
        'market/Deployment/till/pod 1: CrashLoopBackOff, market/Deployment/till/pod 1/sell: CrashLoopBackOff.',
    );
  });

  it('has a style for every state and every flow, light and dark', async () => {
    const svg = await svgOf(model(wholeStack()));
    const [day = '', night = ''] = svg.split('@media (prefers-color-scheme: dark)');
    for (const [rules, theme] of [
      [day, light],
      [night, dark],
    ] as const) {
      for (const [state, { fill, line }] of Object.entries(theme.states)) {
        assert.ok(rules.includes(`.node.${state} `) && rules.includes(fill) && rules.includes(line), state);
      }
      for (const [flow, colour] of Object.entries(theme.flows))
        assert.ok(rules.includes(`.edge.${flow} > text { fill: ${colour}; }`), flow);
    }
  });
});

for (const [name, { background, frame, text, states, flows }] of Object.entries({ light, dark })) {
  describe(`The ${name} colours of the picture`, () => {
    const grounds = [background, frame];

    it('have a contrast of 4.5 at least between text and what is behind it', () => {
      for (const [what, { fill }] of Object.entries(states))
        assert.ok(contrast(text, fill) >= 4.5, `${what}: ${contrast(text, fill)}`);
      for (const ground of grounds) {
        assert.ok(contrast(text, ground) >= 4.5);
        for (const [flow, colour] of Object.entries(flows))
          assert.ok(contrast(colour, ground) >= 4.5, `${flow}: ${contrast(colour, ground)}`);
      }
    });

    it('have a contrast of 3 at least between the line of a state and what is on either side', () => {
      for (const [what, { fill, line }] of Object.entries(states))
        for (const ground of [...grounds, fill])
          assert.ok(contrast(line, ground) >= 3, `${what}: ${contrast(line, ground)}`);
    });

    it('tell the states apart', () => {
      const lines = Object.values(states).map(({ line }) => line);
      assert.equal(new Set(lines).size, lines.length);
    });
  });
}
