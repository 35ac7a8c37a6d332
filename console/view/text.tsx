import { partsOf } from '../state/visible-text.ts';

/** Text from outside: it stays on its own side of the line, and nothing in it is invisible. */
export function Text({ children }: { readonly children: string }) {
  return (
    <bdi>
      {partsOf(children).map(({ text, isHidden }, index) =>
        isHidden ? (
          <span key={index} class="hidden-character" title="A character that cannot be seen">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
