/** Made by packages.ts: host packages by the folder of their ABI, and in it by target, and the one for bytes. */
declare module 'packages-of-the-tests' {
  export const packages: Readonly<
    Record<string, { readonly entries: Readonly<Record<string, object>>; readonly lowered: object } | undefined>
  >;
}
