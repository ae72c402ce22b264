import type { Abi } from '../../ir/abi.js';

/**
 * Bill of materials of the generated package, as CycloneDX 1.6 (ECMA-424) has it: the package and nothing else, since it
 * contains and needs nothing else. It has no serial number and no time, so that whoever makes the package again gets the same.
 */
export function billOfMaterials({ name, version, packageName, digest }: Abi): object {
  const purl = `pkg:npm/${packageName.split('/').map(encodeURIComponent).join('/')}@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'molt-abi' }] },
      component: {
        type: 'library',
        'bom-ref': purl,
        name: packageName,
        version,
        purl,
        properties: [
          { name: 'molt-abi:abi', value: `${name} ${version}` },
          { name: 'molt-abi:digest', value: digest },
        ],
      },
    },
    components: [],
    dependencies: [{ ref: purl, dependsOn: [] }],
  };
}
