import { broken, type Finding, listOf, mapOf, textOf } from './finding.ts';
import { refText, type Stock, type StockRecord, stands } from './stock.ts';

/** Names a case keeps of its documents; of more it says nothing. */
const namesKept = 60;

/** The documents (文件) of a table. */
export function documentsOf({ records }: Stock): readonly StockRecord[] {
  return records.filter(({ kind }) => kind === 'document');
}

/** Rows of documents: each belongs to a record that exists, says by its hash what is kept, and is counted by the archive of its case. */
export function checkDocuments(stock: Stock): Finding[] {
  return documentsOf(stock).flatMap((document) => {
    const { item, company, project } = document;
    const { on, kept, name } = mapOf(item['record']);
    const { kind, id } = mapOf(on);
    const owner = stock.byRef.get(refText(company, project, textOf(kind), textOf(id)));
    if (!owner || !stands(owner)) return [broken('document.owner', item, `it belongs to ${textOf(kind)} ${textOf(id)}, which does not exist`)];
    if (item['state'] !== 'stored') return [];
    const { sha256, bytes } = mapOf(kept);
    const hashed =
      /^[0-9a-f]{64}$/.test(textOf(sha256)) && Number(bytes) > 0 ? [] : [broken('document.hash', item, 'it is stored without the hash of what is kept')];
    const names = listOf(owner.item['documents']);
    const counted = owner.place !== 'case' || names.includes(name) || names.length >= namesKept;
    return counted ? hashed : [...hashed, broken('document.uncounted', item, `${textOf(kind)} ${textOf(id)} does not name it`)];
  });
}
