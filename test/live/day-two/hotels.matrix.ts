import { matrixOf } from './matrix-of';

matrixOf('hotels');
