import type { CostCode } from '#domain/project.ts';

const LABOUR = { code: 'L', name: 'Labor' };
const MATERIAL = { code: 'M', name: 'Materials' };
const EQUIPMENT = { code: 'E', name: 'Equipment' };
const SUBCONTRACT = { code: 'S', name: 'Commitment' };
const OWN = [LABOUR, MATERIAL, EQUIPMENT];
const MIXED = [LABOUR, MATERIAL, SUBCONTRACT];
const BOUGHT = [SUBCONTRACT];

/** MasterFormat divisions with the codes that a mid-size building uses. */
const divisions: readonly (readonly [
  division: string,
  types: CostCode['line_item_types'],
  codes: Readonly<Record<string, string>>,
])[] = [
  [
    '01',
    OWN,
    {
      100: 'Supervision',
      150: 'Safety',
      310: 'Project Management',
      450: 'Quality Control',
      510: 'Temporary Utilities',
      520: 'Field Offices',
      540: 'Hoisting',
      560: 'Temporary Fencing',
      740: 'Final Cleaning',
      770: 'Closeout',
    },
  ],
  ['02', MIXED, { 410: 'Selective Demolition', 820: 'Asbestos Remediation' }],
  [
    '03',
    MIXED,
    {
      110: 'Structural Formwork',
      210: 'Reinforcing Steel',
      300: 'Cast-in-Place Concrete',
      350: 'Concrete Finishing',
      450: 'Precast Panels',
    },
  ],
  ['04', BOUGHT, { 200: 'Unit Masonry', 430: 'Stone Veneer' }],
  ['05', BOUGHT, { 120: 'Structural Steel', 310: 'Steel Decking', 500: 'Metal Fabrications', 510: 'Metal Stairs' }],
  ['06', MIXED, { 100: 'Rough Carpentry', 200: 'Finish Carpentry', 410: 'Custom Cabinets' }],
  [
    '07',
    BOUGHT,
    {
      110: 'Dampproofing',
      210: 'Thermal Insulation',
      420: 'Wall Panels',
      520: 'Membrane Roofing',
      840: 'Firestopping',
      920: 'Joint Sealants',
    },
  ],
  [
    '08',
    MIXED,
    { 110: 'Metal Doors and Frames', 140: 'Wood Doors', 410: 'Storefronts', 440: 'Curtain Wall', 710: 'Door Hardware' },
  ],
  [
    '09',
    BOUGHT,
    {
      210: 'Plaster and Gypsum Board',
      300: 'Tiling',
      510: 'Acoustical Ceilings',
      650: 'Resilient Flooring',
      680: 'Carpeting',
      910: 'Painting',
    },
  ],
  ['10', MIXED, { 140: 'Signage', 280: 'Toilet Accessories' }],
  ['14', BOUGHT, { 200: 'Elevators' }],
  ['21', BOUGHT, { 130: 'Fire Sprinklers' }],
  ['22', BOUGHT, { 110: 'Plumbing Piping', 400: 'Plumbing Fixtures', 630: 'Medical Gas' }],
  ['23', BOUGHT, { 90: 'HVAC Controls', 300: 'Air Distribution', 640: 'Chillers' }],
  ['26', BOUGHT, { 240: 'Switchboards', 320: 'Standby Generator', 510: 'Interior Lighting' }],
  ['28', BOUGHT, { 310: 'Fire Alarm' }],
  ['31', MIXED, { 100: 'Site Clearing', 230: 'Excavation and Fill' }],
  ['32', BOUGHT, { 120: 'Asphalt Paving' }],
];

/** 60 cost codes, as Procore's API lists them. */
export const sampleCostCodes: readonly CostCode[] = divisions
  .flatMap(([division, types, codes]) =>
    Object.entries(codes).map(([code, name]) => ({
      full_code: `${division}-${code.padStart(3, '0')}`,
      name,
      line_item_types: types,
    })),
  )
  .map((code, index) => ({ id: 900_001 + index, ...code }));
