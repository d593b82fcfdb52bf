import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { approvalPage } from '#web/approval-page.ts';
import { contentSecurityPolicy, pageHeaders } from '#web/page-headers.ts';
import { refusalPage } from '#web/refusal-page.ts';
import { resultPage } from '#web/result-page.ts';
import { elements, tagsOf } from './markup.ts';
import { anApprovalView, aResultView } from './views.ts';

const pages = [approvalPage(anApprovalView()), resultPage(aResultView()), refusalPage({ refusal: 'not_found' })];

describe('headers of pages', () => {
  it('allow exactly the style that every page carries', () => {
    for (const page of pages) {
      expect(elements(page, 'style')).toHaveLength(1);
      const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
    }
  });

  it('allow nothing else, and the pages need nothing else', () => {
    const [, ...directives] = contentSecurityPolicy.split('; ');
    expect(contentSecurityPolicy.startsWith("default-src 'none'; ")).toBe(true);
    expect(directives.map((directive) => directive.split(' ')[0])).toEqual([
      'style-src',
      'form-action',
      'frame-ancestors',
      'base-uri',
    ]);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|http|\*|data:/);
    for (const tag of pages.flatMap(tagsOf)) {
      expect(
        [...tag.attributes.keys()].filter((name) => /^(style|src|srcset|on.*)$/.test(name)),
        tag.name,
      ).toEqual([]);
      expect(['script', 'link', 'img', 'iframe', 'object']).not.toContain(tag.name);
    }
  });

  it('keep pages out of caches, frames, referrers, other windows and search engines', () => {
    expect(pageHeaders).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Number(/max-age=(\d+)/.exec(pageHeaders['strict-transport-security'])?.[1])).toBeGreaterThanOrEqual(
      31_536_000,
    );
  });
});
