import { benchMappingEvaluations } from './mapping-evaluations.ts';
import { benchStartUp } from './start-up.ts';

benchStartUp();
await benchMappingEvaluations();
