import { matrixOf } from './matrix-of';

matrixOf('cryptoserver');
