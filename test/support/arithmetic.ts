/** A sum as a page writes it: numbers with commas between thousands, `+`, `×`, `/` and parentheses. */
export function calculate(text: string): number {
  const tokens = text.match(/[\d,]+(?:\.\d+)?|[^\s\d]/g) ?? [];
  let at = 0;

  const factor = (): number => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const value = sum();
      if (tokens[at++] !== ')') throw new Error(`${text}: a parenthesis stays open`);
      return value;
    }
    if (!/^\d/.test(token)) throw new Error(`${text}: not understood at "${token}"`);
    return numberIn(token);
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '×' || tokens[at] === '/') {
      if (tokens[at++] === '×') value *= factor();
      else value /= factor();
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+') {
      at += 1;
      value += product();
    }
    return value;
  };

  const value = sum();
  if (at !== tokens.length) throw new Error(`${text}: not understood at "${tokens[at]}"`);
  return value;
}

export const numberIn = (text: string): number => Number(text.replaceAll(',', ''));

export const numbersIn = (text: string): readonly string[] => text.match(/\d[\d,]*(?:\.\d+)?/g) ?? [];
