import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { median, type Row } from '#bench/row.ts';
import { startChild } from '#local/child.ts';
import { sampleProject } from '#local/walk/sample-project.ts';

const ROUNDS = 40;
const FIRST_PROJECT = 100_000;

/** A bare echo in a process of its own. */
export const startEcho = async () => {
  const program = fileURLToPath(new URL('./echo-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
  return { url: `http://127.0.0.1:${port.toString().trim()}`, stop: () => child.kill() };
};

/** Milliseconds until a POST is answered whole. @throws {Error} unless it is answered with success. */
const post = async (
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ ms: number; answer: string }> => {
  const start = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer}`);
  return { ms: performance.now() - start, answer };
};

/** Headers of a caller. */
export const tokenFor = async (url: string, username: string): Promise<Record<string, string>> => {
  const response = await fetch(`${url}/local/oauth/token`, { method: 'POST', body: new URLSearchParams({ username }) });
  const { access_token } = z.object({ access_token: z.string() }).parse(await response.json());
  return { authorization: `Bearer ${access_token}` };
};

/** What a send is answered with. */
export const sentRequest = z.object({ id: z.string(), snapshot_sha256: z.string() });

/**
 * Send and decide on the local server against a bare echo of the same body: pair by pair, one after the other, because a busy
 * machine slows both members of a pair. A project of 60 cost codes, one caller.
 */
export const measureLocalServer = async (): Promise<Row[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-bench-'));
  const [service, echo] = await Promise.all([startChild({ PORT: '0', DATA_DIR: dataDir }), startEcho()]);
  try {
    const company = `${service.url}/rest/v1.0/companies/1`;
    const [sender, approver] = await Promise.all([
      tokenFor(service.url, 'project-admin'),
      tokenFor(service.url, 'approver'),
    ]);
    const sends: number[] = [];
    const decisions: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const projectId = FIRST_PROJECT + round;
      const project = JSON.stringify(sampleProject(projectId));
      const sending = await post(
        `${company}/projects/${projectId}/erp_requests`,
        { ...sender, 'idempotency-key': `bench-${round}` },
        project,
      );
      sends.push(sending.ms / (await post(echo.url, {}, project)).ms);
      const { id, snapshot_sha256 } = sentRequest.parse(JSON.parse(sending.answer));
      const decision = JSON.stringify({ fields: {}, snapshot_sha256 });
      const deciding = await post(`${company}/erp_requests/${id}/accept`, approver, decision);
      decisions.push(deciding.ms / (await post(echo.url, {}, decision)).ms);
    }
    return [
      { what: 'send on the local server / an echo of the same body', value: median(sends), unit: 'x', goal: null },
      {
        what: 'decide on the local server / an echo of the same body',
        value: median(decisions),
        unit: 'x',
        goal: null,
      },
    ];
  } finally {
    echo.stop();
    await service.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  }
};
