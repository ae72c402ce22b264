/** Made by packages.ts: host packages by the folder of their ABI, and in it by target. */
declare module 'packages-of-the-tests' {
  export const packages: Readonly<
    Record<string, { readonly entries: Readonly<Record<string, object>>; readonly lowered: object } | undefined>
  >;
}
