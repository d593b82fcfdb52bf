import * as z from 'zod';
import type { Json } from '#local/json.ts';
import { ACCOUNT, naming, REGION, type Addresses, type Identity } from '#local/template/names.ts';
import type { ResolvedResource, Template } from '#local/template/template.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

const text = z.string();
const texts = z.array(z.string());

/** Puts values in the place of a template's references. */
export class Intrinsics {
  readonly #template: Template;
  readonly #naming: ReturnType<typeof naming>;

  constructor(template: Template, addresses: Addresses) {
    this.#template = template;
    this.#naming = naming(addresses);
  }

  /**
   * All resources of a type, with the properties of these names; the others may refer to what only exists in AWS.
   * @throws {Error} when they use a function or a reference that is not known here.
   */
  resources(type: string, names: readonly string[]): ResolvedResource[] {
    return Object.entries(this.#template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Properties }]) => {
        const named = Object.entries(Properties).filter(([name]) => names.includes(name));
        return { logicalId, properties: this.resolve(Object.fromEntries(named)) };
      });
  }

  /** What the stack puts out, by name. @throws {Error} as `resolve` does. */
  outputs(): Json {
    const outputs = Object.entries(this.#template.Outputs);
    return Object.fromEntries(outputs.map(([name, { Value }]) => [name, this.resolve(Value)]));
  }

  /** Value of `Ref` for a resource that runs here. */
  ref(logicalId: string): string {
    return PSEUDO[logicalId] ?? this.#identify(logicalId).ref;
  }

  attribute(logicalId: string, name: string): string {
    const value = this.#identify(logicalId).attributes[name];
    if (value === undefined) throw new Error(`The template asks for ${name} of ${logicalId}, which is not known here.`);
    return value;
  }

  /** @throws {Error} naming a function or reference that is not known here. */
  resolve(value: Json): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.resolve(each));
    const [only, ...others] = Object.entries(value);
    if (only !== undefined && others.length === 0 && /^(Ref$|Fn::|Condition$)/.test(only[0]))
      return this.#apply(...only);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }

  #identify(logicalId: string): Identity {
    const resource = this.#template.Resources[logicalId];
    const name = resource && this.#naming[resource.Type];
    if (name) return name(logicalId, resource.Properties, (value) => this.resolve(value));
    throw new Error(
      `The template refers to ${logicalId} (${resource?.Type ?? 'no resource'}), which does not run here.`,
    );
  }

  #apply(name: string, argument: Json): Json {
    switch (name) {
      case 'Ref':
        return this.ref(text.parse(argument));
      case 'Fn::GetAtt':
        return this.attribute(...z.tuple([text, text]).parse(argument));
      case 'Fn::Join': {
        const [separator, parts] = z.tuple([text, texts]).parse(this.resolve(argument));
        return parts.join(separator);
      }
      case 'Fn::Select': {
        const [index, parts] = z.tuple([z.coerce.number(), texts]).parse(this.resolve(argument));
        return text.parse(parts[index]);
      }
      case 'Fn::Sub':
        return this.#substitute(text.parse(argument));
      default:
        throw new Error(`The template uses ${name}, which is not known here.`);
    }
  }

  /** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which stands for itself. */
  #substitute(pattern: string): string {
    return pattern.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      const [logicalId = '', attribute] = name.split(/\.(.*)/);
      return attribute === undefined ? this.ref(logicalId) : this.attribute(logicalId, attribute);
    });
  }
}
