import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Refusals of documents. */
export const documentErrors: ErrorCatalogue = {
  'document.type': { zh: '不支持这种文件（{type}），请上传 {types}', en: 'Files of the type {type} are not taken; send {types}' },
  'document.too-big': {
    zh: '文件为 {size}，{types} 文件不能超过 {limit}，请压缩或拆分后重新上传',
    en: 'The file has {size}; {types} may have up to {limit}. Make it smaller and send it again',
  },
  'document.too-many': {
    zh: '该记录已有 {count} 个文件，达到上限；请先撤回不需要的文件',
    en: 'The record has {count} documents, which is the limit; withdraw some first',
  },
  'document.resident': { zh: '住户只能为办理中的单据上传文件，请联系前台', en: 'Residents add documents to cases that are still open; ask the front desk' },
  'document.resident-internal': { zh: '住户上传的文件不能设为仅内部可见', en: 'What a resident sends cannot be internal' },
  'document.not-arrived': { zh: '文件尚未传到，请先按上传地址上传，再办理完成', en: 'The file has not arrived; send it to the upload address first' },
  'document.too-late': { zh: '上传已超过 {minutes} 分钟，请重新登记并上传', en: 'More than {minutes} minutes have passed; announce the file again' },
  'document.not-uploader': { zh: '须由上传人本人办理完成', en: 'Only who announced the file can complete it' },
  'document.not-yours': { zh: '只有上传人、客服主管或项目经理可以撤回文件', en: 'Only the uploader, CSM or PM withdraws a document' },
  'document.other-length': {
    zh: '收到的文件大小与登记的不符，已退回；请重新登记并上传',
    en: 'The file has another length than announced; announce and send it again',
  },
  'document.other-bytes': {
    zh: '收到的文件内容与登记的不符，已退回；请重新登记并上传',
    en: 'The file has other bytes than announced; announce and send it again',
  },
  'document.other-type': {
    zh: '文件内容不是 {types}，已退回；请核对文件后按实际类型重新上传',
    en: 'The content is no {types}; check the file and send it under its own type',
  },
  'document.unreadable': { zh: '文件已损坏，无法识别，已退回；请重新拍照或导出后上传', en: 'The file is damaged; take or export it again and send it' },
  'document.macros': { zh: '文件含有宏，已退回；请另存为不含宏的文件后上传', en: 'The file contains macros; save it without them and send it again' },
};
