import type { Command } from '#ops/command.ts';
import { giveUp } from '#ops/give-up.ts';
import { redrive } from '#ops/redrive.ts';
import { reissue } from '#ops/reissue-links.ts';
import { retry } from '#ops/retry.ts';
import { show } from '#ops/show.ts';

/** All commands, by the word that people type. */
export const commands: Readonly<Record<string, Command>> = {
  show,
  retry,
  'give-up': giveUp,
  'reissue-links': reissue,
  redrive,
};
