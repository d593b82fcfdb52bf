import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { connectors } from '#lib/connectors.ts';
import { grantErpSecrets, grantErpTokens, secretPrefixOf } from '#lib/erp-secrets.ts';
import type { ErpNetwork } from '#lib/erp-network.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface ErpLookUpsProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly network: ErpNetwork | undefined;
}

/** One function per ERP that is called: it asks the ERP what people want to know. They read, and hold the ERP's credentials so that no page does. */
export class ErpLookUps extends Construct {
  /** The functions are called this and the ERP's id. */
  readonly functionPrefix: string;
  readonly #functions: readonly Function[];

  constructor(scope: Construct, id: string, { stage, code, ledger, network }: ErpLookUpsProps) {
    super(scope, id);
    this.functionPrefix = `send-to-erp-${stage.name}-look-up-`;
    const secretPrefix = secretPrefixOf(stage);
    this.#functions = connectors
      .filter(({ delivery }) => delivery === 'call')
      .map(({ id: erp, rotates_tokens: rotatesTokens }) => {
        const lookUp = new ServiceFunction(this, erp, 'look-up', {
          stage,
          code,
          functionName: `${this.functionPrefix}${erp}`,
          environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName, ERP: erp, SECRET_PREFIX: secretPrefix },
          // A second more than whoever asks for the longest answer waits for it (functions/aws/look-up.ts).
          timeoutSeconds: 21,
          memorySize: 512,
        });
        ledger.grantIntegrations(lookUp);
        grantErpSecrets(lookUp, secretPrefix, erp);
        network?.join(lookUp);
        if (rotatesTokens) {
          grantErpTokens(lookUp, secretPrefix, erp);
          ledger.grantLeases(lookUp);
        }
        return lookUp;
      });
  }

  /** Have an ERP asked. */
  grantAsk(grantee: IGrantable): void {
    const resourceArns = this.#functions.map(({ functionArn }) => functionArn);
    Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
  }
}
