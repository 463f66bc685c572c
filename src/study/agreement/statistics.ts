import { corrDependencies, create, meanDependencies, stdDependencies } from 'mathjs/number';

/** Takes a while to load: fetched where series are fitted. */
export const { corr, mean, std } = create({ ...corrDependencies, ...meanDependencies, ...stdDependencies }, {});
