import { sampleCostCodes } from '#local/walk/sample-cost-codes.ts';

/** The project that the demo sends first. */
export const FIRST_SAMPLE = 5_001;

/** A send body for a made-up project, as Procore's UI would post it. Projects differ by id, name and number. */
export const sampleProject = (id: number) => ({
  project: {
    id,
    name: `Riverside Medical Office Building ${id}`,
    project_number: `26-${id}`,
    address: '1450 Harbor Way',
    city: 'Santa Barbara',
    state_code: 'CA',
    zip: '93101',
    country_code: 'US',
    phone: '(805) 555-0142',
    start_date: '2026-12-01',
    completion_date: '2028-03-31',
    total_value: 18_450_000,
    square_feet: 62_500,
    active: true,
    description:
      'Three storeys of clinics and imaging above one level of parking, with a surgery center on the first floor.',
    sector: 'Healthcare',
    delivery_method: 'Design-Bid-Build',
  },
  cost_codes: sampleCostCodes,
  note: 'Please set up before the first invoice run.',
});
