/** A value in a property list; data stays base64. */
export type Plist = string | number | readonly Plist[] | { readonly [key: string]: Plist };

/** Parses the property lists that the product writes, strictly. @throws Error for anything else */
export function parsePlist(xml: string): Plist {
  const body =
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<!DOCTYPE plist [^>]*>\n<plist version="1\.0">(.*)<\/plist>\n$/s;
  const inner = body.exec(xml)?.[1];
  if (inner === undefined) throw new Error("not a property list");
  const reader = new Reader(inner);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  private rest: string;

  constructor(rest: string) {
    this.rest = rest;
  }

  value(): Plist {
    const tag = this.open(["dict", "array", "string", "data", "integer"]);
    switch (tag) {
      case "dict":
        return this.dictionary();
      case "array":
        return this.list();
      case "integer":
        return Number(this.text(tag));
      default:
        return this.text(tag);
    }
  }

  end(): void {
    if (this.rest.trim() !== "") throw new Error(`left over: ${this.rest.slice(0, 40)}`);
  }

  private dictionary(): Plist {
    const entries: [string, Plist][] = [];
    while (!this.close("dict")) {
      this.open(["key"]);
      entries.push([this.text("key"), this.value()]);
    }
    return Object.fromEntries(entries);
  }

  private list(): Plist {
    const items: Plist[] = [];
    while (!this.close("array")) items.push(this.value());
    return items;
  }

  private open(tags: readonly string[]): string {
    const found = /^\s*<([a-z]+)>/.exec(this.rest);
    const tag = found?.[1] ?? "";
    if (found === null || !tags.includes(tag))
      throw new Error(`no ${tags.join("/")}: ${this.rest.slice(0, 40)}`);
    this.rest = this.rest.slice(found[0].length);
    return tag;
  }

  private close(tag: string): boolean {
    const found = new RegExp(`^\\s*</${tag}>`).exec(this.rest);
    if (found !== null) this.rest = this.rest.slice(found[0].length);
    return found !== null;
  }

  private text(tag: string): string {
    const found = new RegExp(`^([^<]*)</${tag}>`).exec(this.rest);
    if (found === null) throw new Error(`no end of ${tag}: ${this.rest.slice(0, 40)}`);
    this.rest = this.rest.slice(found[0].length);
    return (found[1] ?? "").replaceAll(/&(\w*;?)/g, (_, name: string) => {
      const character = { "amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"' }[name];
      if (character === undefined) throw new Error(`unknown entity &${name}`);
      return character;
    });
  }
}
