import { benchMappingEvaluations } from './mapping-evaluations.ts';

await benchMappingEvaluations();
