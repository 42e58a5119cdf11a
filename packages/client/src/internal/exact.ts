/**
 * `Given`, unless it has a key that `Shape` lacks: then a type that nothing fits. TypeScript itself refuses unknown
 * keys only where an object literal stands; this refuses them in variables too.
 */
export type Exact<Shape, Given extends Shape> = Given & { readonly [Key in Exclude<keyof Given, keyof Shape>]: never };
