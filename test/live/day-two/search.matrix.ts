import { matrixOf } from './matrix-of';

matrixOf('search');
