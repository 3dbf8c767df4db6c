import { matrixOf } from './matrix-of';

matrixOf('tokens');
