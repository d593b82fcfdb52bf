import { exportAudit } from '#ops/audit/export.ts';
import { verifyAudit } from '#ops/audit/verify.ts';
import type { Command, OfflineCommand } from '#ops/command.ts';
import { doctor } from '#ops/doctor/doctor.ts';
import { pauseErp } from '#ops/erp/pause.ts';
import { resumeErp } from '#ops/erp/resume.ts';
import { erasePerson } from '#ops/erase-person.ts';
import { expireRequest } from '#ops/expire.ts';
import { giveUp } from '#ops/give-up.ts';
import { helpOn } from '#ops/help.ts';
import { checkIntegration } from '#ops/integration/check.ts';
import { handBack } from '#ops/integration/hand-back.ts';
import { listIntegrations } from '#ops/integration/list.ts';
import { putCompany } from '#ops/integration/put.ts';
import { showIntegration } from '#ops/integration/show.ts';
import { keysCompromised } from '#ops/keys/compromised.ts';
import { rotateKeys } from '#ops/keys/rotate.ts';
import { list } from '#ops/list.ts';
import { redrive } from '#ops/redrive.ts';
import { reissue } from '#ops/reissue-links.ts';
import { retry } from '#ops/retry.ts';
import { show } from '#ops/show.ts';
import { unlink } from '#ops/unlink.ts';

type Commands = Readonly<Record<string, Command | OfflineCommand>>;

const all: Commands = {
  doctor,
  list,
  show,
  retry,
  expire: expireRequest,
  'give-up': giveUp,
  'reissue-links': reissue,
  unlink,
  'erase-person': erasePerson,
  redrive,
  'keys rotate': rotateKeys,
  'keys compromised': keysCompromised,
  'erp pause': pauseErp,
  'erp resume': resumeErp,
  'audit export': exportAudit,
  'audit verify': verifyAudit,
  'integration put': putCompany,
  'integration list': listIntegrations,
  'integration show': showIntegration,
  'integration check': checkIntegration,
  'integration hand-back': handBack,
};

/** All commands, by the one or two words that people type. */
export const commands: Commands = { ...all, help: helpOn(all) };
