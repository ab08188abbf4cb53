import type { ErrorCatalogue } from '../kernel/error.ts';

/** Why a file cannot be read as a table: the sentence tells the clerk what to do with the file. */
export const sheetErrors: ErrorCatalogue = {
  'sheet.empty': { zh: '文件是空的，请选择填好的表格', en: 'The file is empty' },
  'sheet.header-missing': { zh: '第 1 行须为列标题，现在是空行，请调整后重新上传', en: 'Row 1 must hold the column titles; it is blank' },
  'sheet.duplicate-header': {
    zh: '列标题“{title}”重复（{first} 列和 {second} 列），请删除或改名',
    en: 'The column title “{title}” occurs twice ({first} and {second})',
  },
  'sheet.too-many-rows': { zh: '数据超过 {limit} 行，请拆分成几个文件分别导入', en: 'More than {limit} rows; split the file' },
  'sheet.too-many-columns': { zh: '第 {row} 行超过 {limit} 列，请删除多余的列', en: 'Row {row} has more than {limit} columns' },
  'sheet.cell-too-long': { zh: '{cell} 单元格超过 {limit} 个字，请精简', en: 'Cell {cell} is longer than {limit} characters' },
  'sheet.too-large': { zh: '文件内容过大（上限 {limitMb} MB），请拆分后分别导入', en: 'The content is too large (limit {limitMb} MB); split the file' },
  'sheet.zip-bomb': {
    zh: '文件压缩异常，已拒绝读取；请在 Excel 或 WPS 中另存为新的 .xlsx 后重试',
    en: 'The archive expands abnormally and was not read; save it anew as .xlsx',
  },
  'sheet.encrypted': { zh: '文件设有打开密码，请取消密码后重新上传', en: 'The file is protected by a password; remove it' },
  'sheet.old-format': { zh: '这是旧版 .xls 文件，请另存为 .xlsx 后重新上传', en: 'This is an old .xls file; save it as .xlsx' },
  'sheet.not-a-sheet': { zh: '不是可识别的表格，请上传 .xlsx 或 .csv 文件', en: 'Not a spreadsheet; send .xlsx or .csv' },
  'sheet.damaged': { zh: '文件已损坏或不完整，请在 Excel 或 WPS 中打开并另存后重试', en: 'The file is damaged or incomplete; open it, save it anew and retry' },
  'sheet.formula-without-value': {
    zh: '{cell} 单元格的公式没有计算结果，请在 Excel 或 WPS 中打开并保存后重试',
    en: 'The formula in {cell} has no computed value; open the file in Excel and save it',
  },
};
