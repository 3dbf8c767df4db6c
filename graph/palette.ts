import type { Flow, State } from './model';

/** The colours of the picture. Each state also stands there in words. */
export interface Theme {
  readonly background: string;
  /** The ground of every second frame: of systems and pods, with workloads between them. */
  readonly frame: string;
  readonly text: string;
  /** Of a node: its ground, and its line, which frames have too. */
  readonly states: Readonly<Record<State, { readonly fill: string; readonly line: string }>>;
  /** Of a line and of what is written beside it. */
  readonly flows: Readonly<Record<Flow, string>>;
}

/** The colours on a light ground, those of GitHub. */
export const light: Theme = {
  background: '#ffffff',
  frame: '#f6f8fa',
  text: '#1f2328',
  states: {
    ready: { fill: '#dafbe1', line: '#1a7f37' },
    starting: { fill: '#fff8c5', line: '#9a6700' },
    broken: { fill: '#ffebe9', line: '#cf222e' },
    gone: { fill: '#eaeef2', line: '#59636e' },
  },
  flows: {
    traffic: '#0757ba',
    names: '#59636e',
    Secret: '#7232bd',
    ConfigMap: '#9a0f5d',
    claim: '#8a3800',
    data: '#116329',
    starts: '#59636e',
  },
};

/** The colours on a dark ground, those of GitHub. */
export const dark: Theme = {
  background: '#0d1117',
  frame: '#161b22',
  text: '#f0f6fc',
  states: {
    ready: { fill: '#12361f', line: '#3fb950' },
    starting: { fill: '#3b2e0a', line: '#d29922' },
    broken: { fill: '#4c1519', line: '#f85149' },
    gone: { fill: '#21262d', line: '#9198a1' },
  },
  flows: {
    traffic: '#6cb6ff',
    names: '#9ea7b3',
    Secret: '#cfa8ff',
    ConfigMap: '#ff9bce',
    claim: '#f0a45d',
    data: '#56d364',
    starts: '#9ea7b3',
  },
};
