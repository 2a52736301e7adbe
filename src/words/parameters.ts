/** The parameters of a sentence, by name; one type per kind of value. */
export type Texts<Name extends string> = Readonly<Record<Name, string>>;
export type Numbers<Name extends string> = Readonly<Record<Name, number>>;
export type Flags<Name extends string> = Readonly<Record<Name, boolean>>;
export type Lists<Name extends string> = Readonly<Record<Name, readonly string[]>>;
