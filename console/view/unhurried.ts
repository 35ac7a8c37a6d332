/**
 * A pause that waits until the page is seen, and that ends at once when somebody hurries. A hurry while nothing pauses
 * is for the next pause: what is under way may have been answered before.
 */
export function unhurried(): { readonly pause: (ms: number) => Promise<void>; readonly hurry: () => void } {
  let isHurried = false;
  let end: (() => void) | undefined;

  return {
    async pause(ms) {
      if (!isHurried) {
        await new Promise<void>((resolve) => {
          end = resolve;
          setTimeout(resolve, ms);
        });
      }
      end = undefined;
      isHurried = false;
      if (document.visibilityState === 'hidden') await becomesVisible();
    },
    hurry() {
      if (end) end();
      else isHurried = true;
    },
  };
}

const becomesVisible = (): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState === 'hidden') return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
