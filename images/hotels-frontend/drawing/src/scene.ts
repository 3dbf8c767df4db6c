import type { Canvas } from './canvas';

/** Paints one place. */
export type Scene = (canvas: Canvas) => void;
