import { describe, expect, it } from 'vitest';
import { cached } from '#aws/cached.ts';
import { afterNoon } from '#test/support/records.ts';

const underTest = () => {
  const time = { seconds: 0 };
  const asked: string[] = [];
  let failures = 0;
  const answers = cached(
    () => afterNoon(time.seconds),
    60,
    async (key) => {
      asked.push(key);
      if (failures > 0) {
        failures -= 1;
        throw new Error('down');
      }
      return `${key} ${asked.length}`;
    },
  );
  return { answers, asked, time, failNext: () => (failures = 1) };
};

describe('an answer kept for a minute', () => {
  it('is asked for once, by callers at the same moment too', async () => {
    const { answers, asked, time } = underTest();
    expect(await Promise.all([answers.get('a'), answers.get('a')])).toEqual(['a 1', 'a 1']);
    time.seconds = 59;
    expect(await answers.get('a')).toBe('a 1');
    expect(asked).toEqual(['a']);
  });

  it('is asked for again after that minute', async () => {
    const { answers, time } = underTest();
    await answers.get('a');
    time.seconds = 60;
    expect(await answers.get('a')).toBe('a 2');
  });

  it('gives way to newer ones when there are more than five hundred', async () => {
    const { answers, asked } = underTest();
    for (let index = 0; index < 501; index += 1) await answers.get(`typed ${index}`);
    await answers.get('typed 1');
    expect(asked).toHaveLength(501);
    await answers.get('typed 0');
    expect(asked).toHaveLength(502);
  });

  it('is kept by key', async () => {
    const { answers } = underTest();
    expect([await answers.get('a'), await answers.get('b')]).toEqual(['a 1', 'b 2']);
  });

  it('is asked for again when it was forgotten', async () => {
    const { answers } = underTest();
    await answers.get('a');
    answers.forget('a');
    expect(await answers.get('a')).toBe('a 2');
  });

  it('is not kept when it was a failure', async () => {
    const { answers, failNext } = underTest();
    failNext();
    await expect(answers.get('a')).rejects.toThrow('down');
    expect(await answers.get('a')).toBe('a 2');
  });
});
