import { dotOf, edgeId } from './dot';
import type { Edge, GraphModel } from './model';
import { style } from './style';

/**
 * Draws a picture of a stack, for light and dark grounds.
 *
 * @returns an SVG, which ends with a line break
 */
export async function svgOf(model: GraphModel): Promise<string> {
  // A megabyte, which the other commands do not need.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  return dress(viz.renderString(dotOf(model), { format: 'svg' }), model);
}

/** Gives the SVG of Graphviz a title, a description and a style, and its parts readable names. */
function dress(drawn: string, model: GraphModel): string {
  const [, width = '', height = '', box = ''] =
    /<svg width="(\d+)pt" height="(\d+)pt"\s+viewBox="([^"]+)"/.exec(drawn) ?? [];
  const body = drawn
    .slice(drawn.indexOf('<g '))
    // They hold names, in which `--` would be no XML.
    .replaceAll(/<!--.*?-->\n?/gs, '')
    .replaceAll('&#45;', '-')
    .replaceAll('<title>cluster ', '<title>')
    .replaceAll(/(<g id="(edge-\d+)" [^>]*>\n<title>)[^<]*/g, (all, start: string, id: string) => {
      const edge = model.edges.find((_, position) => edgeId(position) === id);
      return edge ? start + escapeXml(edgeTitle(edge)) : all;
    });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}" role="img" aria-labelledby="title description">
<title id="title">The systems of the stack, and what flows between their parts</title>
<desc id="description">${escapeXml(describe(model))}</desc>
<style>
${style()}
</style>
${body.trim()}
`;
}

/** What a picture shows, in words: the systems, and each part that is not ready. */
export function describe({ systems }: GraphModel): string {
  const states = systems.map(({ name, namespace, says }) => `${name} in namespace ${namespace}: ${says}`);
  const parts = systems.flatMap(({ workloads, resources }) => [
    ...resources,
    ...workloads,
    ...workloads.flatMap(({ pods }) => pods),
    ...workloads.flatMap(({ pods }) => pods.flatMap(({ containers }) => containers)),
  ]);
  const unwell = parts.filter(({ state }) => state !== 'ready').map(({ id, says }) => `${id}: ${says}`);
  return [...states, ...(unwell.length > 0 ? [`Not ready: ${unwell.join(', ')}`] : [])].join('. ') + '.';
}

function edgeTitle({ from, to, label, both }: Edge): string {
  return `${label}: ${from} ${both ? '⇄' : '→'} ${to}`;
}

/** A text as it stands in XML. */
function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text.replaceAll(/[&<>]/g, (character) => entities[character] ?? character);
}
