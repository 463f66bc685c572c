import type { PriceTable } from '../../components/price.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';

/** What Timeloop calls our actions; others keep their names. */
const names: Readonly<Record<string, string>> = { mac: 'compute' };

/**
 * Energy and area reference tables (ERT, ART) of an accelerator, as Timeloop and Accelergy write them: picojoules of an access of
 * as many bits as the comment beside it says, square micrometres of one instance.
 */
export function referenceTables(hardware: HardwareSpec, prices: PriceTable): string {
  const known = [...prices.values()];
  const areas = known.filter(({ areaUm2 }) => areaUm2 !== null);
  const lines = [
    `# Prices of ${oneLine(hardware.name)} by kjoule, moved to ${hardware.nodeNm} nm and ${hardware.voltageV} V.`,
    'ERT:',
    '  version: 0.4',
    '  tables:',
    ...known.flatMap(({ component, instances, actions }) => [
      `    - name: ${tableName(component, instances)}`,
      '      actions:',
      ...Object.entries(actions).flatMap(([action, { energyPj, bits, source }]) => [
        `        # of ${bits} bit: ${oneLine(source)}`,
        `        - { name: ${names[action] ?? action}, arguments: {}, energy: ${energyPj} }`,
      ]),
    ]),
    ...(areas.length === 0 ? [] : ['ART:', '  version: 0.4', '  tables:']),
    ...areas.map(
      ({ component, instances, areaUm2 }) => `    - { name: ${tableName(component, instances)}, area: ${areaUm2} }`,
    ),
    ...known
      .filter(({ areaUm2 }) => areaUm2 === null)
      .map(({ component, areaSource }) => `# No area of ${oneLine(component)}: ${oneLine(areaSource)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Dots part levels there, so a memory in a level has none in its name. */
function tableName(component: string, instances: number): string {
  return JSON.stringify(`system.${component.replace(/[^\w-]+/g, '_')}[1..${instances}]`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
