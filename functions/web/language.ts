import { en, type Texts } from '#web/texts/en.ts';

/**
 * The catalogue of the language that is spoken now. Importers see it change, so it is read where a text is made and kept nowhere:
 * what is taken from it when a module is loaded stays English.
 */
export let texts: Texts = en;

/** What `render` makes, in the language of a catalogue. It makes it at once: whatever it put off would come in another language. */
export const inLanguage = <T>(catalogue: Texts, render: () => T): T => {
  const before = texts;
  texts = catalogue;
  try {
    return render();
  } finally {
    texts = before;
  }
};
