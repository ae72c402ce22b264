// Words that mean something in a language that is emitted, or in a toolchain that reads what is emitted.
//
// `keywords` cannot be names in some or all places. `others` are names that a program already knows: types, macros, library
// functions, members that every object has. `imports` cannot be names in a schema, so they appear as import names alone.

const list = (text) => text.trim().split(/\s+/);

export const languages = [
  {
    language: 'JavaScript',
    source: 'ECMA-262, 12.7.2 Keywords and Reserved Words; members of Object.prototype and Function.prototype',
    keywords: list(`
      await break case catch class const continue debugger default delete do else enum export extends false finally for function
      if import in instanceof new null return super switch this throw true try typeof var void while with yield
      let static implements interface package private protected public async of get set
    `),
    others: list(`
      arguments eval undefined NaN Infinity globalThis prototype constructor toString toLocaleString valueOf hasOwnProperty
      isPrototypeOf propertyIsEnumerable then toJSON name length caller callee apply call bind exports require
      Object Function Array ArrayBuffer BigInt DataView Error Map Math Number Promise Proxy Reflect String Symbol Uint8Array WebAssembly
    `),
    imports: list('__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ $ _'),
  },
  {
    language: 'TypeScript',
    source: 'The scanner of TypeScript 6.0: contextual keywords; lib.es5.d.ts: utility types',
    keywords: list(`
      abstract accessor any as asserts assert bigint boolean constructor declare from global infer intrinsic is keyof module
      namespace never number object out override readonly require satisfies string symbol type undefined unique unknown using
    `),
    others: list('Awaited Partial Required Readonly Record Pick Omit Exclude Extract Parameters ReturnType PropertyKey'),
    imports: [],
  },
  {
    language: 'C',
    source: 'C11 and C23, 6.4.1 Keywords; macros and functions of clause 7; macros that GCC predefines without underscores',
    keywords: list(`
      alignas alignof auto bool break case char const constexpr continue default do double else enum extern false float for goto
      if inline int long nullptr register restrict return short signed sizeof static static_assert struct switch thread_local
      true typedef typeof typeof_unqual union unsigned void volatile while asm fortran
    `),
    others: list(`
      NULL EOF errno stdin stdout stderr assert offsetof setjmp va_list va_start complex imaginary noreturn I linux unix i386
      int8_t uint8_t size_t ptrdiff_t wchar_t max_align_t FILE main malloc free memcpy memset strlen printf exit abort signal
      time environ open read write close index
    `),
    imports: list(
      '_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local __func__ __LINE__ _start',
    ),
  },
  {
    language: 'C++',
    source: 'C++23, 5.11 Keywords and alternative tokens; identifiers with special meaning',
    keywords: list(`
      and and_eq bitand bitor catch char8_t char16_t char32_t class compl concept consteval constinit const_cast co_await
      co_return co_yield decltype delete dynamic_cast explicit export friend mutable namespace new noexcept not not_eq operator
      or or_eq private protected public reinterpret_cast requires static_cast template this throw try typeid typename using
      virtual xor xor_eq final import module override
    `),
    others: list('std nullptr_t reflexpr synchronized'),
    imports: [],
  },
  {
    language: 'Rust',
    source: 'The Rust Reference, Keywords (strict, reserved, weak; editions 2015 to 2024); the prelude and the primitive types',
    keywords: list(`
      as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref
      return self Self static struct super trait true type unsafe use where while
      abstract become box do final gen macro override priv try typeof unsized virtual yield
      macro_rules raw safe union auto default
    `),
    others: list(`
      bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 core std alloc
      Option Some None Result Ok Err Box Vec String Copy Clone Debug Drop Eq PartialEq Fn From Into Iterator Send Sync Sized
    `),
    imports: [],
  },
  {
    language: 'AssemblyScript',
    source: 'AssemblyScript 0.28: types and built-ins of std/assembly/builtins.ts; its tokenizer takes the keywords of TypeScript',
    keywords: list('i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 v128 bool void string auto'),
    others: list(`
      anyref externref funcref eqref i31ref structref arrayref stringref nativeof valueof returnof indexof lengthof
      abort trace seed load store memory table atomic unreachable nameof sizeof offsetof alignof changetype unchecked idof
      instantiate isInteger isFloat isManaged isDefined isConstant clz ctz popcnt rotl rotr abs max min ceil floor copysign
      nearest reinterpret sqrt trunc select heap process console StaticArray external inline lazy final unmanaged
    `),
    imports: list('__new __pin __unpin __collect __alloc'),
  },
  {
    language: 'Python',
    source: 'The Python Language Reference, 2.3.1 Keywords and 2.3.2 Soft Keywords; names of builtins; names that enum.Enum treats apart',
    keywords: list(`
      False None True and as assert async await break class continue def del elif else except finally for from global if import
      in is lambda nonlocal not or pass raise return try while with yield match case type
    `),
    others: list(`
      abs all any bin bool bytearray bytes callable chr compile complex dict dir exec filter float format frozenset getattr
      globals hash help hex id input int isinstance iter len list map max memoryview min next object oct open ord pow print
      property range repr reversed round set setattr slice sorted str sum super tuple vars zip Ellipsis NotImplemented
      Exception BaseException self cls mro name value names values Enum IntEnum IntFlag Final Literal NamedTuple dataclass typing
    `),
    imports: list('__debug__ __import__ __init__ __class__ __dict__ __slots__ _ignore_'),
  },
  {
    language: 'WIT',
    source: 'The WIT grammar of the component model: keywords; core types',
    keywords: list(`
      as async bool borrow char constructor enum export f32 f64 flags from func future import include interface list map option
      own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use variant with world
      error-context
    `),
    others: [],
    imports: [],
  },
  {
    language: 'WebAssembly text format',
    source: 'The WebAssembly specification, 6 Text Format; the script commands of its reference interpreter',
    keywords: list(`
      any array block br call catch catch_all data declare definition drop elem else end eq export extern field final func
      funcref global if import item local loop memory module mut none nop null offset param quote rec ref register result
      return select shared start struct sub table tag then throw try type unreachable
    `),
    others: list('assert_return assert_trap binary instance invoke input output script'),
    imports: list('i32.add i64.const (module) $x ;; (;'),
  },
];
