import { deploySystems, loadStackSettings } from './components/stack';
import { systems } from './components/systems';
import { targetOf } from './components/target';

const settings = loadStackSettings(systems);

/** The outputs of the stack: `urls`, and the objects of each system under its name. */
export = deploySystems(systems, settings, targetOf(settings));
