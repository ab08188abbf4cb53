/** What kind of file a media type is, for caps and checks. */
export type Family = 'photo' | 'pdf' | 'office';

interface Medium {
  readonly title: string;
  readonly family: Family;
  /** What a download's name ends in. */
  readonly extension: string;
}

/** Kinds of files taken (可上传的文件类型). Everything else is refused: what we cannot look into we do not keep. */
export const media = {
  'image/jpeg': { title: 'JPEG', family: 'photo', extension: 'jpg' },
  'image/png': { title: 'PNG', family: 'photo', extension: 'png' },
  'image/webp': { title: 'WebP', family: 'photo', extension: 'webp' },
  'application/pdf': { title: 'PDF', family: 'pdf', extension: 'pdf' },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { title: 'Excel (xlsx)', family: 'office', extension: 'xlsx' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { title: 'Word (docx)', family: 'office', extension: 'docx' },
} as const satisfies Readonly<Record<string, Medium>>;

/** A media type that is taken. */
export type MediaType = keyof typeof media;

/** Whether files of this media type are taken. */
export function isTaken(type: string): type is MediaType {
  return Object.hasOwn(media, type);
}

const megabyte = 1024 * 1024;

/** The largest file of each kind, in bytes. A photo above ten megabytes shows nothing more of a leaking tap. */
export const largest: Readonly<Record<Family, number>> = { photo: 10 * megabyte, pdf: 20 * megabyte, office: 20 * megabyte };

/** A size for people, in whole or tenth megabytes. */
export function sizeText(bytes: number): string {
  return bytes < megabyte ? `${Math.ceil(bytes / 1024)} KB` : `${Math.ceil((bytes * 10) / megabyte) / 10} MB`;
}

/** The name under which a browser saves the document: as people named it, with the ending of its type and nothing a file system minds. */
export function fileName(name: string, type: MediaType): string {
  const { extension } = media[type];
  const safe = name.replaceAll(/[\\/:*?"<>|]/g, '_');
  return safe.toLowerCase().endsWith(`.${extension}`) ? safe : `${safe}.${extension}`;
}
