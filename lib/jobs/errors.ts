import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of imports and exports (导入导出); the file's own, `sheet.*`, stand beside the readers. */
export const jobErrors: ErrorCatalogue = {
  'import.empty': { zh: '没有收到文件，请选择要导入的 .xlsx 或 .csv 文件', en: 'There is no file; send .xlsx or .csv as the body' },
  'import.too-large': {
    zh: '文件超过 {limitMb} MB，请拆分后分别导入；.csv 另存为 .xlsx 可缩小体积',
    en: 'The file is larger than {limitMb} MB; split it, or save a .csv as .xlsx',
  },
  'import.format-differs': { zh: '文件实际为 .{actual}，与所选格式 {format} 不符，请重新选择', en: 'The file is .{actual}, not {format}' },
  'import.unknown-columns': { zh: '不认识的列：{columns}。可用的列：{known}；请改名或删除', en: 'Unknown columns: {columns}. Known ones: {known}' },
  'import.missing-columns': { zh: '缺少必填的列：{columns}，请补充后重新导入', en: 'Required columns are missing: {columns}' },
  'import.columns-twice': { zh: '“{first}”和“{second}”是同一列，请保留一列', en: '“{first}” and “{second}” are the same column; keep one' },
  'import.no-rows': { zh: '没有可导入的数据行，请核对文件或所选行号', en: 'There are no rows to import' },
  'import.with-row': { zh: '与第 {row} 行同属“{id}”，须一并改正后导入', en: 'Belongs to “{id}” with row {row}; both go in together' },
  'import.running': { zh: '该批次尚未结束，请稍后再办理', en: 'This import is still running' },
  'import.nothing-to-revert': { zh: '该批次没有写入任何数据，无需撤销', en: 'This import wrote nothing' },
  'import.already-reverted': { zh: '该批次已撤销', en: 'This import has been reverted already' },
  'import.touched': {
    zh: '导入后已有 {count} 条记录被修改（{ids}），不能整批撤销；请逐条更正',
    en: '{count} records were changed since ({ids}); correct them one by one',
  },
  'import.stopped': {
    zh: '系统故障，导入中断；已导入的行有效，请重新上传同一文件，已有的行不会重复',
    en: 'A fault of ours stopped the import; send the same file again, rows already in stay as they are',
  },
  'import.stopped-undone': {
    zh: '系统故障，导入中断，未写入任何数据；请稍后重新上传',
    en: 'A fault of ours stopped the import; nothing was written, try again later',
  },
  'revert.stopped': { zh: '系统故障，撤销中断；请稍后再次撤销', en: 'A fault of ours stopped the revert; try again later' },
  'export.stopped': { zh: '系统故障，导出中断，请重新导出', en: 'A fault of ours stopped the export; try again' },
  'export.too-many-rows': {
    zh: '超过 {limit} 行，请改用 .csv 格式，或按楼栋分别导出',
    en: 'More than {limit} rows; choose csv or export building by building',
  },
};
