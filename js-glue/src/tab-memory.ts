import type { PageMemory } from './memory.js';

/**
 * What the tab that has the phone leaves to the next one: what a page leaves to itself when it is loaded
 * again, told to all tabs of the person. They keep it for as long as they live and nowhere else, since
 * it proves the session.
 */
export class TabMemory {
  /** Undefined while no tab has ever said what there is. */
  private left: string | undefined;

  hear(text: string): void {
    this.left = text;
  }

  get text(): string {
    return this.left ?? '';
  }

  /** For the phone of this tab. `page` is this tab's own, which counts where no other had the phone. */
  ofPhone(page: PageMemory | undefined, tell: (text: string) => void): PageMemory {
    return {
      read: async () => {
        if (this.left === undefined) return (await page?.read()) ?? '';
        // Whatever this tab kept is older.
        page?.write(this.left);
        return this.left;
      },
      write: (text) => {
        this.left = text;
        page?.write(text);
        tell(text);
      },
    };
  }
}
