import { expect, it } from 'vitest';
import { readApprovalForm } from '#local/walk/approval-form.ts';

it('reads what a person would see and send', () => {
  const page = `<dd id="check-code"> 4891 </dd>
    <form method="post"><input type="radio" name="decision" value="accept" />
    <input
      type="hidden" name="nonce" value="a&amp;b&quot;" /><input name="field_job_id" type="text" value="26-1">
    <input type="text" name="check" /></form>`;
  expect(readApprovalForm(page)).toEqual({
    checkCode: '4891',
    values: { nonce: 'a&b"', field_job_id: '26-1', check: '' },
  });
});

it('says so when there is nothing to decide', () => {
  expect(() => readApprovalForm('<h1>Already decided</h1>')).toThrow('shows no check code');
});
