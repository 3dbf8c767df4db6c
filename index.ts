import { deployStack } from './components/stack';
import { systems } from './components/systems';

/** The outputs of the stack: `urls`, and the objects of each system under its name. */
export = () => deployStack(systems, process.env);
