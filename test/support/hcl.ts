/** A block of a Terraform configuration, as far as the pages need it. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** Texts; a reference such as `var.token` is the text of itself, a list the text between its brackets. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly HclBlock[];
}

const BLOCK = /^(\w+)((?: "[\w/-]+")*) \{$|^(\w+) += \{$/;
const ATTRIBUTE = /^(\w+) += (?:"([^"$\\]*)"|(true|[\w.]+)|\[([^\]]*)\])$/;

/** Reads `type "label" {`, `name = value` and `}`, one a line. Fails on whatever else there is. */
export function readHcl(text: string): readonly HclBlock[] {
  const lines = text.split('\n').map((line) => line.trim());
  const { block, rest } = readBlock(
    { type: '', labels: [] },
    lines.filter((line) => line !== ''),
  );
  if (rest.length > 0) throw new Error('there is a } too many');
  return block.blocks;
}

function readBlock(head: Pick<HclBlock, 'type' | 'labels'>, lines: readonly string[]) {
  const attributes: Record<string, string> = {};
  const blocks: HclBlock[] = [];
  let rest = lines;
  while (rest.length > 0) {
    const [line = '', ...others] = rest;
    rest = others;
    if (line === '}') break;
    const [, type, labels = '', object] = BLOCK.exec(line) ?? [];
    const [, name, quoted, bare, list] = ATTRIBUTE.exec(line) ?? [];
    if (name !== undefined) attributes[name] = quoted ?? bare ?? list ?? '';
    else if (type === undefined && object === undefined) throw new Error(`not understood: ${line}`);
    else {
      const labelled = [...labels.matchAll(/"([^"]+)"/g)].map(([, label = '']) => label);
      const read = readBlock({ type: type ?? object ?? '', labels: labelled }, rest);
      blocks.push(read.block);
      rest = read.rest;
    }
  }
  return { block: { ...head, attributes, blocks }, rest };
}
