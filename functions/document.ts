import { registers, workflows } from '../lib/catalogue.ts';
import { clearUnfinished } from '../lib/documents/expiry.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { document } from '../lib/workflows/document/workflow.ts';
import { documentRoutes } from './shared/document-routes.ts';
import { foundation } from './shared/foundation.ts';
import { deskFor } from './shared/runtime.ts';
import { serve } from './shared/serve.ts';

const served = serve([document], { with: [...workflows, ...registers], extra: documentRoutes });

/** Documents (文件). They belong to records of every kind, so every definition is at hand to say who may see them. */
export const handler: typeof served = async (event, context) => {
  if ('wuyun' in event && event.wuyun === 'fire' && event.kind === document.name) {
    const company = provenCompany(event.company);
    const { shelfFor } = await import('./shared/shelf.ts');
    await clearUnfinished(deskFor(company, [document, ...foundation]), shelfFor(company), event);
  }
  return served(event, context);
};
