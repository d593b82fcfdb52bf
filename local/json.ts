import * as z from 'zod';

export type Json = z.core.util.JSONType;

/** Made once: it takes longer to make than to use. */
const json = z.json();

/** The value a JSON text stands for; undefined when it is none. */
export const parseJson = (text: string): Json | undefined => {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
