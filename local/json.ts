import * as z from 'zod';

export type Json = z.core.util.JSONType;

/** The value a JSON text stands for; undefined when it is none. */
export const parseJson = (text: string): Json | undefined => {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
