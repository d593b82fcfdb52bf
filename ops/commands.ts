import type { Command } from '#ops/command.ts';
import { giveUp } from '#ops/give-up.ts';
import { checkIntegration } from '#ops/integration/check.ts';
import { handBack } from '#ops/integration/hand-back.ts';
import { listIntegrations } from '#ops/integration/list.ts';
import { putCompany } from '#ops/integration/put.ts';
import { showIntegration } from '#ops/integration/show.ts';
import { redrive } from '#ops/redrive.ts';
import { reissue } from '#ops/reissue-links.ts';
import { retry } from '#ops/retry.ts';
import { show } from '#ops/show.ts';

/** All commands, by the one or two words that people type. */
export const commands: Readonly<Record<string, Command>> = {
  show,
  retry,
  'give-up': giveUp,
  'reissue-links': reissue,
  redrive,
  'integration put': putCompany,
  'integration list': listIntegrations,
  'integration show': showIntegration,
  'integration check': checkIntegration,
  'integration hand-back': handBack,
};
