import { dark, light, type Theme } from './palette';

/** What Graphviz makes shapes of. */
const shapes = ':is(path, polygon, polyline, ellipse)';

/** The style of the picture: light, or dark where the reader prefers that. */
export function style(): string {
  return `text { font-family: 'DejaVu Sans', Verdana, Arial, sans-serif; }\n${rules(light)}\n@media (prefers-color-scheme: dark) {\n${rules(dark)}\n}`;
}

function rules({ background, frame, text, states, flows }: Theme): string {
  const ofStates = Object.entries(states).flatMap(([state, { fill, line }]) => [
    `.node.${state} ${shapes} { stroke: ${line}; }`,
    `.node.${state} ${shapes}:not([fill='none']) { fill: ${fill}; }`,
    `.cluster.${state} > ${shapes} { stroke: ${line}; }`,
  ]);
  const ofFlows = Object.entries(flows).flatMap(([flow, colour]) => [
    `.edge.${flow} > path { stroke: ${colour}; }`,
    `.edge.${flow} > polygon { fill: ${colour}; stroke: ${colour}; }`,
    `.edge.${flow} > text { fill: ${colour}; }`,
  ]);
  return [
    `.graph > polygon { fill: ${background}; }`,
    `text { fill: ${text}; }`,
    `.cluster > ${shapes} { fill: ${frame}; }`,
    `.cluster.workload > ${shapes} { fill: ${background}; }`,
    ...ofStates,
    ...ofFlows,
  ].join('\n');
}
