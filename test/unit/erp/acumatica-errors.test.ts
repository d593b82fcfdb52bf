import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '#erp/acumatica/errors.ts';
import type { ErpErrorKind } from '#erp/connector.ts';

const answer = (status: number, body: unknown = '', retryAfterSeconds: number | null = null) => ({
  status,
  headers: new Headers(),
  retryAfterSeconds,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

const seen = ({ kind, field, message, retryAfterSeconds }: ReturnType<typeof errorOf>) => ({
  kind,
  field,
  message,
  retryAfterSeconds,
});

const exception = {
  message: 'An error has occurred.',
  exceptionMessage: 'The project cannot be activated without a customer.',
  exceptionType: 'PX.Data.PXException',
  stackTrace: '   at PX.Objects.PM.ProjectEntry.Activate()',
  innerException: { exceptionMessage: 'inner', stackTrace: '   at PX.Data' },
};

describe('an answer of Acumatica other than success', () => {
  it.each<[string, Parameters<typeof errorOf>[0], ErpErrorKind, ErpErrorKind]>([
    ['400', answer(400, { message: 'The request is invalid.' }), 'refused', 'refused'],
    ['401', answer(401), 'unauthorized', 'unauthorized'],
    ['403', answer(403, { message: 'insufficient rights' }), 'refused', 'refused'],
    ['404', answer(404, '<html>'), 'refused', 'refused'],
    ['422', answer(422, { error: 'no' }), 'refused', 'refused'],
    ['422 without a word', answer(422, '<html>'), 'refused', 'refused'],
    ['429', answer(429), 'temporary', 'temporary'],
    ['a full licence', answer(500, { exceptionMessage: 'API Login Limit' }), 'temporary', 'temporary'],
    ['500 with an exception', answer(500, exception), 'temporary', 'unknown_outcome'],
    ['500 of a proxy', answer(500, '<html>'), 'temporary', 'unknown_outcome'],
    ['502', answer(502), 'temporary', 'unknown_outcome'],
    ['503', answer(503), 'temporary', 'temporary'],
    ['504', answer(504), 'temporary', 'unknown_outcome'],
    ['a sign-in page', answer(302, '<html>'), 'refused', 'refused'],
  ])('%s: the kind says what follows after a read and after a write', (_, given, afterRead, afterWrite) => {
    expect([errorOf(given, false).kind, errorOf(given, true).kind]).toEqual([afterRead, afterWrite]);
  });

  it('says when to come back where Acumatica does', () => {
    expect(errorOf(answer(429, '', 30), true).retryAfterSeconds).toBe(30);
    expect(errorOf(answer(429, 'API Login Limit', 60), true).retryAfterSeconds).toBe(60);
  });

  it('tells people what an exception says, and nothing of the stack', () => {
    expect(seen(errorOf(answer(500, exception), true)).message).toBe(
      'Acumatica failed. The project cannot be activated without a customer.',
    );
  });

  it.each([
    ['ProjectID', 'fields.job_id'],
    ['ProjectTemplateID', 'fields.template'],
    ['Customer', 'fields.customer'],
    ['Description', 'project.name'],
    ['ProjectProperties.StartDate', 'project.start_date'],
    ['ProjectProperties.EndDate', 'project.completion_date'],
    ['ProjectAddress.AddressLine1', 'project.address'],
    ['ProjectAddress.City', 'project.city'],
    ['ProjectAddress.State', 'project.state_code'],
    ['ProjectAddress.PostalCode', 'project.zip'],
    ['ProjectAddress.Country', 'project.country_code'],
    ['ProjectAddress.Latitude', 'project.latitude'],
    ['ProjectAddress.Longitude', 'project.longitude'],
    ['ProjectProperties.ProjectManager', null],
    ['Attributes.0.Value', null],
  ])('names the field to correct for %s', (path, field) => {
    const fault: unknown = { value: 'x', error: 'is not valid.' };
    const entity = path.split('.').reduceRight((inner, name) => ({ [name]: inner }), fault);
    expect(seen(errorOf(answer(422, { error: 'raised at least one error.', ...Object(entity) }), true))).toMatchObject({
      field,
      message: `Acumatica refused the project. ${path}: is not valid.`,
    });
  });

  it('reports what is said of the whole when nothing is said of a field', () => {
    expect(seen(errorOf(answer(422, { error: 'The project is\r\nlocked.', Customer: {} }), true))).toMatchObject({
      field: null,
      message: 'Acumatica refused the project. The project is locked.',
    });
  });

  it('reports the errors of all fields and rows, up to what people read', () => {
    const rows = [{ Task: { error: 'first' } }, { id: 'x', error: 'second' }];
    const { message } = errorOf(answer(422, { Tasks: rows, Long: { error: 'x'.repeat(2_000) } }), true);
    expect(message).toMatch(/^Acumatica refused the project\. Tasks\.0\.Task: first Tasks\.1: second Long: xxx/);
    expect(message).toHaveLength(500);
  });

  it('finds an error wherever it stands, and reads any answer without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(400, 422, 500), (value, status) => {
        expect(errorOf(answer(status, { Rows: [value, { error: 'here it is' }] }), true).message).toBeTruthy();
        if (status === 422) {
          const only = errorOf(answer(status, { Rows: [{ error: 'here it is' }], Other: { value } }), true);
          expect(only.message).toContain('Rows.0: here it is');
        }
      }),
    );
    const deep = `${'{"a":'.repeat(5_000)}{"error":"deep"}${'}'.repeat(5_000)}`;
    expect(errorOf(answer(422, deep), true).message).toBe('Acumatica refused the project without saying why.');
  });
});
